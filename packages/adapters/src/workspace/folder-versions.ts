/** The versions of a run that works in a plain folder: blobs under the hash of what they hold, and for each version a list of them. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RunError } from '@tutti/engine';
import { AgentId, Instant, StepPath } from '@tutti/protocol';
import * as z from 'zod';
import { FileEntry, type Manifest } from './manifest.ts';
import type { Blob, NewVersion, Version, Versions } from './versions.ts';

export const EMPTY = 'empty';

const About = z.object({ agent: AgentId, path: StepPath, key: z.string(), at: Instant });
const Kept = z.object({ before: z.string(), about: About, files: z.array(z.tuple([z.string(), FileEntry])) });
type Kept = z.infer<typeof Kept>;

const NAME = /^[0-9a-f]{64}$/u;

export class FolderVersions implements Versions {
  readonly format = 'sha256';
  readonly #folder: string;
  readonly #head: string;

  /** `kept` is shared by all runs, `head` is the file that names the last version of this one. */
  constructor(kept: string, head: string) {
    this.#folder = kept;
    this.#head = head;
  }

  async findLast(): Promise<Version | undefined> {
    const version = await this.#readHead();
    if (version === EMPTY) return undefined;
    const { before, about } = await this.#read(version);
    return { version, before, about };
  }

  async list(): Promise<readonly Version[]> {
    const versions: Version[] = [];
    for (let version = await this.#readHead(); version !== EMPTY; ) {
      const { before, about } = await this.#read(version);
      versions.push({ version, before, about });
      version = before;
    }
    return versions;
  }

  async readManifest(version: string): Promise<Manifest> {
    return version === EMPTY ? new Map() : new Map((await this.#read(version)).files);
  }

  async readBlob(hash: string): Promise<Buffer> {
    return readFile(this.#toPath('blobs', hash));
  }

  async listIgnored(): Promise<ReadonlySet<string>> {
    return new Set();
  }

  async keepBlobs(blobs: AsyncIterable<Blob>): Promise<void> {
    for await (const { hash, bytes } of blobs) await keepOnce(this.#toPath('blobs', hash), bytes);
  }

  async save({ before, about, manifest }: NewVersion): Promise<string> {
    const kept: Kept = { before, about: { ...about }, files: [...manifest] };
    const text = JSON.stringify(kept);
    const version = createHash('sha256').update(text).digest('hex');
    await keepOnce(this.#toPath('versions', version), Buffer.from(text));
    await this.setHead(version);
    return version;
  }

  setHead(version: string): Promise<void> {
    return writeWhole(this.#head, Buffer.from(version));
  }

  async #readHead(): Promise<string> {
    const text = await readFile(this.#head, 'utf8').catch(() => EMPTY);
    return text.trim() || EMPTY;
  }

  async #read(version: string): Promise<Kept> {
    const text = await readFile(this.#toPath('versions', version), 'utf8').catch((cause: unknown) => {
      throw new RunError('version_not_found', `there is no version ${version}`, { cause });
    });
    return Kept.parse(JSON.parse(text));
  }

  #toPath(kind: 'blobs' | 'versions', name: string): string {
    if (!NAME.test(name))
      throw new RunError('version_not_found', `${JSON.stringify(name)} names no version and no file`);
    return join(this.#folder, kind, name.slice(0, 2), name);
  }
}

async function keepOnce(path: string, bytes: Uint8Array): Promise<void> {
  const size = await stat(path)
    .then((stats) => stats.size)
    .catch(() => -1);
  if (size !== bytes.length) return writeWhole(path, bytes);
  // It may be needed again by a version that is not there yet.
  const now = new Date();
  await utimes(path, now, now);
}

/** Whoever reads it finds the old or the new whole, also after a crash. */
export async function writeWhole(path: string, bytes: Uint8Array, mode = 0o600): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = join(dirname(path), `.${randomUUID()}.tmp`);
  try {
    const handle = await open(temporary, 'wx', mode);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
