/** Repositories that may be worked on, for people to choose from: the allowed folders themselves, or those right below them. */
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface FoundRepositories {
  readonly paths: readonly string[];
  /** Not all of them are named. */
  readonly more: boolean;
}

const MOST = 100;
/** Of one folder. */
const MOST_LOOKED_AT = 1_000;

export async function listRepositories(folders: readonly string[]): Promise<FoundRepositories> {
  const found = new Set<string>();
  for (const folder of folders) {
    const root = await realpath(folder).catch(() => undefined);
    if (root === undefined) continue;
    if (await isRepository(root)) found.add(root);
    else for (const path of await listBelow(root)) found.add(path);
  }
  const paths = [...found].sort();
  return { paths: paths.slice(0, MOST), more: paths.length > MOST };
}

/** Links are passed over: they may lead to where nobody was allowed to go. */
async function listBelow(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory()).slice(0, MOST_LOOKED_AT);
  const paths = folders.map(({ name }) => join(root, name));
  const isOne = await Promise.all(paths.map(isRepository));
  return paths.filter((_, place) => isOne[place]);
}

/** With a working tree, or without one. */
async function isRepository(folder: string): Promise<boolean> {
  const isThere = async (...names: readonly string[]) =>
    (await Promise.all(names.map((name) => stat(join(folder, name)).catch(() => undefined)))).every(Boolean);
  return (await isThere('.git')) || (await isThere('HEAD', 'objects', 'refs'));
}
