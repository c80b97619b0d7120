/** A run's folder as its tools see it: plain files and folders below one root, and no way out of it. */
import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { InvalidInputError } from '@tutti/engine';
import { canPin, Folder } from './folder.ts';
import { findPlainFile, openPlainFile } from './open-plain-file.ts';
import { type Names, parseFilePath, toShown } from './parse-path.ts';
import { readChunks } from './read-chunks.ts';
import { Usage } from './usage.ts';
import { WorkspaceLimits } from './workspace-limits.ts';

export interface WorkspaceOptions {
  readonly root: string;
  readonly limits?: Partial<WorkspaceLimits>;
  /** Off: as on systems where a folder's descriptor cannot stand in a path. */
  readonly pinned?: boolean;
}

/** What is kept beside the files: out of reach of every path, and ignored by git. */
export const OWN_FOLDER = '.tutti';

export class Workspace {
  readonly root: string;
  readonly #pinned: boolean;
  readonly usage: Usage;
  #line: Promise<unknown> = Promise.resolve();

  constructor({ root, limits = {}, pinned = canPin() }: WorkspaceOptions) {
    this.root = root;
    this.#pinned = pinned;
    this.usage = new Usage(root, WorkspaceLimits.parse(limits));
  }

  openRoot(): Promise<Folder> {
    return Folder.open(this.root, { create: true, pinned: this.#pinned });
  }

  /** Undefined where a folder on the way does not exist and is not to be made. */
  async openFolder(names: Names, { create }: { create: boolean }): Promise<Folder | undefined> {
    let folder: Folder | undefined = await this.openRoot();
    for (const name of names) {
      folder = await leaveFor(folder, name, create);
      if (!folder) return undefined;
    }
    return folder;
  }

  /** Changes of one workspace happen one after the other, so that none undoes another unseen. */
  async change<Result>(act: () => Promise<Result>): Promise<Result> {
    const result = this.#line.then(act, act);
    this.#line = result.catch(() => undefined);
    return result;
  }

  async readFile(path: string, mostBytes: number): Promise<Buffer> {
    await using file = await this.openFile(path);
    if (file.bytes > mostBytes)
      throw new InvalidInputError(`${toShown(path)} has ${file.bytes} bytes; at most ${mostBytes} are read`, 'path');
    // Awaited here: the file is closed when this returns.
    return await readUpTo(file.handle, mostBytes, path);
  }

  async openFile(path: string): Promise<{ handle: FileHandle; bytes: number; mode: number } & AsyncDisposable> {
    const { folder: names, name } = parseFilePath(path);
    await using folder = await this.openFolder(names, { create: false });
    const opened = folder && (await openPlainFile(folder, name));
    if (!opened) throw new InvalidInputError(`there is no file ${toShown(path)}`, 'path');
    const { handle, stats } = opened;
    return {
      handle,
      bytes: stats.size,
      mode: stats.mode & 0o777,
      [Symbol.asyncDispose]: () => handle.close(),
    };
  }

  /** A reader sees the old file or the new one, never a part, even after a crash. */
  async writeFile(path: string, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    const { folder: names, name } = parseFilePath(path);
    this.usage.assertFits(bytes.length);
    await using folder = await this.openFolder(names, { create: true });
    if (!folder) throw new InvalidInputError(`the folder of ${toShown(path)} was deleted meanwhile`, 'path');
    const before = await findPlainFile(folder, name);
    await this.usage.take({ bytes: bytes.length - (before?.size ?? 0), files: before ? 0 : 1 });
    await replaceFile(folder, { name, bytes, mode: (before?.mode ?? 0o644) & 0o777 }, signal);
  }
}

/** The outer folder is let go as soon as the inner one is held. */
async function leaveFor(folder: Folder, name: string, create: boolean): Promise<Folder | undefined> {
  await using outer = folder;
  return await outer.enter(name, { create });
}

export async function replaceFile(
  folder: Folder,
  { name, bytes, mode = 0o644 }: { name: string; bytes: Uint8Array; mode?: number },
  signal: AbortSignal,
): Promise<void> {
  const temporary = `.${randomUUID()}.tmp`;
  try {
    // `wx` neither follows a link nor opens what is there.
    const handle = await open(folder.at(temporary), 'wx', mode);
    try {
      await handle.writeFile(bytes, { signal });
      await handle.chmod(mode);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await folder.assertHolds(temporary);
    signal.throwIfAborted();
    await rename(folder.at(temporary), folder.at(name));
  } finally {
    await rm(folder.at(temporary), { force: true });
  }
  await folder.sync();
}

/** A file that grows while it is read must not fill the memory. */
async function readUpTo(handle: FileHandle, mostBytes: number, path: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let held = 0;
  for await (const chunk of readChunks(handle)) {
    chunks.push(chunk);
    held += chunk.length;
    if (held > mostBytes) throw new InvalidInputError(`${toShown(path)} grows while it is read`, 'path');
  }
  return Buffer.concat(chunks);
}
