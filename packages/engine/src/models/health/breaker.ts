/**
 * Keeps calls from what is down. closed: calls pass. open: none does until a time. due: that time has come, one call may try.
 * probing: it does, the others wait for what comes of it. Whoever held the try and never ended it loses it after a while.
 */
import type { FailureClass, Instant } from '@tutti/protocol';
import { SlidingCount } from './sliding-count.ts';

export interface BreakerOptions {
  /** So many failures within the window open it, where they come in a row or are at least a third of the calls. */
  readonly failures: number;
  readonly windowMs: number;
  /** Doubles with each time that it opens again. */
  readonly firstOpenMs: number;
  readonly longestOpenMs: number;
  /** So many calls must succeed, one at a time, before it closes. */
  readonly proofs: number;
}

export interface Failed {
  readonly now: Instant;
  readonly class: FailureClass;
  /** Opens it at once, until then. */
  readonly until?: Instant | undefined;
  /** Opens it at once, for as long as it thinks best. */
  readonly opensIt?: boolean;
  /** At least 0, below 1. */
  readonly jitter: number;
  /** It was the one call that tried. */
  readonly isProbe: boolean;
}

export type BreakerState =
  | { readonly status: 'closed' }
  | { readonly status: 'open'; readonly until: Instant; readonly because: FailureClass }
  | { readonly status: 'probing'; readonly since: Instant; readonly until: Instant; readonly because: FailureClass }
  | { readonly status: 'due'; readonly because: FailureClass };

interface Opened {
  readonly until: Instant;
  readonly because: FailureClass;
  /** Successes that it still takes to close. */
  readonly needs: number;
  readonly probe: Probe | undefined;
}

interface Probe {
  readonly since: Instant;
  readonly until: Instant;
}

const LEAST_SHARE = 1 / 3;
/** Closed for so long, it begins anew with short times. */
const FORGIVEN_AFTER_MS = 120_000;
const MOST_DOUBLINGS = 20;

export class Breaker {
  readonly #options: BreakerOptions;
  readonly #failures: SlidingCount;
  readonly #successes: SlidingCount;
  #opened: Opened | undefined;
  #inRow = 0;
  #times = 0;
  #closedAt = Number.NEGATIVE_INFINITY;
  /** Minus infinity before the first. */
  lastSuccess = Number.NEGATIVE_INFINITY;
  lastFailure = Number.NEGATIVE_INFINITY;

  constructor(options: BreakerOptions) {
    this.#options = options;
    this.#failures = new SlidingCount(options.windowMs);
    this.#successes = new SlidingCount(options.windowMs);
  }

  look(now: Instant): BreakerState {
    const opened = this.#opened;
    if (!opened) return { status: 'closed' };
    const { because, until, probe } = opened;
    if (now < until) return { status: 'open', until, because };
    return probe !== undefined && now < probe.until
      ? { status: 'probing', ...probe, because }
      : { status: 'due', because };
  }

  /** How many failures the window holds. */
  countFailures(now: Instant): number {
    return this.#failures.read(now);
  }

  /** The one call that tries; it has it until then. */
  beginProbe(probe: Probe): void {
    if (this.#opened) this.#opened = { ...this.#opened, probe };
  }

  /** It was not made after all. */
  dropProbe(): void {
    if (this.#opened) this.#opened = { ...this.#opened, probe: undefined };
  }

  /** True where that closed it. Only the call that tries can: the others began before it was known to be down. */
  succeeded(now: Instant, isProbe: boolean): boolean {
    this.#successes.add(now);
    this.lastSuccess = now;
    this.#inRow = 0;
    const opened = this.#opened;
    if (!opened || !isProbe) return false;
    if (opened.needs > 1) {
      this.#opened = { ...opened, needs: opened.needs - 1, probe: undefined };
      return false;
    }
    this.#opened = undefined;
    this.#failures.clear();
    this.#closedAt = now;
    return true;
  }

  /** True where that opened it, or keeps it open for longer. */
  failed(failure: Failed): boolean {
    const { now, until, isProbe, opensIt = until !== undefined || isProbe } = failure;
    this.#inRow = now - this.lastFailure > this.#options.windowMs ? 1 : this.#inRow + 1;
    this.#failures.add(now);
    this.lastFailure = now;
    if (this.#opened && !isProbe) {
      if (until === undefined || until <= this.#opened.until) return false;
      this.#opened = { ...this.#opened, until, because: failure.class };
      return true;
    }
    if (!this.#opened && !opensIt && !this.#isTooMuch(now)) return false;
    this.#open(failure);
    return true;
  }

  #open({ now, class: because, until, jitter, opensIt }: Failed): void {
    const { firstOpenMs, longestOpenMs, proofs } = this.#options;
    if (!this.#opened && now - this.#closedAt > FORGIVEN_AFTER_MS) this.#times = 0;
    const ms = Math.min(longestOpenMs, firstOpenMs * 2 ** Math.min(this.#times, MOST_DOUBLINGS));
    this.#times += 1;
    // Between three and five quarters, so that many processes do not try at the same time.
    const spread = now + Math.floor(ms * (0.75 + jitter / 2));
    // Whoever says no for a while is not broken: one answer is enough.
    const needs = until === undefined && opensIt !== true ? proofs : 1;
    this.#opened = { until: until ?? spread, because, needs, probe: undefined };
  }

  #isTooMuch(now: Instant): boolean {
    if (this.#inRow >= this.#options.failures) return true;
    const failures = this.#failures.read(now);
    const calls = failures + this.#successes.read(now);
    return failures >= this.#options.failures && failures >= calls * LEAST_SHARE;
  }
}
