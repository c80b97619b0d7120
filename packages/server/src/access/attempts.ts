import type { Clock } from '@tutti/engine';
import { RequestError } from '../http/request-error.ts';

const MOST_FAILURES = 10;
const WINDOW_MS = 60_000;
const MOST_REMEMBERED = 10_000;

interface Failures {
  count: number;
  readonly until: number;
}

/**
 * Counts what failed, for each address and each thing that was claimed: whoever guesses at one key locks nobody else out.
 */
export class Attempts {
  readonly #clock: Clock;
  readonly #failures = new Map<string, Failures>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Before anything is verified. */
  assertAllowed(ip: string, claim: string): void {
    const failures = this.#find(`${ip} ${claim}`);
    if (failures && failures.count >= MOST_FAILURES) throw this.#refuse(failures);
  }

  /** Throws where this was one too many, as of guesses that all came at once. */
  fail(ip: string, claim: string): void {
    const key = `${ip} ${claim}`;
    const failures = this.#find(key) ?? { count: 0, until: this.#clock.now() + WINDOW_MS };
    failures.count += 1;
    this.#forget();
    this.#failures.set(key, failures);
    if (failures.count > MOST_FAILURES) throw this.#refuse(failures);
  }

  #find(key: string): Failures | undefined {
    const failures = this.#failures.get(key);
    return failures && failures.until > this.#clock.now() ? failures : undefined;
  }

  /** Those that began first end first, so the oldest stand in front. */
  #forget(): void {
    const now = this.#clock.now();
    for (const [key, { until }] of this.#failures) {
      if (until > now && this.#failures.size < MOST_REMEMBERED) return;
      this.#failures.delete(key);
    }
  }

  #refuse({ until }: Failures): RequestError {
    const seconds = Math.max(1, Math.ceil((until - this.#clock.now()) / 1_000));
    return new RequestError('too_many_requests', `too many failed attempts; try again in ${seconds} s`, {
      headers: { 'retry-after': String(seconds) },
    });
  }
}
