/**
 * One folder that is held open. Where the system allows it (Linux), what lies in it is reached through its descriptor,
 * so that nobody can put another folder or a link into its place between a look and an act.
 * Elsewhere each step is checked before and after.
 */
import { constants, existsSync } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from './has-code.ts';
import { refusePath } from './parse-path.ts';

const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = constants;
const FOLDER_FLAGS = O_RDONLY | (O_DIRECTORY ?? 0) | (O_NOFOLLOW ?? 0);
const DESCRIPTORS = '/proc/self/fd';

/** Whether descriptors of folders can stand in paths here. */
export function canPin(): boolean {
  return process.platform === 'linux' && existsSync(DESCRIPTORS);
}

export class Folder implements AsyncDisposable {
  /** Its own name among the paths of this system, as long as nobody moves it. */
  readonly path: string;
  readonly #handle: FileHandle | undefined;

  private constructor(path: string, handle: FileHandle | undefined) {
    this.path = path;
    this.#handle = handle;
  }

  /** The root of a workspace. It may itself be reached by a link; below it, nothing is. */
  static async open(root: string, { create, pinned }: { create: boolean; pinned: boolean }): Promise<Folder> {
    if (create) await mkdir(root, { recursive: true });
    const path = await realpath(root);
    if (!pinned) return new Folder(path, undefined);
    return new Folder(path, await open(path, FOLDER_FLAGS));
  }

  /** How to reach what is called so in here. */
  at(name: string): string {
    return this.#handle ? `${DESCRIPTORS}/${this.#handle.fd}/${name}` : join(this.path, name);
  }

  /** How to reach the folder itself. */
  get here(): string {
    return this.#handle ? `${DESCRIPTORS}/${this.#handle.fd}/.` : this.path;
  }

  /** A folder in this one; undefined where there is none and none is to be made. */
  async enter(name: string, { create }: { create: boolean }): Promise<Folder | undefined> {
    if (create)
      await mkdir(this.at(name)).catch((error: unknown) => {
        if (!hasCode(error, 'EEXIST')) throw error;
      });
    try {
      return this.#handle ? await this.#enterPinned(name) : await this.#enterByName(name);
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return undefined;
      if (hasCode(error, 'ELOOP', 'ENOTDIR')) throw refusePath(name, 'is no folder, or a link');
      throw error;
    }
  }

  async #enterPinned(name: string): Promise<Folder> {
    return new Folder(join(this.path, name), await open(this.at(name), FOLDER_FLAGS));
  }

  async #enterByName(name: string): Promise<Folder> {
    const path = this.at(name);
    const found = await lstat(path);
    if (found.isSymbolicLink() || !found.isDirectory()) throw refusePath(name, 'is no folder, or a link');
    await this.assertHolds(name);
    return new Folder(path, undefined);
  }

  /** For systems that cannot pin: what is called so in here must still really lie here. */
  async assertHolds(name: string): Promise<void> {
    if (this.#handle) return;
    const path = join(this.path, name);
    if ((await realpath(path)) !== path) throw refusePath(name, 'leads somewhere else');
  }

  /** A name in a folder is durable only with the folder. */
  async sync(): Promise<void> {
    if (this.#handle) return this.#handle.sync();
    if (process.platform === 'win32') return; // Folders cannot be opened there.
    const handle = await open(this.path, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle?.close();
  }
}
