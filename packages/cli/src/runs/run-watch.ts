/** Follows one run that this process drives: the fold of its events, and the moment when it rests. */
import type { LiveNotice } from '@tutti/protocol';
import { applyRunEvent, isFinished, type RunEvent, type RunId, type RunState, type Wait } from '@tutti/protocol';
import type { Home } from '../home/open-home.ts';

export class RunWatch {
  readonly run: RunId;
  state: RunState;
  /** What was recorded before this process began to look. */
  readonly past: readonly RunEvent[];
  readonly #rest = Promise.withResolvers<RunState>();
  #parkedFor: readonly Wait[] = [];

  /** Something was sent that wakes the run, so the state in which it lies there does not count as its rest. */
  #woken: boolean;

  static async open(
    { engine, principal }: Pick<Home, 'engine' | 'principal'>,
    run: RunId,
    { woken = false }: { woken?: boolean } = {},
  ): Promise<RunWatch> {
    const past = await Array.fromAsync(engine.readEvents(principal, run));
    const [first, ...later] = past;
    if (!first) throw new Error(`the journal of ${run} is empty`); // readEvents has refused it already.
    return new RunWatch([first, ...later], woken);
  }

  private constructor(past: readonly [RunEvent, ...RunEvent[]], woken: boolean) {
    this.run = past[0].run;
    this.past = past;
    this.state = applyRunEvent(undefined, past[0]);
    for (const event of past.slice(1)) this.#apply(event);
    this.#woken = woken && !isFinished(this.state.status);
  }

  /** Ended, or asleep until a person does something. */
  get rests(): boolean {
    const { status } = this.state;
    if (this.#woken) return false;
    if (isFinished(status) || status === 'paused' || status === 'quarantined') return true;
    return status === 'waiting' && !this.#parkedFor.some((wait) => this.#wakesByItself(wait));
  }

  untilRest(): Promise<RunState> {
    if (this.rests) return Promise.resolve(this.state);
    return this.#rest.promise;
  }

  /** Returns the events that are news, in order. */
  hear(notice: LiveNotice): readonly RunEvent[] {
    if (notice.type !== 'events' || notice.run !== this.run) return [];
    const news = notice.events.filter(({ seq }) => seq > this.state.seq);
    if (news.length > 0) this.#woken = false;
    for (const event of news) this.#apply(event);
    if (news.length > 0 && this.rests) this.#rest.resolve(this.state);
    return news;
  }

  #apply(event: RunEvent): void {
    this.state = applyRunEvent(this.state, event);
    if (event.type === 'run.parked') this.#parkedFor = event.waits;
  }

  /** A time that comes, or another run that ends; the deadline alone would only end the wait. */
  #wakesByItself(wait: Wait): boolean {
    if ('until' in wait) return wait.until !== this.state.deadline;
    return wait.key.startsWith('child:');
  }
}
