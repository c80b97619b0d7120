/** What an agent over ACP may read and write through us: files of its workspace, and nothing that a link or a path leads to elsewhere. */
import { constants } from 'node:fs';
import { mkdir, open, realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

const MOST_BYTES = 4_000_000;

export class WorkspaceFiles {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  async read(path: string): Promise<string> {
    const place = await this.#find(path);
    await using file = await open(place, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const found = await file.stat();
    if (!found.isFile()) throw new Error(`${path} is no file`);
    if (found.size > MOST_BYTES) throw new Error(`${path} is larger than ${MOST_BYTES} bytes`);
    return await file.readFile('utf8');
  }

  async write(path: string, text: string): Promise<void> {
    if (Buffer.byteLength(text) > MOST_BYTES) throw new Error(`the text is larger than ${MOST_BYTES} bytes`);
    const parts = relative(this.#root, resolve(path)).split(sep);
    // Hooks, settings and the like are read by others as more than text.
    if (parts.some((part) => part.startsWith('.'))) throw new Error(`${path} is hidden, so it is not written`);
    const place = await this.#find(path, { create: true });
    // A pipe would be waited for until somebody reads it: nothing is done to what is no file.
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    await using file = await open(place, flags, 0o644);
    if (!(await file.stat()).isFile()) throw new Error(`${path} is no file`);
    await file.truncate();
    await file.writeFile(text);
  }

  contains(path: string): boolean {
    return isAbsolute(path) && isInside(this.#root, resolve(path));
  }

  async #find(path: string, { create = false } = {}): Promise<string> {
    if (!this.contains(path) || path.includes('\0')) throw new Error(`${path} is not inside the workspace`);
    const root = await realpath(this.#root);
    const folder = dirname(join(root, relative(this.#root, resolve(path))));
    if (create) await mkdirInside(root, folder);
    const real = await realpath(folder);
    if (real !== root && !isInside(root, real)) throw new Error(`${path} leads out of the workspace`);
    return join(real, basename(path));
  }
}

/** One folder after the other, so that none is made behind a link. */
async function mkdirInside(root: string, folder: string): Promise<void> {
  let at = root;
  for (const part of relative(root, folder).split(sep).filter(Boolean)) {
    at = join(at, part);
    await mkdir(at).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    const real = await realpath(at);
    if (!isInside(root, real)) throw new Error(`${at} leads out of the workspace`);
  }
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
