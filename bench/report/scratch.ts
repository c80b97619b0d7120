import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Directories for one measurement, removed when it is over. */
export class Scratch implements AsyncDisposable {
  readonly #directories: string[] = [];

  async directory(): Promise<string> {
    const directory = await mkdtemp(join(tmpdir(), 'tutti-bench-'));
    this.#directories.push(directory);
    return directory;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const directory of this.#directories.splice(0)) await rm(directory, { recursive: true, force: true });
  }
}

export async function countBytes(directory: string): Promise<number> {
  const files = await readdir(directory);
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(directory, file))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
