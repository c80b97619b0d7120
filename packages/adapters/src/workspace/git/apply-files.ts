/** Brings some files of one version into another: as they are where nobody else has changed them, merged line by line where somebody has. */
import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RunError } from '@tutti/engine';
import { type FileEntry, isSame, type Manifest } from '../manifest.ts';
import type { Repository } from './repository.ts';

export interface FileWish {
  readonly path: string;
  /** What the change began with, and what it came to; undefined: no such file. */
  readonly from: FileEntry | undefined;
  readonly to: FileEntry | undefined;
  /** It began with something that was never on the branch, so that it is new there. */
  readonly isNew?: boolean;
}

/** How `merge-file` ends: up to 127 conflicts are counted, and 255 says that it is no text. */
const MERGE_EXITS = [...Array.from({ length: 128 }, (_, conflicts) => conflicts), 255];

/** Throws `changes_conflict` with every file that cannot be brought in. */
export async function applyFiles(
  repository: Repository,
  { onto, wishes, scratch }: { onto: Manifest; wishes: readonly FileWish[]; scratch: string },
): Promise<Manifest> {
  const made = new Map(onto);
  const conflicts: string[] = [];
  for (const wish of wishes) {
    const { path, to, isNew } = wish;
    const there = onto.get(path);
    const from = isNew && !there ? undefined : wish.from;
    if (isSame(there, to)) continue;
    const next = isSame(there, from) ? to : await merge(repository, { there, ...wish, scratch });
    if (next === 'conflict') conflicts.push(path);
    else if (next) made.set(path, next);
    else made.delete(path);
  }
  const clashes = [...made.keys()].filter((path) => hasFileAbove(made, path));
  if (conflicts.length + clashes.length === 0) return made;
  const named = [...new Set([...conflicts, ...clashes])].slice(0, 20).map((path) => JSON.stringify(path));
  throw new RunError('changes_conflict', `these were changed on both sides: ${named.join(', ')}`, {
    nothingHappened: true,
  });
}

/** A path cannot be a file and a folder. */
function hasFileAbove(files: Manifest, path: string): boolean {
  const names = path.split('/');
  return names.some((_, depth) => depth > 0 && files.has(names.slice(0, depth).join('/')));
}

type Merging = FileWish & { readonly there: FileEntry | undefined; readonly scratch: string };

async function merge(repository: Repository, { there, from, to, scratch }: Merging): Promise<FileEntry | 'conflict'> {
  const isPlain = (entry: FileEntry | undefined): entry is FileEntry =>
    entry?.kind === 'file' || entry?.kind === 'program';
  if (!isPlain(there) || !isPlain(from) || !isPlain(to)) return 'conflict';
  const folder = join(scratch, randomUUID());
  await mkdir(folder, { recursive: true });
  try {
    const names = ['there', 'from', 'to'].map((name) => join(folder, name));
    for (const [place, { hash }] of [there, from, to].entries())
      await writeFile(names[place] ?? '', await repository.ask(['cat-file', 'blob', hash]));
    const merged = await repository.find(['merge-file', '--quiet', ...names], { exits: MERGE_EXITS });
    if (merged === undefined) return 'conflict';
    const hash = await repository.askText(['hash-object', '-w', '--no-filters', names[0] ?? '']);
    const bytes = Number(await repository.askText(['cat-file', '-s', hash]));
    // Whoever has made it executable since keeps that, unless this change says otherwise.
    return { kind: from.kind === to.kind ? there.kind : to.kind, hash, bytes };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
