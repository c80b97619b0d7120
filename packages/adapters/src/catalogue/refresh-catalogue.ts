/** Fetches the catalogue anew: all of it or nothing, and what changed is said. */
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { ModelCard, ModelId, ModelPrice } from '@tutti/protocol';
import { buildCatalogue, type BuiltCatalogue } from './build-catalogue.ts';
import { CatalogueError } from './catalogue-error.ts';
import { type CatalogueFile, toCatalogueText } from './catalogue-file.ts';
import { readModelFacts } from './model-facts.ts';
import { readNewest, toDay, toRefreshedFiles } from './open-model-catalogue.ts';
import { readSource, wrongSource } from './read-source.ts';

export const CATALOGUE_URL = 'https://models.dev/api.json';

export interface RefreshWish {
  /** An address or a file in the shape of `CATALOGUE_URL`, which is taken where none is named. */
  readonly from?: string | undefined;
  /** `catalog/models` of this version. */
  readonly folder: string;
  readonly directory: string;
  readonly now: number;
  readonly signal?: AbortSignal | undefined;
}

export interface RefreshReport {
  readonly file: string;
  /** Where the one before lies, where one had been fetched. */
  readonly previous?: string;
  readonly from: string;
  readonly before: { readonly asOf: string; readonly models: number };
  readonly after: { readonly asOf: string; readonly models: number };
  readonly added: readonly ModelId[];
  readonly gone: readonly ModelId[];
  readonly repriced: readonly { readonly model: ModelId; readonly before?: ModelPrice; readonly after?: ModelPrice }[];
  /** Of the source, in a form that is not understood. */
  readonly unreadable: number;
}

/** A source that knows so much less is broken, or another one. */
const LEAST_SHARE = 0.5;

/** Throws `catalogue_unavailable`, and then nothing has changed. */
export async function refreshCatalogue(wish: RefreshWish): Promise<RefreshReport> {
  const { folder, directory, now, from = CATALOGUE_URL } = wish;
  const [source, facts, { file: before }] = await Promise.all([
    readSource(from, wish.signal),
    readModelFacts(folder),
    readNewest(folder, directory),
  ]);
  const today = toDay(now);
  const built = build({ data: source.data, from, today, isLive: source.isLive }, facts);
  const after: CatalogueFile = { ...built.file, refreshedAt: now };
  assertPlausible(before, after, from);
  const files = toRefreshedFiles(resolve(directory));
  const hadOne = await write(files, toCatalogueText(after));
  return {
    file: files.file,
    ...(hadOne && { previous: files.previous }),
    from,
    before: { asOf: before.asOf, models: before.cards.length },
    after: { asOf: after.asOf, models: after.cards.length },
    ...compare(before.cards, after.cards),
    unreadable: built.unreadable,
  };
}

interface Fetched {
  readonly data: unknown;
  readonly from: string;
  readonly today: string;
  readonly isLive: boolean;
}

/** What comes over the network is of today; how old a file is only its newest model tells. */
function build({ data, from, today, isLive }: Fetched, facts: Parameters<typeof buildCatalogue>[1]): BuiltCatalogue {
  try {
    return buildCatalogue({ data, source: from, today, ...(isLive && { asOf: today }) }, facts);
  } catch (cause) {
    throw wrongSource(`${from} does not hold a catalogue in the shape of ${CATALOGUE_URL}`, cause);
  }
}

function assertPlausible(before: CatalogueFile, after: CatalogueFile, from: string): void {
  const count = ({ cards }: CatalogueFile) => cards.filter(({ local }) => !local).length;
  if (count(after) >= count(before) * LEAST_SHARE) return;
  throw wrongSource(`${from} knows only ${count(after)} models where ${count(before)} are known; nothing was changed`);
}

function compare(before: readonly ModelCard[], after: readonly ModelCard[]) {
  const old = new Map(before.map((card) => [card.id, card]));
  const fresh = new Map(after.map((card) => [card.id, card]));
  const repriced = after.flatMap(({ id, price }) => {
    const known = old.get(id);
    if (!known || isSamePrice(known.price, price)) return [];
    return [{ model: id, ...(known.price && { before: known.price }), ...(price && { after: price }) }];
  });
  return {
    added: after.filter(({ id }) => !old.has(id)).map(({ id }) => id),
    gone: before.filter(({ id }) => !fresh.has(id)).map(({ id }) => id),
    repriced,
  };
}

const PARTS = ['input', 'output', 'cacheRead', 'cacheWrite', 'reasoning'] as const;

function isSamePrice(one: ModelPrice | undefined, other: ModelPrice | undefined): boolean {
  return PARTS.every((part) => one?.[part] === other?.[part]);
}

/** At no moment is there half a file; the one before is kept. True where there was one. */
async function write({ file, previous }: ReturnType<typeof toRefreshedFiles>, text: string): Promise<boolean> {
  const draft = `${file}.${process.pid}`;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const handle = await open(draft, 'w', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    const hadOne = await keep(file, previous);
    await rename(draft, file);
    return hadOne;
  } catch (cause) {
    const message = `the catalogue cannot be written to ${file} (${cause instanceof Error ? cause.message : String(cause)})`;
    throw new CatalogueError('catalogue_unavailable', message, { cause });
  } finally {
    await rm(draft, { force: true });
  }
}

/** A copy, so that a catalogue is there also between the two steps. */
async function keep(file: string, previous: string): Promise<boolean> {
  const old = await readFile(file).catch(() => undefined);
  if (!old) return false;
  const handle = await open(previous, 'w', 0o600);
  try {
    await handle.writeFile(old);
  } finally {
    await handle.close();
  }
  return true;
}
