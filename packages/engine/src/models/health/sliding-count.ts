import type { Instant } from '@tutti/protocol';

const PARTS = 6;

/** How much came within a window that slides on in steps of a sixth of its length. */
export class SlidingCount {
  readonly #partMs: number;
  readonly #counts: number[] = Array.from({ length: PARTS }, () => 0);
  #newest = Number.NEGATIVE_INFINITY;

  constructor(windowMs: number) {
    this.#partMs = windowMs / PARTS;
  }

  add(now: Instant): void {
    const index = this.#slide(now);
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
  }

  read(now: Instant): number {
    this.#slide(now);
    return this.#counts.reduce((sum, count) => sum + count, 0);
  }

  clear(): void {
    this.#counts.fill(0);
  }

  #slide(now: Instant): number {
    // A clock that is set back counts on where it was.
    const part = Math.max(Math.floor(now / this.#partMs), this.#newest);
    const passed = Math.min(part - this.#newest, PARTS);
    for (let step = 0; step < passed; step++) this.#counts[(part - step) % PARTS] = 0;
    this.#newest = part;
    return part % PARTS;
  }
}
