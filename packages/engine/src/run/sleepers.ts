/**
 * Everything in one run that waits for a signal or for a time. While some work is active the driver stays;
 * when only sleepers are left, the run can be put to sleep itself, and the sleepers are dropped unsettled.
 */
import type { Instant, Signal, SignalId, SignalKey, Wait } from '@tutti/protocol';
import type { Clock } from '../ports/clock.ts';

export type Woken = { readonly by: 'signal'; readonly signal: Signal } | { readonly by: 'time' };

export interface SleepSpec {
  readonly key?: SignalKey | undefined;
  readonly until?: Instant | undefined;
  /** Listens for as long as the drive lasts, so it does not count as something that the run waits for. */
  readonly background?: boolean;
}

interface Sleeper extends SleepSpec {
  wake(woken: Woken | undefined): void;
}

export class Sleepers {
  readonly #clock: Clock;
  readonly #onWake: () => void;
  readonly #asleep = new Set<Sleeper>();
  readonly #signals: Signal[] = [];
  readonly #seen = new Set<SignalId>();
  #callOff: (() => void) | undefined;
  #armedFor: Instant | undefined;
  #held: 'nobody' | 'work' | 'all' = 'nobody';

  constructor(clock: Clock, onWake: () => void) {
    this.#clock = clock;
    this.#onWake = onWake;
  }

  /** How many wait, besides those in the background. */
  get size(): number {
    let size = 0;
    for (const { background } of this.#asleep) if (!background) size++;
    return size;
  }

  /** A signal that came before anybody waits for it is kept for the first who does. */
  sleep(spec: SleepSpec, abort?: AbortSignal): Promise<Woken | undefined> {
    const { promise, resolve } = Promise.withResolvers<Woken | undefined>();
    const onAbort = () => this.#wake(sleeper, undefined);
    const sleeper: Sleeper = {
      ...spec,
      wake(woken) {
        abort?.removeEventListener('abort', onAbort);
        resolve(woken);
      },
    };
    this.#asleep.add(sleeper);
    abort?.addEventListener('abort', onAbort, { once: true });
    if (abort?.aborted) onAbort();
    else this.#match();
    return promise;
  }

  /** The same signal twice is one. */
  offer(signals: readonly Signal[]): void {
    for (const signal of signals) {
      if (this.#seen.has(signal.id)) continue;
      this.#seen.add(signal.id);
      this.#signals.push(signal);
    }
    this.#match();
  }

  /** `work`: nobody wakes but those in the background; `all`: nobody at all. Who becomes due meanwhile wakes at the release. */
  hold(whom: 'work' | 'all'): void {
    this.#held = whom;
  }

  release(): void {
    this.#held = 'nobody';
    this.#match();
  }

  toWaits(): Wait[] {
    return [...this.#asleep].flatMap(({ key, until }) => [
      ...(key === undefined ? [] : [{ key }]),
      ...(until === undefined ? [] : [{ until }]),
    ]);
  }

  /** Of those that may wake now. */
  earliest(): Instant | undefined {
    let earliest: Instant | undefined;
    for (const { until, background } of this.#asleep)
      if (
        (this.#held === 'nobody' || background) &&
        until !== undefined &&
        (earliest === undefined || until < earliest)
      )
        earliest = until;
    return earliest;
  }

  close(): void {
    this.#callOff?.();
    this.#asleep.clear();
  }

  #match(): void {
    if (this.#held === 'all') return;
    for (const sleeper of this.#asleep) {
      if (this.#held === 'work' && !sleeper.background) continue;
      const reason = this.#findReason(sleeper);
      if (reason) this.#wake(sleeper, reason);
    }
    this.#arm();
  }

  #wake(sleeper: Sleeper, reason: Woken | undefined): void {
    if (!this.#asleep.delete(sleeper)) return;
    this.#onWake();
    sleeper.wake(reason);
  }

  #findReason({ key, until }: Sleeper): Woken | undefined {
    const index = key === undefined ? -1 : this.#signals.findIndex((signal) => signal.key === key);
    const [signal] = index < 0 ? [] : this.#signals.splice(index, 1);
    if (signal) return { by: 'signal', signal };
    return until !== undefined && until <= this.#clock.now() ? { by: 'time' } : undefined;
  }

  #arm(): void {
    const earliest = this.earliest();
    if (earliest === this.#armedFor) return;
    this.#callOff?.();
    this.#armedFor = earliest;
    this.#callOff =
      earliest === undefined
        ? undefined
        : this.#clock.at(earliest, () => {
            this.#armedFor = undefined;
            this.#callOff = undefined;
            this.#match();
          });
  }
}
