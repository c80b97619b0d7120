/** Follows one run, wherever it is driven: its events, the fold of them, and the moment when it rests. */
import {
  applyRunEvent,
  isFinished,
  type LiveNotice,
  type RunEvent,
  type RunId,
  type RunState,
  type Wait,
} from '@tutti/protocol';
import type { RunDesk, Told } from '../desk/desk.ts';

export interface WatchOptions {
  readonly signal: AbortSignal;
  /** Something was sent when the run was at this event: it does not rest before there are others. */
  readonly wokenAt?: number | undefined;
  /** Not before the past is known. `news` are the notice's events. */
  readonly hear: (watch: RunWatch, notice: LiveNotice, news: readonly RunEvent[]) => void;
  readonly onReconnecting: () => void;
}

export class RunWatch {
  readonly run: RunId;
  readonly events: RunEvent[] = [];
  readonly #options: WatchOptions;
  readonly #rest = Promise.withResolvers<RunState>();
  readonly #caughtUp = Promise.withResolvers<void>();
  #state: RunState | undefined;
  #parkedFor: readonly Wait[] = [];
  #isLive = false;

  /** Resolves when everything that has happened so far is known. */
  static async open(desk: Pick<RunDesk, 'follow'>, run: RunId, options: WatchOptions): Promise<RunWatch> {
    const watch = new RunWatch(run, options);
    desk.follow(run, { hear: (told) => watch.#hear(told), signal: options.signal }).then(
      () => watch.#caughtUp.resolve(),
      (error: unknown) => watch.#fail(error),
    );
    await watch.#caughtUp.promise;
    return watch;
  }

  private constructor(run: RunId, options: WatchOptions) {
    this.run = run;
    this.#options = options;
    // Whoever does not wait for the rest is told of a failure by `open`.
    this.#rest.promise.catch(() => {});
  }

  get state(): RunState {
    if (!this.#state) throw new Error(`nothing is known of ${this.run} yet`); // `open` has waited for it.
    return this.#state;
  }

  /** Ended, or asleep until a person does something. */
  get rests(): boolean {
    const { status, seq } = this.state;
    if (isFinished(status)) return true;
    if (seq <= (this.#options.wokenAt ?? 0)) return false;
    if (status === 'paused' || status === 'quarantined') return true;
    return status === 'waiting' && !this.#parkedFor.some((wait) => this.#wakesByItself(wait));
  }

  untilRest(): Promise<RunState> {
    if (this.rests) return Promise.resolve(this.state);
    return this.#rest.promise;
  }

  #hear(told: Told): void {
    if (told.type === 'caught_up') {
      // A connection that was lost is caught up more than once.
      this.#isLive = true;
      return this.#caughtUp.resolve();
    }
    if (told.type === 'reconnecting') return this.#options.onReconnecting();
    const news = told.type === 'events' ? told.events : [];
    for (const event of news) this.#apply(event);
    if (!this.#isLive) return;
    this.#options.hear(this, told, news);
    if (news.length > 0 && this.rests) this.#rest.resolve(this.state);
  }

  #apply(event: RunEvent): void {
    this.events.push(event);
    this.#state = applyRunEvent(this.#state, event);
    if (event.type === 'run.parked') this.#parkedFor = event.waits;
  }

  #fail(error: unknown): void {
    this.#caughtUp.reject(error);
    this.#rest.reject(error);
  }

  /** A time that comes, or another run that ends; the deadline, and the time that somebody has to answer, would only end the wait. */
  #wakesByItself(wait: Wait): boolean {
    if ('until' in wait) return wait.until !== this.state.deadline && !this.#isTimeToAnswer(wait.until);
    return wait.key.startsWith('child:');
  }

  #isTimeToAnswer(at: number): boolean {
    return Object.values(this.state.waits).some(({ key, until }) => key?.startsWith('approval:') && until === at);
  }
}
