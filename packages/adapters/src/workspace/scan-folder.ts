/** Everything that lies in a workspace: plain files and links, never what they lead to, and nothing of git's own. */
import { constants } from 'node:fs';
import { lstat, open, readdir, readlink, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RunError } from '@tutti/engine';
import type { LeftOut } from '@tutti/protocol';
import type { FileKind } from './manifest.ts';
import { decodePath } from './path-bytes.ts';

export interface FoundFile {
  readonly path: string;
  readonly kind: Exclude<FileKind, 'module'>;
  readonly bytes: Uint8Array;
}

export interface Scan {
  readonly folder: string;
  /** Paths that are passed over; of a folder with everything in it. */
  readonly ignored: ReadonlySet<string>;
  /** Folders that are repositories of their own and known as such. */
  readonly modules: ReadonlySet<string>;
  onLeftOut(left: LeftOut): void;
  readonly signal: AbortSignal;
}

const LARGEST = 64 * 1024 * 1024;
const MOST_FILES = 200_000;
const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
const FLAGS = O_RDONLY | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0);
/** What some systems take for `.git`: any case, a short name, and characters that cannot be seen in it. */
const LIKE_GIT = /^(?:\.git|git~\d+)[. ]*$/iu;
const UNSEEN = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/gu;

export function isGitName(name: string): boolean {
  return LIKE_GIT.test(name.replaceAll(UNSEEN, ''));
}

export async function* scanFolder(scan: Scan): AsyncGenerator<FoundFile> {
  const root = await realpath(scan.folder);
  const waiting = [''];
  let count = 0;
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    scan.signal.throwIfAborted();
    for (const { path, isFolder } of await listFolder(root, at, scan)) {
      if (isFolder) {
        waiting.push(path);
        continue;
      }
      if (++count > MOST_FILES) throw new RunError('workspace_full', `it holds more than ${MOST_FILES} files`);
      const found = await readEntry(root, path, scan);
      if (found) yield found;
    }
  }
}

interface Entry {
  readonly path: string;
  readonly isFolder: boolean;
}

async function listFolder(root: string, at: string, scan: Scan): Promise<readonly Entry[]> {
  const { ignored, modules, onLeftOut } = scan;
  const names = await readNames(join(root, at)).catch((error: unknown) => {
    onLeftOut({ path: at, why: toUnreadable(error) });
    return [];
  });
  const isOther = at !== '' && names.some(({ name }) => isGitName(name.toString('utf8')));
  if (isOther) {
    if (!modules.has(at)) onLeftOut({ path: at, why: 'it is a repository of its own' });
    return [];
  }
  const entries: Entry[] = [];
  for (const entry of names) {
    const name = decodePath(entry.name);
    const path = at === '' ? name : `${at}/${name}`;
    if (!name.isWellFormed()) onLeftOut({ path, why: 'its name is not UTF-8' });
    else if (isGitName(name)) {
      if (at !== '' || name !== '.git') onLeftOut({ path, why: 'git keeps its own things under such a name' });
    } else if (ignored.has(path) || modules.has(path)) continue;
    else entries.push({ path, isFolder: entry.isDirectory() });
  }
  return entries.sort((one, other) => (one.path < other.path ? -1 : 1));
}

async function readEntry(root: string, path: string, { onLeftOut }: Scan): Promise<FoundFile | undefined> {
  const absolute = join(root, path);
  const leave = (why: string): undefined => {
    onLeftOut({ path, why });
    return undefined;
  };
  try {
    const stats = await lstat(absolute);
    if (stats.isSymbolicLink()) return { path, kind: 'link', bytes: await readlink(absolute, { encoding: 'buffer' }) };
    if (!stats.isFile()) return leave('it is neither a file nor a link');
    if (stats.size > LARGEST) return leave(`it is larger than ${LARGEST / 1024 / 1024} MiB`);
    const bytes = await readPlainFile(absolute);
    if (!bytes) return leave('it lies outside of the workspace');
    return { path, kind: (stats.mode & 0o100) === 0 ? 'file' : 'program', bytes };
  } catch (error) {
    return isGone(error) ? undefined : leave(toUnreadable(error));
  }
}

async function readNames(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true, encoding: 'buffer' });
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}

/** What is gone between two looks was never there. */
function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function toUnreadable(error: unknown): string {
  return `it cannot be read: ${error instanceof Error ? error.message : String(error)}`;
}

/** Undefined where somebody has put a link on the way since it was found. */
async function readPlainFile(path: string): Promise<Buffer | undefined> {
  const handle = await open(path, FLAGS);
  try {
    if ((await realpath(dirname(path))) !== dirname(path)) return undefined;
    const shown = await readlink(`/proc/self/fd/${handle.fd}`).catch(() => path);
    return shown === path && (await handle.stat()).isFile() ? await handle.readFile() : undefined;
  } finally {
    await handle.close();
  }
}
