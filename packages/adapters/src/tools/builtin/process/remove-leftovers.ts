/** Folders of a moment that a killed server has left behind. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Nothing that works in such a folder takes as long. */
const HOUR_MS = 3_600_000;

/** All that are older by an hour than the given one, which was just made: the clock is that of their disk. */
export async function removeLeftovers(scratch: string, newest: string): Promise<void> {
  const now = (await stat(newest)).mtimeMs;
  for (const name of await readdir(scratch)) {
    const folder = join(scratch, name);
    const stats = await stat(folder).catch(() => undefined);
    if (stats && stats.mtimeMs < now - HOUR_MS) await removeFolder(folder);
  }
}

/** What cannot be removed now is tried again as a leftover. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch(() => undefined);
}
