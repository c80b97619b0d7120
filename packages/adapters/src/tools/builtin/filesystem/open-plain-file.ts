import { constants } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import type { Stats } from 'node:fs';
import type { Folder } from './folder.ts';
import { hasCode } from './has-code.ts';
import { refusePath } from './parse-path.ts';

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
// Without waiting: a pipe would hold up whoever opens it.
const FLAGS = O_RDONLY | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0);

/** Only an ordinary file with one name: no link, pipe, device or socket, and nothing that also lies elsewhere. Undefined where there is none. */
export async function openPlainFile(
  folder: Folder,
  name: string,
): Promise<{ handle: FileHandle; stats: Stats } | undefined> {
  const before = await findPlainFile(folder, name);
  if (!before) return undefined;
  const handle = await open(folder.at(name), FLAGS).catch((error: unknown) => {
    if (hasCode(error, 'ELOOP', 'ENXIO', 'EISDIR')) throw refusePath(name, 'is no plain file');
    throw error;
  });
  try {
    const stats = await handle.stat();
    assertPlain(stats, name);
    await folder.assertHolds(name);
    if (stats.ino !== before.ino || stats.dev !== before.dev) throw refusePath(name, 'was changed while it was opened');
    return { handle, stats };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** What is there, where it is a plain file or nothing. */
export async function findPlainFile(folder: Folder, name: string): Promise<Stats | undefined> {
  const stats = await findEntry(folder, name);
  if (stats) assertPlain(stats, name);
  return stats;
}

export async function findEntry(folder: Folder, name: string): Promise<Stats | undefined> {
  try {
    return await lstat(folder.at(name));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function assertPlain(stats: Stats, name: string): void {
  if (stats.isDirectory()) throw refusePath(name, 'is a folder');
  if (!stats.isFile()) throw refusePath(name, 'is no plain file');
  if (stats.nlink > 1) throw refusePath(name, 'has a second name elsewhere');
}
