/** Accepted files of a run without a repository are copied to a folder that the user names, and taken back from there. */
import { constants } from 'node:fs';
import { chmod, lstat, mkdir, open, realpath, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RunError } from '@tutti/engine';
import { writeWhole } from '../folder-versions.ts';
import { type FileEntry, toBlobHash } from '../manifest.ts';
import type { Versions } from '../versions.ts';
import type { DecidedFile, Decision } from '../workspace-record.ts';
import { assertInside } from '../write-files.ts';

export interface CopyWish {
  readonly folder: string;
  readonly files: readonly { readonly path: string; readonly to: FileEntry | undefined }[];
  /** What was copied there before, by path: only that, or nothing, may lie in the way. */
  readonly known: ReadonlyMap<string, FileEntry>;
}

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
const NEVER_ABORTED = new AbortController().signal;

/** Keeps what lies there, so that it can be put back. Throws `changes_conflict` where something else is in the way. */
export async function prepareCopies(
  versions: Versions,
  { folder, files, known }: CopyWish,
): Promise<readonly DecidedFile[]> {
  const decided: DecidedFile[] = [];
  const conflicts: string[] = [];
  for (const { path, to } of files) {
    const there = await readThere(versions, folder, path);
    const before = there?.entry;
    // Where a link leads depends on where it lies.
    if (to?.kind === 'link') conflicts.push(path);
    if (before && !isAlike(before, to) && !isAlike(before, known.get(path))) conflicts.push(path);
    if (there) await versions.keepBlobs(one({ hash: there.entry.hash, bytes: there.bytes }), NEVER_ABORTED);
    const mode = there && { mode: there.mode };
    decided.push({ path, made: to ?? null, before: before ?? null, after: to ?? null, ...mode });
  }
  if (conflicts.length === 0) return decided;
  throw conflict(folder, conflicts);
}

export async function copyFiles(versions: Versions, folder: string, files: readonly DecidedFile[]): Promise<void> {
  for (const { path, after } of files) await put(versions, folder, { path, entry: after });
}

/** After a crash: only where it still lies as it did. Answers which files are there now, and marks the others. */
export async function goOnCopying(
  versions: Versions,
  folder: string,
  files: readonly DecidedFile[],
): Promise<readonly DecidedFile[]> {
  const settled: DecidedFile[] = [];
  for (const file of files) {
    const { path, before, after } = file;
    const there = await lookThere(versions, folder, path);
    if (isAlike(there, before)) await put(versions, folder, { path, entry: after });
    const isThere = isAlike(there, before) || isAlike(there, after);
    settled.push(isThere ? file : { ...file, left: true });
  }
  return settled;
}

/** After a crash, or a copy that failed half way: whatever is not what was copied stays as it is. */
export async function goOnPuttingBack(
  versions: Versions,
  folder: string,
  { files }: Pick<Decision, 'files'>,
): Promise<void> {
  for (const { path, before, after, mode, left } of files) {
    const there = left ? 'other' : await lookThere(versions, folder, path);
    if (isAlike(there, after)) await put(versions, folder, { path, entry: before, mode });
  }
}

/** Nothing is put back before all of it can be. */
export async function assertUntouched(versions: Versions, folder: string, { files }: Decision): Promise<void> {
  const changed: string[] = [];
  for (const { path, after, left } of files) {
    const there = left ? after : (await readThere(versions, folder, path))?.entry;
    if (!isAlike(there, after)) changed.push(path);
  }
  if (changed.length > 0) throw conflict(folder, changed);
}

export async function putBack(versions: Versions, folder: string, { files }: Pick<Decision, 'files'>): Promise<void> {
  for (const { path, before, mode, left } of files)
    if (!left) await put(versions, folder, { path, entry: before, mode });
}

interface Putting {
  readonly path: string;
  readonly entry: FileEntry | null;
  /** Absent: that of what lies there, but for the right to execute. */
  readonly mode?: number | undefined;
}

async function put(versions: Versions, folder: string, { path, entry, mode }: Putting): Promise<void> {
  const absolute = join(folder, path);
  if (!entry) return rm(absolute, { force: true });
  const stats = await lstat(absolute).catch(() => undefined);
  const wanted = mode ?? (stats && toMode(stats.mode & 0o777, entry));
  await mkdir(dirname(absolute), { recursive: true });
  const bytes = await versions.readBlob(entry.hash);
  await writeWhole(absolute, bytes, wanted ?? (entry.kind === 'program' ? 0o755 : 0o644));
  // What is new is as the system makes new files; what was there is exactly as it was.
  if (wanted !== undefined) await chmod(absolute, wanted);
}

/** Whoever may read a program may execute it. */
function toMode(mode: number, { kind }: FileEntry): number {
  return kind === 'program' ? mode | ((mode & 0o444) >> 2) : mode & ~0o111;
}

interface There {
  readonly entry: FileEntry;
  readonly bytes: Buffer;
  readonly mode: number;
}

/** Of what may be looked at; `other`: something that no file of ours is. */
async function lookThere(versions: Versions, folder: string, path: string): Promise<FileEntry | 'other' | undefined> {
  try {
    return (await readThere(versions, folder, path))?.entry;
  } catch {
    return 'other';
  }
}

/** Undefined where nothing is. A link on the way or at its end is refused, wherever it leads. */
async function readThere(versions: Versions, folder: string, path: string): Promise<There | undefined> {
  assertInside(path);
  const names = path.split('/');
  for (let depth = 1; depth <= names.length; depth++) {
    const stats = await lstat(join(folder, ...names.slice(0, depth))).catch(() => undefined);
    if (!stats) return undefined;
    const isFine = depth === names.length ? stats.isFile() : stats.isDirectory();
    if (!isFine) throw conflict(folder, [path]);
  }
  const handle = await open(join(folder, path), O_RDONLY | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0));
  try {
    const [bytes, { mode }] = [await handle.readFile(), await handle.stat()];
    const kind = (mode & 0o100) === 0 ? 'file' : 'program';
    return {
      entry: { kind, hash: toBlobHash(versions.format, bytes), bytes: bytes.length },
      bytes,
      mode: mode & 0o777,
    };
  } finally {
    await handle.close();
  }
}

export async function toTargetFolder(path: string): Promise<string> {
  await mkdir(path, { recursive: true });
  return realpath(path);
}

/** What lies there is not asked whether it may be executed. */
function isAlike(there: FileEntry | 'other' | null | undefined, other: FileEntry | null | undefined): boolean {
  return there !== 'other' && there?.hash === other?.hash;
}

async function* one<Item>(item: Item): AsyncGenerator<Item> {
  yield item;
}

function conflict(folder: string, paths: readonly string[]): RunError {
  const named = paths.slice(0, 20).map((path) => JSON.stringify(path));
  const message = `in ${folder} something else is called ${named.join(', ')}`;
  return new RunError('changes_conflict', message, { nothingHappened: true });
}
