/** The newest of a topic, kept in memory for all who follow it. Whoever is further behind reads from the store. */
import { Batch, type BatchKind, type Item } from './batch.ts';
import type { LiveLimits } from './live-limits.ts';

export interface TailOptions {
  readonly topic: string;
  readonly kind: BatchKind;
  readonly limits: Pick<LiveLimits, 'tailItems' | 'tailBytes' | 'batchItems' | 'batchBytes'>;
}

/** Whoever asks from a place of their own costs so many texts at most. */
const MOST_BATCHES = 8;

export class Tail {
  readonly #options: TailOptions;
  /** Everything above this cursor is here; undefined while that is not known of any. */
  #floor: number | undefined;
  #items: Item[] = [];
  #bytes = 0;
  /** By the cursor that they go on from: most followers stand at the same one. */
  readonly #batches = new Map<number, Batch>();

  constructor(options: TailOptions) {
    this.#options = options;
  }

  /** The newest cursor; undefined while it is not known. */
  get head(): number | undefined {
    return this.#items.at(-1)?.cursor ?? this.#floor;
  }

  /** Somebody read the store to its end there; where news came meanwhile, they know better. */
  settle(cursor: number): void {
    this.#floor ??= cursor;
  }

  /** `previous` is the cursor right before it: where that is missing here, what is here is worth nothing any more. */
  append(item: Item, previous: number): void {
    const { head } = this;
    // Told late: what came after it is here, or was seen in the store.
    if (head !== undefined && item.cursor <= head) return;
    this.#batches.clear();
    if (head !== previous) {
      this.#items = [];
      this.#bytes = 0;
      this.#floor = previous;
    }
    this.#items.push(item);
    this.#bytes += item.text.length;
    this.#forgetOldest();
  }

  /** What comes after: `undefined` where only the store knows, `nothing` where there is nothing. */
  read(after: number): Batch | 'nothing' | undefined {
    if (this.#floor === undefined || after < this.#floor) return undefined;
    const known = this.#batches.get(after);
    if (known) return known;
    const first = this.#items.findLastIndex(({ cursor }) => cursor <= after) + 1;
    const items = takeBatch(this.#items, first, this.#options.limits);
    if (!items) return 'nothing';
    const batch = new Batch(this.#options.topic, this.#options.kind, items);
    const [oldest] = this.#batches.keys();
    if (oldest !== undefined && this.#batches.size >= MOST_BATCHES) this.#batches.delete(oldest);
    this.#batches.set(after, batch);
    return batch;
  }

  #forgetOldest(): void {
    const { tailItems, tailBytes } = this.#options.limits;
    // By halves, since taking from the front of a list moves all the rest.
    while (this.#items.length > 1 && (this.#items.length > 2 * tailItems || this.#bytes > 2 * tailBytes)) {
      const gone = this.#items.splice(0, Math.ceil(this.#items.length / 2));
      this.#bytes -= gone.reduce((sum, { text }) => sum + text.length, 0);
      this.#floor = gone.at(-1)?.cursor ?? this.#floor;
    }
  }
}

function takeBatch(
  items: readonly Item[],
  from: number,
  { batchItems, batchBytes }: Pick<LiveLimits, 'batchItems' | 'batchBytes'>,
): readonly [Item, ...Item[]] | undefined {
  const first = items[from];
  if (!first) return undefined;
  const taken: [Item, ...Item[]] = [first];
  let bytes = first.text.length;
  for (let index = from + 1; index < items.length && taken.length < batchItems && bytes < batchBytes; index++) {
    const item = items[index];
    if (!item) break;
    taken.push(item);
    bytes += item.text.length;
  }
  return taken;
}
