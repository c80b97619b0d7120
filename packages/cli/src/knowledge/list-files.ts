import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { InvalidInputError } from '@tutti/engine';

export interface FoundFile {
  readonly path: string;
  /** What it is called in its collection: within the folder that was named. */
  readonly name: string;
}

const LEFT_OUT = new Set(['node_modules']);
const MOST_FILES = 5_000;

/** Files as they are named, and those below folders; what is hidden there is left out, and no link is followed. */
export async function listFiles(typed: readonly string[]): Promise<readonly FoundFile[]> {
  const all: FoundFile[] = [];
  for (const each of typed) {
    const path = resolve(each);
    const facts = await stat(path).catch(() => undefined);
    if (!facts) throw new InvalidInputError(`there is no file ${each}`, 'file');
    if (facts.isDirectory()) all.push(...(await listBelow(path)));
    else all.push({ path, name: basename(path) });
    if (all.length > MOST_FILES)
      throw new InvalidInputError(`more than ${MOST_FILES} files are not added at once`, 'file');
  }
  return all;
}

async function listBelow(folder: string): Promise<readonly FoundFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, name: relative(folder, path).split(sep) }))
    .filter(({ name }) => !name.some((part) => part.startsWith('.') || LEFT_OUT.has(part)))
    .map(({ path, name }) => ({ path, name: name.join('/') }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}
