import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tool } from '@tutti/engine';
import * as z from 'zod';
import { findNotePlace, findPathProblem, type NotePlace } from './note-path.ts';
import { parseToolInput } from './parse-tool-input.ts';

const LIMIT_BYTES = 1024 * 1024;
const encoder = new TextEncoder();

const WriteNoteInput = z.object({
  path: z
    .string()
    .min(4)
    .max(300)
    .superRefine((path, context) => {
      const problem = findPathProblem(path);
      if (problem !== undefined) context.addIssue({ code: 'custom', message: `the path ${problem}` });
    })
    .describe('Where the note goes, below the workspace: plans/harbour.md'),
  text: z
    .string()
    .max(LIMIT_BYTES)
    .refine((text) => encoder.encode(text).length <= LIMIT_BYTES, { error: 'the text is larger than 1 MiB' })
    .describe('The note in Markdown. It replaces what the file held before.'),
});

export interface WriteNoteOptions {
  /** The folder that every note stays in; created with the first note. */
  readonly workspace: string;
}

export function createWriteNoteTool({ workspace }: WriteNoteOptions): Tool {
  return {
    name: 'write_note',
    description: 'Writes a note as a Markdown file into the workspace, in place of what the file held before.',
    input: WriteNoteInput,
    effect: 'idempotent',
    timeoutMs: 10_000,
    labels: [{ source: 'tool', name: 'write_note' }],
    async use(input, { signal }) {
      const { path, text } = parseToolInput(WriteNoteInput, input);
      signal.throwIfAborted();
      const bytes = encoder.encode(text);
      const place = await findNotePlace(workspace, path, { create: true });
      if (place) await replaceFile(place, bytes, signal);
      return { path, bytes: bytes.length };
    },
    async verify(input, { signal }) {
      const { path, text } = parseToolInput(WriteNoteInput, input);
      signal.throwIfAborted();
      const bytes = encoder.encode(text);
      const held = await readNote(workspace, path);
      return held?.equals(bytes) ? { happened: true, output: { path, bytes: bytes.length } } : { happened: false };
    },
  };
}

/** A reader sees the old note or the new one, never a part, even after a crash. */
async function replaceFile({ folder, file }: NotePlace, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
  const temporary = join(folder, `.${randomUUID()}.tmp`);
  try {
    // `wx` neither follows a link nor opens what is there.
    const handle = await open(temporary, 'wx', 0o644);
    try {
      await handle.writeFile(bytes, { signal });
      await handle.sync();
    } finally {
      await handle.close();
    }
    signal.throwIfAborted();
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
  await syncFolder(folder);
}

/** The new name is durable only with the folder that holds it. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return; // Folders cannot be opened there.
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function readNote(workspace: string, path: string): Promise<Buffer | undefined> {
  try {
    const place = await findNotePlace(workspace, path, { create: false });
    return place && (await readFile(place.file));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
