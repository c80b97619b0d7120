/**
 * Runs that were claimed again and again without getting any further: one of them may be what ends the process, and the
 * others only stood beside it. So they are driven one at a time, and who was not begun is given back as if never claimed.
 */
import type { Instant, RunId } from '@tutti/protocol';
import type { Clock } from '../ports/clock.ts';
import type { ClaimedRun } from '../ports/journal.ts';

/** One death may come from anything; two in a row without progress are worth a look. */
const UNSUSPECTED_CLAIMS = 2;
/** A run that has not ended its process in this time does not keep the others waiting. */
const ALONE_MS = 1_000;

export class CarefulLane {
  readonly #clock: Clock;
  readonly #giveBack: (run: ClaimedRun, readyAt: Instant) => void;
  #alone: { readonly run: RunId; readonly until: Instant } | undefined;

  constructor(clock: Clock, giveBack: (run: ClaimedRun, readyAt: Instant) => void) {
    this.#clock = clock;
    this.#giveBack = giveBack;
  }

  /** Which of the claimed runs are driven now: of the suspected ones at most one, that with the fewest deaths. */
  admit(claimed: readonly ClaimedRun[]): ClaimedRun[] {
    const admitted = claimed.filter(({ claims }) => claims <= UNSUSPECTED_CLAIMS);
    const suspected = claimed
      .filter(({ claims }) => claims > UNSUSPECTED_CLAIMS)
      .toSorted((one, other) => one.claims - other.claims);
    const now = this.#clock.now();
    if (suspected.length > 0 && (!this.#alone || this.#alone.until <= now)) {
      const [first] = suspected.splice(0, 1);
      if (first) {
        admitted.push(first);
        this.#alone = { run: first.run, until: now + ALONE_MS };
      }
    }
    for (const run of suspected) this.#giveBack(run, this.#alone?.until ?? now);
    return admitted;
  }

  leave(run: RunId): void {
    if (this.#alone?.run === run) this.#alone = undefined;
  }
}
