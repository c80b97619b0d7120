import { opendir } from 'node:fs/promises';
import { InvalidInputError } from '@tutti/engine';
import type { Folder } from './folder.ts';
import { findNameProblem, parsePath, toShown } from './parse-path.ts';
import type { Workspace } from './workspace.ts';

export interface Found {
  /** From the workspace on. */
  readonly path: string;
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'special';
  /** The one that holds it, open as long as the walk stands here. */
  readonly folder: Folder;
}

export interface WalkOptions {
  readonly path: string;
  /** Levels of folders below the first. */
  readonly depth: number;
  readonly signal: AbortSignal;
  /** Whether a folder is gone into. */
  enters?(found: Found): boolean;
}

/** So many entries of one folder are looked at. */
const MOST_ENTRIES = 20_000;

/** What lies there, folder by folder, in the order of the names. What no path may name is passed over; links are told and not followed. */
export async function* walk(workspace: Workspace, { path, ...options }: WalkOptions): AsyncGenerator<Found> {
  const names = parsePath(path);
  await using folder = await workspace.openFolder(names, { create: false });
  if (!folder) throw new InvalidInputError(`there is no folder ${toShown(path)}`, 'path');
  yield* walkFolder(folder, names, options);
}

async function* walkFolder(
  folder: Folder,
  names: readonly string[],
  { depth, signal, enters }: Omit<WalkOptions, 'path'>,
): AsyncGenerator<Found> {
  for (const { name, kind } of await readEntries(folder)) {
    signal.throwIfAborted();
    const path = [...names, name];
    const found: Found = { path: path.join('/'), name, kind, folder };
    yield found;
    if (kind !== 'folder' || depth <= 1 || enters?.(found) === false) continue;
    // It may have been deleted, or become a link, since it was listed.
    await using inner = await folder.enter(name, { create: false }).catch(() => undefined);
    if (inner) yield* walkFolder(inner, path, { depth: depth - 1, signal, ...(enters && { enters }) });
  }
}

async function readEntries(folder: Folder): Promise<Pick<Found, 'name' | 'kind'>[]> {
  const entries: Pick<Found, 'name' | 'kind'>[] = [];
  for await (const entry of await opendir(folder.here)) {
    if (entries.length === MOST_ENTRIES) break;
    if (findNameProblem(entry.name) !== undefined) continue;
    const kind = entry.isSymbolicLink() ? 'link' : entry.isDirectory() ? 'folder' : entry.isFile() ? 'file' : 'special';
    entries.push({ name: entry.name, kind });
  }
  return entries.toSorted((one, other) => (one.name < other.name ? -1 : 1));
}
