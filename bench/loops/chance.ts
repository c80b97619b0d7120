/** Draws that follow from a seed. */
import { SimRandom } from '@tutti/engine/testing';

export class Chance {
  readonly #random: SimRandom;

  constructor(seed: number) {
    this.#random = new SimRandom(seed);
  }

  next(): number {
    return this.#random.next();
  }

  /** From `low` to `high`, both included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.whole(0, items.length - 1)];
    if (item === undefined) throw new Error('there is nothing to pick from');
    return item;
  }

  is(share: number): boolean {
    return this.next() < share;
  }

  hex(length: number): string {
    return Array.from({ length }, () => this.whole(0, 15).toString(16)).join('');
  }

  uuid(): string {
    return [8, 4, 4, 4, 12].map((length) => this.hex(length)).join('-');
  }

  /** A moment of a day, in one of the ways in which programs write it. */
  moment(): string {
    const two = (high: number) => String(this.whole(0, high)).padStart(2, '0');
    const time = `${two(23)}:${two(59)}:${two(59)}`;
    return this.pick([
      `2026-0${this.whole(1, 9)}-1${this.whole(0, 9)}T${time}Z`,
      time,
      String(1_760_000_000 + this.whole(0, 9_000_000)),
    ]);
  }
}
