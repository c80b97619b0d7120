/** What came with a task belongs to what its run begins with: only what was made of it since is the run's own. */
import type { GivenFile } from '@tutti/protocol';
import { isUnder } from './keep-files.ts';
import { type FileEntry, toBlobHash } from './manifest.ts';
import type { Blob, Versions } from './versions.ts';

export type GivenEntries = readonly (readonly [path: string, entry: FileEntry])[];

const NEVER_ABORTED = new AbortController().signal;

/** Kept, so that they can be compared with what becomes of them; but for those that no version of the repository holds. */
export async function keepGiven(versions: Versions, given: readonly GivenFile[]): Promise<[string, FileEntry][]> {
  const ignored = await versions.listIgnored();
  const files = given
    .filter(({ path }) => !isUnder(path, ignored))
    .map(({ path, content }) => ({ path, bytes: Buffer.from(content, 'base64') }))
    .map(({ path, bytes }) => ({ path, bytes, hash: toBlobHash(versions.format, bytes) }));
  async function* list(): AsyncGenerator<Blob> {
    yield* files;
  }
  await versions.keepBlobs(list(), NEVER_ABORTED);
  return files.map(({ path, hash, bytes }) => [path, { kind: 'file', hash, bytes: bytes.length }]);
}

/** The beginning holds them too. */
export function withGiven(
  versions: Versions,
  { base, given = [] }: { base: string; given?: GivenEntries | undefined },
): Versions {
  return {
    format: versions.format,
    findLast: () => versions.findLast(),
    list: () => versions.list(),
    readManifest: async (version) => {
      const manifest = await versions.readManifest(version);
      return version === base ? new Map([...manifest, ...given]) : manifest;
    },
    readBlob: (hash) => versions.readBlob(hash),
    listIgnored: () => versions.listIgnored(),
    keepBlobs: (blobs, signal) => versions.keepBlobs(blobs, signal),
    save: (wish) => versions.save(wish),
  };
}
