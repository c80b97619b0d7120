/** From the files that lie in a workspace to a list of them, with what they hold kept, and to what a journal says of it. */
import { type LeftOut, Snapshot } from '@tutti/protocol';
import { compareManifests, type FileEntry, type Manifest, toBlobHash } from './manifest.ts';
import { scanFolder } from './scan-folder.ts';
import type { Blob, Versions } from './versions.ts';

/** What a journal says of very many files. */
const MOST_CHANGES = 200;
const MOST_LEFT_OUT = 50;
/** What the tools keep beside the files, unless a folder of the user's is called so. */
const OWN_FOLDER = '.tutti';

interface Keeping {
  readonly folder: string;
  readonly versions: Versions;
  readonly old: Manifest;
  /** Hashes in there that no version leads to yet. */
  readonly loose?: ReadonlySet<string> | undefined;
  readonly signal: AbortSignal;
}

export async function keepFiles({
  folder,
  versions,
  old,
  loose,
  signal,
}: Keeping): Promise<{ manifest: Manifest; leftOut: LeftOut[] }> {
  const leftOut: LeftOut[] = [];
  const manifest = new Map<string, FileEntry>([...old].filter(([, { kind }]) => kind === 'module'));
  const held = new Set([...old.values()].map(({ hash }) => hash)).difference(loose ?? new Set());
  const ignored = await versions.listIgnored();
  async function* findNew(): AsyncGenerator<Blob> {
    const hasOwn = ![...old.keys()].some((path) => path.startsWith(`${OWN_FOLDER}/`));
    const passed = hasOwn ? new Set([...ignored, OWN_FOLDER]) : ignored;
    const scan = { folder, ignored: passed, modules: new Set(manifest.keys()), signal };
    for await (const { path, kind, bytes } of scanFolder({ ...scan, onLeftOut: (left) => leftOut.push(left) })) {
      const hash = toBlobHash(versions.format, bytes);
      manifest.set(path, { kind, hash, bytes: bytes.length });
      if (!held.has(hash)) yield { hash, bytes };
      held.add(hash);
    }
  }
  await versions.keepBlobs(findNew(), signal);
  // What could not be looked at is as it was: nobody has deleted it. Nor what is called by bytes that no journal can hold.
  const unseen = new Set(leftOut.map(({ path }) => path));
  for (const [path, entry] of old) if (isUnder(path, unseen) || !path.isWellFormed()) manifest.set(path, entry);
  return { manifest, leftOut };
}

/** Itself, or a folder that it lies in; the empty path is that of all of them. */
export function isUnder(path: string, tops: ReadonlySet<string>): boolean {
  if (tops.size === 0) return false;
  const names = path.split('/');
  return tops.has('') || names.some((_, depth) => tops.has(names.slice(0, depth + 1).join('/')));
}

export function toSnapshot(
  facts: Omit<Snapshot, 'count' | 'changes' | 'leftOut'>,
  { old, now }: { old: Manifest; now: Manifest },
  leftOut: readonly LeftOut[],
): Snapshot {
  const changes = compareManifests(old, now);
  const shown = { changes: changes.slice(0, MOST_CHANGES), leftOut: leftOut.slice(0, MOST_LEFT_OUT).map(toReadable) };
  return Snapshot.parse({ ...facts, count: changes.length, ...shown });
}

function toReadable({ path, why }: LeftOut): LeftOut {
  return { path: path.toWellFormed(), why };
}
