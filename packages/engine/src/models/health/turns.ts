/** Many wait for the same moment: each gets a time of its own, so that they do not all come at once. */
import type { Instant } from '@tutti/protocol';

const BETWEEN_MS = 10;
const LATEST_AFTER_MS = 60_000;
/** What is past is forgotten when so much has come together. */
const MOST_KEPT = 10_000;

export class Turns {
  /** From each time that is taken, a later one from which on to look. */
  readonly #later = new Map<number, number>();

  next(now: Instant, until: Instant): Instant {
    if (this.#later.size > MOST_KEPT) this.#forget(now);
    const wanted = Math.ceil(until / BETWEEN_MS);
    const free = this.#findFree(wanted);
    const turn = free === wanted ? until : free * BETWEEN_MS;
    if (turn > until + LATEST_AFTER_MS) return until + LATEST_AFTER_MS;
    this.#later.set(free, free + 1);
    return turn;
  }

  #findFree(wanted: number): number {
    let free = wanted;
    for (let later = this.#later.get(free); later !== undefined; later = this.#later.get(free)) free = later;
    // Whoever comes next with the same wish does not go the whole way again.
    if (free !== wanted) this.#later.set(wanted, free);
    return free;
  }

  #forget(now: Instant): void {
    for (const taken of this.#later.keys()) if (taken * BETWEEN_MS < now) this.#later.delete(taken);
  }
}
