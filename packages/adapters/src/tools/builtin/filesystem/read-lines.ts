import type { FileHandle } from 'node:fs/promises';
import type { Json } from '@tutti/protocol';
import { isText } from './is-text.ts';
import { readChunks } from './read-chunks.ts';
import type { Workspace } from './workspace.ts';

const MOST_BYTES = 64 * 1024;
const NEW_LINE = 0x0a;

interface Lines {
  readonly bytes: Buffer;
  readonly toLine: number;
  readonly more: boolean;
  /** The last line is longer than what is shown of it. */
  readonly cut: boolean;
}

export async function readLines(
  workspace: Workspace,
  { path, fromLine, lines }: { path: string; fromLine: number; lines: number },
  signal: AbortSignal,
): Promise<Json> {
  await using file = await workspace.openFile(path);
  const found = await collect(file.handle, { from: fromLine, until: fromLine + lines }, signal);
  const facts = { path, bytes: file.bytes };
  if (!isText(found.bytes)) return { ...facts, binary: true };
  const text = new TextDecoder().decode(found.bytes);
  if (text === '' && fromLine > 1) return { ...facts, text, note: `the file has fewer than ${fromLine} lines` };
  return { ...facts, text, fromLine, toLine: found.toLine, more: found.more, ...(found.cut && { lastLineCut: true }) };
}

/** Nothing but what is shown is held in memory, however long the file is. */
async function collect(
  handle: FileHandle,
  { from, until }: { from: number; until: number },
  signal: AbortSignal,
): Promise<Lines> {
  const parts: Buffer[] = [];
  let held = 0;
  let line = 1;
  let lastByte = NEW_LINE;
  for await (const chunk of readChunks(handle)) {
    signal.throwIfAborted();
    let at = 0;
    while (at < chunk.length) {
      if (line >= until) return { bytes: Buffer.concat(parts), toLine: line - 1, more: true, cut: false };
      const end = chunk.indexOf(NEW_LINE, at);
      const next = end === -1 ? chunk.length : end + 1;
      if (line >= from) {
        const part = chunk.subarray(at, Math.min(next, at + MOST_BYTES - held));
        parts.push(part);
        held += part.length;
        if (held >= MOST_BYTES)
          return {
            bytes: toWhole(Buffer.concat(parts)),
            toLine: line,
            more: true,
            cut: end === -1 || part.length < next - at,
          };
      }
      if (end !== -1) line++;
      lastByte = chunk[next - 1] ?? lastByte;
      at = next;
    }
  }
  return {
    bytes: Buffer.concat(parts),
    toLine: lastByte === NEW_LINE ? Math.max(line - 1, 1) : line,
    more: false,
    cut: false,
  };
}

/** Without a character at its end of which only the first bytes are there. */
function toWhole(bytes: Buffer): Buffer {
  for (let back = 1; back <= 4 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return needed > back ? bytes.subarray(0, bytes.length - back) : bytes;
  }
  return bytes;
}
