/** The file with the master keys: made when it is first needed, readable by its owner only, never beside the data unless asked. */
import { constants } from 'node:fs';
import { link, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Random } from '@tutti/engine';
import { KeyFileError } from './key-file-error.ts';
import { createMasterKey, formatMasterKeys, MASTER_KEY_BYTES, type MasterKey, parseMasterKeys } from './master-key.ts';

/** The first is the one that is used for what is new; the others only open what is older. */
export type MasterKeys = readonly [MasterKey, ...MasterKey[]];

export interface KeyFileParts {
  readonly path: string;
  readonly random: Random;
}

const OTHERS = 0o077;
/** It is held for as long as two small files take to be written. */
const LOCK_PATIENCE_MS = 5_000;
const LOCK_RETRY_MS = 20;

export class KeyFile {
  readonly path: string;
  readonly #random: Random;

  constructor({ path, random }: KeyFileParts) {
    this.path = path;
    this.#random = random;
  }

  /** Undefined where there is none yet. */
  async find(): Promise<MasterKeys | undefined> {
    return this.#guard(() => this.#read());
  }

  /** Makes one where there is none. */
  async open(): Promise<MasterKeys> {
    return this.#guard(async () => {
      const known = await this.#read();
      if (known) return known;
      const made = createMasterKey(this.#random.bytes(MASTER_KEY_BYTES));
      // Where another process was faster, its file counts.
      if (await this.#place([made], link)) return [made];
      const theirs = await this.#read();
      if (theirs) return theirs;
      throw new KeyFileError(`the key file ${this.path} comes and goes`);
    });
  }

  /** Puts a new key before those that are there, which go on to open what they closed, in a backup too. */
  async addKey(): Promise<MasterKeys> {
    return this.#guard(() =>
      this.#alone(async () => {
        const made = createMasterKey(this.#random.bytes(MASTER_KEY_BYTES));
        const known = await this.#read();
        // Whoever opens a file that is not there yet makes one, without waiting for anybody.
        if (!known && (await this.#place([made], link))) return [made];
        const keys = [made, ...(known ?? (await this.#read()) ?? [])] as const;
        await this.#place(keys, rename);
        return keys;
      }),
    );
  }

  /**
   * One at a time of all processes: a key that is overwritten is lost, with all that it has closed.
   * A lock that is left behind is never taken over, as its holder could just be slow.
   */
  async #alone<Result>(act: () => Promise<Result>): Promise<Result> {
    await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
    const lock = `${this.path}.lock`;
    const deadline = performance.now() + LOCK_PATIENCE_MS;
    while (!(await place(lock))) {
      if (performance.now() > deadline)
        throw new KeyFileError(
          `the key file ${this.path} is being changed by another process; if there is none, remove ${lock}`,
        );
      await setTimeout(LOCK_RETRY_MS);
    }
    try {
      return await act();
    } finally {
      await rm(lock, { force: true });
    }
  }

  async #read(): Promise<MasterKeys | undefined> {
    // Not through a link: whoever may place one would choose the key.
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW;
    const handle = await open(this.path, flags).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (!handle) return undefined;
    try {
      const { mode } = await handle.stat();
      // Windows has no such modes. Unlike a token that can be made anew, this one is not mended silently.
      if ((mode & OTHERS) !== 0 && process.platform !== 'win32')
        throw new KeyFileError(`others can read the key file ${this.path}: \`chmod 600\` it`);
      const [first, ...older] = parseMasterKeys(await handle.readFile('utf8')) ?? [];
      if (!first) throw new KeyFileError(`the key file ${this.path} is damaged: restore it from a copy`);
      return [first, ...older];
    } finally {
      await handle.close();
    }
  }

  /** Never half a file: it is written beside its place and moved there. False where `move` found one there already. */
  async #place(keys: MasterKeys, move: (from: string, to: string) => Promise<void>): Promise<boolean> {
    await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
    const draft = `${this.path}.${process.pid}.${Buffer.from(this.#random.bytes(6)).toString('hex')}`;
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(formatMasterKeys(keys));
      await handle.sync();
      await move(draft, this.path);
      return true;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
      throw error;
    } finally {
      await handle.close();
      await rm(draft, { force: true });
    }
  }

  async #guard<Result>(act: () => Promise<Result>): Promise<Result> {
    try {
      return await act();
    } catch (cause) {
      if (cause instanceof KeyFileError) throw cause;
      const message = cause instanceof Error ? cause.message : String(cause);
      throw new KeyFileError(`the key file ${this.path} cannot be used (${message})`, { cause });
    }
  }
}

/** False where there is one already. */
async function place(lock: string): Promise<boolean> {
  try {
    await (await open(lock, 'wx', 0o600)).close();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}
