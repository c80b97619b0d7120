/** Finds out what SQLite would only call "unable to open database file". */
import { constants } from 'node:fs';
import { access, type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StoreProblem, type StoreProblemCode } from '../store-problem.ts';
import type { StoreFiles } from './store-files.ts';

/** What two threads, their connections and the lock need, with some to spare. */
const NEEDED_FILES = 32;

export async function prepareDirectory(files: StoreFiles): Promise<void> {
  try {
    await mkdir(files.directory, { recursive: true, mode: 0o700 });
    await writeProbe(files.directory);
    await assertWritable(files.database);
    await assertFilesCanBeOpened(files.directory);
  } catch (error) {
    throw toStoreProblem(error, files.directory);
  }
}

async function writeProbe(directory: string): Promise<void> {
  const probe = join(directory, `probe.${process.pid}`);
  const handle = await open(probe, 'w');
  try {
    await handle.writeFile('x');
  } finally {
    await handle.close();
    await rm(probe, { force: true });
  }
}

async function assertWritable(file: string): Promise<void> {
  try {
    await access(file, constants.R_OK | constants.W_OK);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

async function assertFilesCanBeOpened(directory: string): Promise<void> {
  const handles: FileHandle[] = [];
  try {
    while (handles.length < NEEDED_FILES) handles.push(await open(directory, 'r'));
  } finally {
    await Promise.all(handles.map((handle) => handle.close()));
  }
}

const CODES: Readonly<Record<string, readonly [StoreProblemCode, string]>> = {
  EACCES: ['store_read_only', 'may not be written by this user'],
  EPERM: ['store_read_only', 'may not be written by this user'],
  EROFS: ['store_read_only', 'lies on a read-only file system'],
  ENOTDIR: ['store_read_only', 'is not a directory'],
  EEXIST: ['store_read_only', 'is not a directory'],
  ENOSPC: ['store_full', 'lies on a full disk'],
  EDQUOT: ['store_full', 'has used up its quota'],
  EMFILE: ['store_failed', 'cannot be opened, as this process has too many files open; raise its limit (ulimit -n)'],
  ENFILE: ['store_failed', 'cannot be opened, as the system has too many files open'],
};

function toStoreProblem(error: unknown, directory: string): StoreProblem {
  const code = codeOf(error) ?? '';
  const message = error instanceof Error ? error.message : String(error);
  const [problem, reason] = CODES[code] ?? ['store_failed', 'cannot be opened'];
  return new StoreProblem(problem, `${directory} ${reason} (${message})`, { cause: error });
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
