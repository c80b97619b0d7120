import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What is younger may belong to a version that is just being made. */
const YOUNG_MS = 3_600_000;

/** Removes the blobs and lists that no run leads to any more. */
export async function sweepKept(kept: string, needed: ReadonlySet<string>, now: number): Promise<void> {
  for (const kind of ['blobs', 'versions'])
    for (const part of await list(join(kept, kind)))
      for (const name of await list(join(kept, kind, part))) {
        if (needed.has(name)) continue;
        const path = join(kept, kind, part, name);
        const stats = await stat(path).catch(() => undefined);
        if (stats && now - stats.mtimeMs > YOUNG_MS) await rm(path, { force: true });
      }
}

function list(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
