/** Private copies of what a call names, read as carefully as every file of a workspace: what computes with them never sees the workspace. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, open, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidInputError } from '@tutti/engine';
import { Hash } from '@tutti/protocol';
import { toShown } from '../filesystem/parse-path.ts';
import { readChunks } from '../filesystem/read-chunks.ts';
import type { Workspace } from '../filesystem/workspace.ts';
import { removeFolder, removeLeftovers } from '../process/remove-leftovers.ts';
import type { Data } from './analysis-input.ts';
import type { TableFile, TableFormat } from './order.ts';

export interface CopiedFile {
  readonly table: TableFile;
  readonly path: string;
  readonly bytes: number;
  readonly sha256: Hash;
}

/** Of all files of one call. */
export const MOST_BYTES = 256 * 1024 * 1024;

const FORMATS: Readonly<Record<string, TableFormat>> = {
  csv: 'csv',
  tsv: 'csv',
  json: 'json',
  jsonl: 'json',
  ndjson: 'json',
  parquet: 'parquet',
};

/** A folder that nobody else reads, gone at the end. */
export async function openScratch(scratch: string): Promise<{ folder: string } & AsyncDisposable> {
  await mkdir(scratch, { recursive: true });
  const folder = await realpath(await mkdtemp(join(scratch, 'analysis-')));
  return {
    folder,
    [Symbol.asyncDispose]: () => removeFolder(folder),
  };
}

/** Copies of a server that was killed. */
export async function sweepScratch(scratch: string): Promise<void> {
  // Where nothing was ever copied nothing is made, either.
  if (!existsSync(scratch)) return;
  await using newest = await openScratch(scratch);
  await removeLeftovers(scratch, newest.folder);
}

export async function copyFiles(
  workspace: Workspace,
  files: Data['files'],
  { folder, signal }: { folder: string; signal: AbortSignal },
): Promise<CopiedFile[]> {
  const copied: CopiedFile[] = [];
  let left = MOST_BYTES;
  for (const [at, file] of files.entries()) {
    const { path, table, decimalComma = false } = typeof file === 'string' ? { path: file } : file;
    const format = toFormat(path);
    const target = join(folder, `${at}.${format}`);
    const copy = await copyFile(workspace, { path, target, most: left }, signal);
    left -= copy.bytes;
    const name = table ?? toTableName(path);
    copied.push({ ...copy, path, table: { name, shown: path, path: target, format, decimalComma } });
  }
  return copied;
}

async function copyFile(
  workspace: Workspace,
  { path, target, most }: { path: string; target: string; most: number },
  signal: AbortSignal,
): Promise<{ bytes: number; sha256: Hash }> {
  await using source = await workspace.openFile(path);
  const hash = createHash('sha256');
  let bytes = 0;
  const copy = await open(target, 'wx', 0o600);
  try {
    for await (const chunk of readChunks(source.handle)) {
      signal.throwIfAborted();
      bytes += chunk.length;
      if (bytes > most)
        throw new InvalidInputError(
          `${toShown(path)} is too much: the files of one call have at most ${MOST_BYTES} bytes together`,
          'files',
        );
      hash.update(chunk);
      await copy.writeFile(chunk);
    }
  } finally {
    await copy.close();
  }
  return { bytes, sha256: Hash.parse(hash.digest('hex')) };
}

function toFormat(path: string): TableFormat {
  const ending = /\.([a-z]+)$/iu.exec(path)?.[1]?.toLowerCase() ?? '';
  const format = FORMATS[ending];
  if (format) return format;
  throw new InvalidInputError(
    `${toShown(path)} is none of ${Object.keys(FORMATS)
      .map((known) => `.${known}`)
      .join(', ')}`,
    'files',
  );
}

/** data/Orders 2026.csv is orders_2026. */
export function toTableName(path: string): string {
  const base = (path.split('/').at(-1) ?? '').replace(/\.[a-z]+$/iu, '');
  const name = base
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, '_')
    .replaceAll(/^_+|_+$/gu, '')
    .slice(0, 60);
  return /^[a-z]/u.test(name) ? name : `t_${name}`;
}
