/** Makes vectors of the passages that have none, while nobody waits: until then, and where it fails, words alone are searched. */
import type { Clock, KnowledgeStore } from '@tutti/engine';
import type { Collection, CollectionName, TenantId } from '@tutti/protocol';
import { toUnit } from '../storage/knowledge/nearest.ts';
import type { Embedder, EmbeddingPayer } from './embedder.ts';

export interface EmbedParts {
  readonly store: KnowledgeStore;
  readonly clock: Clock;
  readonly embedder: Embedder;
  /** Other processes make vectors there too. */
  readonly isShared: boolean;
  onProblem(error: unknown): void;
}

const TEXTS_AT_ONCE = 64;
/** How soon what was left without vectors is looked for, after a failure too. */
const LOOK_MS = 300_000;

export class EmbedDesk implements AsyncDisposable {
  readonly #parts: EmbedParts;
  readonly #closing = new AbortController();
  readonly #waiting = new Map<string, EmbeddingPayer & { readonly collection: CollectionName }>();
  #working: Promise<void> | undefined;
  /** The first passage without a vector at the last look, by collection. */
  readonly #left = new Map<string, number | undefined>();
  #stopLooking: () => void = () => {};

  constructor(parts: EmbedParts) {
    this.#parts = parts;
  }

  /** Goes on now with what was left, by a process that died or a model that failed, and looks for it again and again. */
  start(): void {
    if (this.#closing.signal.aborted) return;
    const { clock, onProblem } = this.#parts;
    this.#stopLooking();
    this.#stopLooking = clock.at(clock.now() + LOOK_MS, () => this.start());
    void this.#wakeAll().catch((error: unknown) => {
      if (!this.#closing.signal.aborted) onProblem(error);
    });
  }

  /** Of this collection something may have none. */
  wake(payer: EmbeddingPayer, collection: CollectionName): void {
    if (this.#closing.signal.aborted) return;
    this.#waiting.set(`${payer.tenant} ${collection}`, { ...payer, collection });
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopLooking();
    this.#closing.abort(new Error('the process ends'));
    await this.#working;
  }

  async #wakeAll(): Promise<void> {
    const { store, isShared } = this.#parts;
    for (const { tenant, name, by } of await store.listEmbedded()) {
      if (this.#closing.signal.aborted) return;
      if (!isShared || (await this.#isLeft(tenant, name))) this.wake({ tenant, user: by }, name);
    }
  }

  /** What another process is busy with is left to it: as long as it gets on, the first one changes from look to look. */
  async #isLeft(tenant: TenantId, name: CollectionName): Promise<boolean> {
    const { store, embedder } = this.#parts;
    const key = `${tenant} ${name}`;
    const collection = await store.findCollection(tenant, name);
    const model = collection && (await findModel(embedder, tenant, collection));
    const [first] = model ? await store.listBarePassages({ tenant, collection: name, limit: 1 }, model) : [];
    const before = this.#left.get(key);
    this.#left.set(key, first?.no);
    return first !== undefined && first.no === before;
  }

  async #work(): Promise<void> {
    for (let [next] = this.#waiting; next; [next] = this.#waiting) {
      const [key, { collection, ...payer }] = next;
      this.#waiting.delete(key);
      try {
        await this.#embedAll(payer, collection);
      } catch (error) {
        if (!this.#closing.signal.aborted) this.#parts.onProblem(error);
      }
    }
  }

  async #embedAll(payer: EmbeddingPayer, name: CollectionName): Promise<void> {
    const { store, embedder } = this.#parts;
    const { tenant } = payer;
    const collection = await store.findCollection(tenant, name);
    const model = collection && (await findModel(embedder, tenant, collection));
    if (!model) return;
    const place = { tenant, collection: name, limit: TEXTS_AT_ONCE };
    for (;;) {
      const bare = await store.listBarePassages(place, model);
      if (bare.length === 0) return;
      const texts = bare.map(({ text }) => text);
      const vectors = await embedder.embed(payer, { model, texts }, this.#closing.signal);
      await store.putVectors(
        tenant,
        model,
        bare.map(({ no }, index) => ({ no, vector: toUnit(vectors[index] ?? []) })),
      );
    }
  }
}

/** `off` is no model. */
export async function findModel(
  embedder: Embedder,
  tenant: TenantId,
  { embeddings }: Pick<Collection, 'embeddings'>,
): Promise<Awaited<ReturnType<Embedder['find']>>> {
  return embeddings === 'off' ? undefined : embedder.find(tenant, embeddings);
}
