/** What a decision is about: whole files, or single hunks of them, as the person has seen them. */
import { type LineDiff, RunError } from '@tutti/engine';
import { toBlobHash, type FileEntry } from '../manifest.ts';
import type { RunWorkspace } from '../run-workspaces.ts';
import type { DecidedPart } from '../workspace-record.ts';
import { applyHunks, compareFile, isDivisible } from './compare-file.ts';
import type { ChosenFile, DecideWish, FilePair, PartWish } from './file-pair.ts';
import type { FileStatus } from './file-status.ts';

const NEVER_ABORTED = new AbortController().signal;

export interface Choosing {
  readonly workspace: RunWorkspace;
  readonly files: readonly FileStatus[];
}

export async function chooseFiles(
  { workspace, files }: Choosing,
  wish: Pick<DecideWish, 'files' | 'parts'>,
): Promise<readonly ChosenFile[]> {
  const { record, versions } = workspace;
  const parts = wish.parts ?? [];
  const named = wish.files ?? (parts.length > 0 ? [] : undefined);
  assertKnown(workspace, files, [...(named ?? []), ...parts.map(({ path }) => path)]);
  assertOnce(named ?? [], parts);
  const base = await versions.readManifest(record.base);
  const now = await versions.readManifest((await versions.findLast())?.version ?? record.base);
  const chosen: ChosenFile[] = [];
  for (const file of files) {
    const part = parts.find(({ path }) => path === file.path);
    const isWanted = part !== undefined || (named ? named.includes(file.path) : file.status === 'open');
    if (!isWanted || file.status === 'accepted') continue;
    const pair = { path: file.path, before: base.get(file.path), after: now.get(file.path) };
    const found = await choosePart(workspace, { pair, file, part, isNamed: named !== undefined });
    if (found) chosen.push(found);
  }
  if (chosen.length > 0) return chosen;
  throw new RunError('nothing_to_decide', `nothing in ${record.run} is left to be decided on`, {
    nothingHappened: true,
  });
}

interface Part {
  readonly pair: FilePair;
  readonly file: FileStatus;
  readonly part: PartWish | undefined;
  /** Whoever names a file means what was rejected of it too. */
  readonly isNamed: boolean;
}

/** Undefined where nothing is left of it. */
async function choosePart(
  workspace: RunWorkspace,
  { pair, file, part, isNamed }: Part,
): Promise<ChosenFile | undefined> {
  const whole = { ...pair, from: pair.before, to: pair.after };
  if (!part && !file.parts) return whole;
  const compared = await compareFile(pair, () => readSides(workspace, pair));
  if (!isDivisible(pair) || compared.kind !== 'text')
    throw unusable(pair.path, 'is new, deleted or no text, and is decided about as a whole');
  const { hash, lines } = compared;
  if (part && part.diff !== hash) throw changed(pair.path);
  const all = lines.hunks.map((_, place) => place + 1);
  const stray = part?.hunks.find((hunk) => !all.includes(hunk));
  if (stray !== undefined) throw unusable(pair.path, `has ${all.length} changes, and none is number ${stray}`);
  // What was decided about another diff says nothing about this one.
  const known = file.parts?.diff === hash ? file.parts : undefined;
  const accepted = new Set(known?.accepted);
  const isOpen = (hunk: number) => !accepted.has(hunk) && (part || isNamed || !known?.rejected.includes(hunk));
  const hunks = (part ? [...new Set(part.hunks)].toSorted((one, other) => one - other) : all).filter(isOpen);
  if (hunks.length === 0) return undefined;
  if (hunks.length === all.length) return whole;
  const keep = (taken: ReadonlySet<number>) => keepPart(workspace, pair, { taken, compared });
  const decided: DecidedPart = { diff: hash, hunks, of: all.length };
  return { ...pair, from: await keep(accepted), to: await keep(new Set([...accepted, ...hunks])), part: decided };
}

/** The file with these hunks of what was changed; it is kept, so that a commit can name it. */
async function keepPart(
  { versions }: RunWorkspace,
  { before, after }: FilePair,
  { taken, compared }: { taken: ReadonlySet<number>; compared: { readonly before: string; readonly lines: LineDiff } },
): Promise<FileEntry | undefined> {
  if (taken.size === 0) return before;
  // With the last of them comes whatever else has changed, such as whether it may be executed.
  if (taken.size === compared.lines.hunks.length) return after;
  const bytes = Buffer.from(applyHunks(compared.before, compared.lines.hunks, taken));
  const hash = toBlobHash(versions.format, bytes);
  await versions.keepBlobs(one({ hash, bytes }), NEVER_ABORTED);
  return { kind: before?.kind ?? 'file', hash, bytes: bytes.length };
}

async function readSides({ versions }: RunWorkspace, { before, after }: FilePair) {
  const read = async (entry: FileEntry | undefined) =>
    entry && entry.kind !== 'module' ? versions.readBlob(entry.hash) : undefined;
  return { before: await read(before), after: await read(after) };
}

function assertKnown({ record }: RunWorkspace, files: readonly FileStatus[], paths: readonly string[]): void {
  const unknown = paths.find((path) => !files.some((file) => file.path === path));
  if (unknown !== undefined)
    throw new RunError('file_not_found', `${record.run} has not changed ${JSON.stringify(unknown.slice(0, 200))}`);
}

function assertOnce(named: readonly string[], parts: readonly PartWish[]): void {
  const paths = parts.map(({ path }) => path);
  const twice = paths.find((path, place) => named.includes(path) || paths.indexOf(path) !== place);
  if (twice !== undefined) throw unusable(twice, 'is named more than once');
}

async function* one<Item>(item: Item): AsyncGenerator<Item> {
  yield item;
}

function changed(path: string): RunError {
  const message = `${JSON.stringify(path.slice(0, 200))} is no longer what was shown`;
  return new RunError('diff_changed', message, { nothingHappened: true });
}

function unusable(path: string, why: string): RunError {
  return new RunError('hunks_unusable', `${JSON.stringify(path.slice(0, 200))} ${why}`, { nothingHappened: true });
}
