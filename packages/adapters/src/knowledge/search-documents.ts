/** Two searches, by words and by vectors, whose places are merged: what both find early comes first. */
import type { FoundPassage, KnowledgeStore } from '@tutti/engine';
import type { Collection, CollectionName, ModelId, TenantId, UserId } from '@tutti/protocol';
import type { Embedder } from './embedder.ts';
import { findModel } from './embed-desk.ts';

export interface SearchWish {
  readonly tenant: TenantId;
  /** Who pays for the vector of the question; absent: only words are searched. */
  readonly user?: UserId | undefined;
  readonly text: string;
  readonly collection?: CollectionName | undefined;
  readonly limit: number;
  readonly signal: AbortSignal;
}

export interface SearchHit extends FoundPassage {
  readonly byWords?: number | undefined;
  readonly byVectors?: number | undefined;
}

export interface SearchAnswer {
  readonly hits: readonly SearchHit[];
  /** How was searched, in a sentence. */
  readonly how: string;
  readonly model?: ModelId | undefined;
}

/** Vectors that are compared for one question at most, in this process. */
const MOST_COMPARED = 20_000;
/** Of each of the two, before they are merged. */
const CANDIDATES = 50;
/** A place far down counts little, and the first few nearly alike. */
const RANK_OFFSET = 60;
const WORDS_ONLY = 'Searched by words only';

export async function searchDocuments(
  { store, embedder }: { readonly store: KnowledgeStore; readonly embedder?: Embedder | undefined },
  wish: SearchWish,
): Promise<SearchAnswer> {
  const { tenant, collection, text, limit } = wish;
  const candidates = Math.max(limit, CANDIDATES);
  const place = { tenant, collection, limit: candidates };
  const [byWords, near] = await Promise.all([
    store.searchWords(place, text),
    findNear({ store, embedder }, wish, place),
  ]);
  const hits = merge(byWords, near.passages).slice(0, limit);
  return { hits, how: near.how, model: near.model };
}

interface Near {
  readonly passages: readonly FoundPassage[];
  readonly how: string;
  readonly model?: ModelId;
}

async function findNear(
  { store, embedder }: { readonly store: KnowledgeStore; readonly embedder?: Embedder | undefined },
  { tenant, user, text, collection, signal }: SearchWish,
  place: { readonly tenant: TenantId; readonly collection: CollectionName | undefined; readonly limit: number },
): Promise<Near> {
  if (!embedder || user === undefined) return wordsOnly('no model makes vectors here');
  const all = await store.listCollections(tenant);
  const embeddings = toSetting(all.filter(({ name }) => collection === undefined || name === collection));
  if (embeddings === 'off') return wordsOnly('vectors are off for this collection');
  if (embeddings === 'several') return wordsOnly('the collections have vectors of different models; name one of them');
  const model = await findModel(embedder, tenant, { embeddings }).catch(() => undefined);
  if (model === undefined) return wordsOnly('no model that makes vectors is offered');
  try {
    const [vector] = await embedder.embed({ tenant, user }, { model, texts: [text] }, signal);
    const near = { ...place, most: MOST_COMPARED };
    const { passages, compared, cut } = await store.searchVectors(near, model, Float32Array.from(vector ?? []));
    if (compared === 0) return wordsOnly(`nothing has a vector of ${model} yet`);
    const bound = cut ? `, the first ${compared} of them` : '';
    return { passages, model, how: `Searched by words and by vectors of ${model}${bound}.` };
  } catch (error) {
    signal.throwIfAborted();
    return wordsOnly(
      `${model} gave no vector (${error instanceof Error ? error.message.slice(0, 200) : String(error)})`,
    );
  }
}

function wordsOnly(why: string): Near {
  return { passages: [], how: `${WORDS_ONLY}: ${why}.` };
}

/** Vectors of two models do not compare. Those that have none are searched by words all the same. */
function toSetting(collections: readonly Pick<Collection, 'embeddings'>[]): Collection['embeddings'] {
  const [first, ...others] = new Set(collections.map(({ embeddings }) => embeddings));
  if (others.length === 0) return first;
  const models = [first, ...others].filter((each) => each !== 'off');
  return models.length === 1 ? models[0] : 'several';
}

/** Reciprocal ranks are added, so neither needs to know what the other's points mean. */
export function merge(byWords: readonly FoundPassage[], byVectors: readonly FoundPassage[]): readonly SearchHit[] {
  const all = new Map<number, SearchHit>();
  for (const [index, found] of byWords.entries()) all.set(found.no, { ...found, byWords: index + 1 });
  for (const [index, found] of byVectors.entries())
    all.set(found.no, { ...(all.get(found.no) ?? found), byVectors: index + 1 });
  return [...all.values()].toSorted((one, other) => toPoints(other) - toPoints(one) || one.no - other.no);
}

function toPoints({ byWords, byVectors }: SearchHit): number {
  const points = (rank: number | undefined) => (rank === undefined ? 0 : 1 / (RANK_OFFSET + rank));
  return points(byWords) + points(byVectors);
}
