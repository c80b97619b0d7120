/**
 * One run as it is known here and now. It reads the journal by pages, then follows it from where the pages ended; whoever
 * looks is told at most once a frame. An event that is missing makes it read again from the last one that it has.
 */
import { type Glimpse, isFinished, type RunEvent, type RunId, type RunState, type RunTimeline } from '@tutti/protocol';
import { RunFold } from './run-fold.ts';

export interface RunFeedPorts {
  /** A page of the journal behind `after`; `next` is null at its end. */
  readPage(after: number, signal: AbortSignal): Promise<{ items: readonly RunEvent[]; next: number | null }>;
  follow(since: number, listener: RunListener): () => void;
  /** Undefined where this browser cannot. */
  hash(state: RunState): Promise<string | undefined>;
  /** Runs something once, soon: at the next frame. */
  soon(act: () => void): void;
  later(act: () => void, delayMs: number): () => void;
  /** Whether asking again may help. */
  isPassing(error: unknown): boolean;
}

export interface RunListener {
  readonly onEvents: (events: readonly RunEvent[]) => void;
  readonly onGlimpse: (glimpse: Glimpse) => void;
  readonly onCaughtUp: () => void;
  readonly onProblem: (problem: Error) => void;
}

/** A picture that does not change; `events` and `timeline` grow in place, and `version` says that they did. */
export interface RunPicture {
  readonly version: number;
  readonly state: RunState | undefined;
  readonly timeline: RunTimeline;
  readonly events: readonly RunEvent[];
  /** Everything that had happened when it was asked for is here. */
  readonly caughtUp: boolean;
  readonly error: unknown;
  /** Of the state, once caught up; absent while it is being computed. */
  readonly stateHash: string | undefined;
}

const HASH_DELAY_MS = 150;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;

export class RunFeed {
  readonly run: RunId;
  readonly #ports: RunFeedPorts;
  readonly #listeners = new Set<() => void>();
  #fold = new RunFold();
  #picture: RunPicture;
  #caughtUp = false;
  #error: unknown;
  #hash: { seq: number; text: string } | undefined;
  #reading: AbortController | undefined;
  #unfollow: (() => void) | undefined;
  #cancelWait: (() => void) | undefined;
  #cancelHash: (() => void) | undefined;
  #told = true;
  #failures = 0;

  constructor(run: RunId, ports: RunFeedPorts) {
    this.run = run;
    this.#ports = ports;
    this.#picture = this.#draw(0);
  }

  get picture(): RunPicture {
    return this.#picture;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  start(): void {
    if (this.#reading || this.#unfollow || this.#cancelWait) return;
    void this.#read();
  }

  /** What is known stays; `start` goes on from there. */
  stop(): void {
    this.#reading?.abort();
    this.#reading = undefined;
    this.#unfollow?.();
    this.#unfollow = undefined;
    this.#cancelWait?.();
    this.#cancelWait = undefined;
    this.#cancelHash?.();
    this.#cancelHash = undefined;
  }

  retry(): void {
    this.stop();
    this.#error = undefined;
    this.#tell();
    this.start();
  }

  async #read(): Promise<void> {
    const reading = new AbortController();
    this.#reading = reading;
    try {
      await this.#readPages(reading.signal);
      if (reading.signal.aborted) return;
      this.#reading = undefined;
      this.#failures = 0;
      this.#error = undefined;
      this.#follow();
    } catch (error) {
      if (reading.signal.aborted) return;
      this.#reading = undefined;
      this.#onFailure(error);
    }
    this.#tell();
  }

  async #readPages(signal: AbortSignal): Promise<void> {
    for (let next: number | null = this.#fold.seq; next !== null; ) {
      const page = await this.#ports.readPage(next, signal);
      if (signal.aborted) return;
      // A journal that skips events is not one that may be shown.
      if (!this.#fold.take(page.items)) throw new Error(`the journal of ${this.run} has a gap after ${this.#fold.seq}`);
      next = page.next;
      this.#tell();
    }
  }

  #onFailure(error: unknown): void {
    if (!this.#ports.isPassing(error)) {
      this.#error = error;
      return;
    }
    const wait = Math.min(FIRST_WAIT_MS * 2 ** this.#failures, LONGEST_WAIT_MS);
    this.#failures++;
    this.#cancelWait = this.#ports.later(() => {
      this.#cancelWait = undefined;
      void this.#read();
    }, wait);
  }

  #follow(): void {
    const { state } = this.#fold;
    if (state && isFinished(state.status)) {
      this.#caughtUp = true;
      this.#hashSoon();
      return;
    }
    this.#unfollow = this.#ports.follow(this.#fold.seq, {
      onEvents: (events) => this.#take(events),
      onGlimpse: (glimpse) => {
        this.#fold.hear(glimpse);
        this.#tell();
      },
      onCaughtUp: () => {
        this.#caughtUp = true;
        this.#hashSoon();
        this.#tell();
      },
      onProblem: (problem) => {
        this.#error = problem;
        this.#tell();
      },
    });
  }

  #take(events: readonly RunEvent[]): void {
    const whole = this.#fold.take(events);
    if (whole) this.#hashSoon();
    else {
      this.stop();
      this.#caughtUp = false;
      this.start();
    }
    this.#tell();
  }

  #hashSoon(): void {
    if (!this.#caughtUp) return;
    this.#cancelHash?.();
    this.#cancelHash = this.#ports.later(() => void this.#computeHash(), HASH_DELAY_MS);
  }

  async #computeHash(): Promise<void> {
    const { state } = this.#fold;
    if (!state) return;
    const text = await this.#ports.hash(state);
    this.#hash = text === undefined ? undefined : { seq: state.seq, text };
    this.#tell();
  }

  #tell(): void {
    if (!this.#told) return;
    this.#told = false;
    this.#ports.soon(() => {
      this.#told = true;
      this.#picture = this.#draw(this.#picture.version + 1);
      for (const listener of this.#listeners) listener();
    });
  }

  #draw(version: number): RunPicture {
    const { state, timeline, events, seq } = this.#fold;
    const stateHash = this.#hash?.seq === seq ? this.#hash.text : undefined;
    return { version, state, timeline, events, caughtUp: this.#caughtUp, error: this.#error, stateHash };
  }
}
