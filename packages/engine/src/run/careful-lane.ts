/**
 * Runs that were claimed again and again without getting any further: one of them may be what ends the process, and the
 * others only stood beside it. So they are driven one at a time, and who was not begun is given back as if never claimed.
 */
import type { Instant, RunId } from '@tutti/protocol';
import type { Clock } from '../ports/clock.ts';
import type { ClaimedRun } from '../ports/journal.ts';

/** One death may come from anything; two in a row without progress are worth a look. */
const UNSUSPECTED_CLAIMS = 2;
/** So long a run that has not got any further keeps the others waiting; longer, the more often it was there when a process ended. */
const ALONE_MS = [1_000, 5_000] as const;
const ALONE_AT_LAST_MS = 60_000;
/** How often those that wait ask again. */
const ASK_AGAIN_MS = 1_000;

export interface CarefulLaneEvents {
  giveBack(run: ClaimedRun, readyAt: Instant): void;
  /** Since it is driven here: then it is not what ends processes. */
  hasProgressed(run: RunId): boolean;
}

export class CarefulLane {
  readonly #clock: Clock;
  readonly #events: CarefulLaneEvents;
  #alone: { readonly run: RunId; readonly until: Instant } | undefined;

  constructor(clock: Clock, events: CarefulLaneEvents) {
    this.#clock = clock;
    this.#events = events;
  }

  /** Which of the claimed runs are driven now: of the suspected ones at most one, that with the fewest deaths. */
  admit(claimed: readonly ClaimedRun[]): ClaimedRun[] {
    const admitted = claimed.filter(({ claims }) => claims <= UNSUSPECTED_CLAIMS);
    const suspected = claimed
      .filter(({ claims }) => claims > UNSUSPECTED_CLAIMS)
      .toSorted((one, other) => one.claims - other.claims);
    const now = this.#clock.now();
    if (suspected.length > 0 && this.#isFree(now)) {
      const [first] = suspected.splice(0, 1);
      if (first) {
        admitted.push(first);
        this.#alone = { run: first.run, until: now + toPatience(first.claims) };
      }
    }
    for (const run of suspected) this.#events.giveBack(run, now + ASK_AGAIN_MS);
    return admitted;
  }

  #isFree(now: Instant): boolean {
    return !this.#alone || this.#alone.until <= now || this.#events.hasProgressed(this.#alone.run);
  }

  leave(run: RunId): void {
    if (this.#alone?.run === run) this.#alone = undefined;
  }
}

function toPatience(claims: number): number {
  return ALONE_MS[claims - UNSUSPECTED_CLAIMS - 1] ?? ALONE_AT_LAST_MS;
}
