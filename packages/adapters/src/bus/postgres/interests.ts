/** Who follows what: in other processes, for as long as they say so, and in this one. */
import type { BusTopic } from '../live-bus.ts';

/** By the clock of this process. */
type EndsAt = number;

export class Interests {
  readonly #lastsMs: number;
  readonly #others = new Map<BusTopic, Map<string, EndsAt>>();
  readonly #own = new Map<BusTopic, number>();

  constructor(lastsMs: number) {
    this.#lastsMs = lastsMs;
  }

  hear(from: string, topics: readonly BusTopic[]): void {
    const endsAt = performance.now() + this.#lastsMs;
    for (const topic of topics) {
      const others = this.#others.get(topic) ?? new Map<string, EndsAt>();
      this.#others.set(topic, others.set(from, endsAt));
    }
  }

  /** The names of the processes that follow it. */
  find(topic: BusTopic): readonly string[] {
    const others = this.#others.get(topic);
    if (!others) return [];
    const now = performance.now();
    return [...others].filter(([, endsAt]) => endsAt > now).map(([from]) => from);
  }

  forgetEnded(): void {
    const now = performance.now();
    for (const [topic, others] of this.#others) {
      for (const [from, endsAt] of others) if (endsAt <= now) others.delete(from);
      if (others.size === 0) this.#others.delete(topic);
    }
  }

  /** Nobody elsewhere follows anything, as most of the time. */
  get isNobodyThere(): boolean {
    return this.#others.size === 0;
  }

  get own(): readonly BusTopic[] {
    return [...this.#own.keys()];
  }

  isOwn(topic: BusTopic): boolean {
    return this.#own.has(topic);
  }

  /** True for the first who follows it here. */
  add(topic: BusTopic): boolean {
    const count = this.#own.get(topic) ?? 0;
    this.#own.set(topic, count + 1);
    return count === 0;
  }

  remove(topic: BusTopic): void {
    const count = this.#own.get(topic) ?? 0;
    if (count > 1) this.#own.set(topic, count - 1);
    else this.#own.delete(topic);
  }
}
