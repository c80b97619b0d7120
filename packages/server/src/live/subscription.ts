/** One client and one topic: a cursor, moved when what lies below was sent. */
import { type Clock, StoreUnavailableError } from '@tutti/engine';
import type { Principal, StepPath } from '@tutti/protocol';
import type { Batch } from './batch.ts';
import type { Outlet } from './outlet.ts';
import type { TopicSource } from './topic-source.ts';
import type { Shown } from './under-way.ts';

export interface SubscriptionOptions {
  readonly source: TopicSource;
  readonly principal: Principal;
  readonly outlet: Outlet;
  readonly clock: Clock;
  readonly cursor: number;
  /** Nothing of it comes any more, so that it ends once everything was told. */
  readonly isOver: boolean;
  readonly onOver?: () => void;
}

const AGAIN_AFTER_MS = 1_000;

export class Subscription {
  readonly topic: string;
  readonly #options: SubscriptionOptions;
  readonly #shown = new Map<StepPath, Shown>();
  #cursor: number;
  #isOver: boolean;
  #isCaughtUp = false;
  #isClosed = false;
  #stopListening: () => void = () => {};

  constructor(options: SubscriptionOptions) {
    this.topic = options.source.topic;
    this.#options = options;
    this.#cursor = options.cursor;
    this.#isOver = options.isOver;
  }

  start(wake: () => void): void {
    this.#stopListening = this.#options.source.listen(wake);
    wake();
  }

  close(): void {
    this.#isClosed = true;
    this.#stopListening();
  }

  /** Sends the next piece. True where there may be more. */
  advance(): boolean | Promise<boolean> {
    if (this.#isClosed) return false;
    const next = this.#options.source.tail.read(this.#cursor);
    if (next === undefined) return this.#readStore();
    if (next !== 'nothing') return this.#send(next);
    this.#rest();
    return false;
  }

  async #readStore(): Promise<boolean> {
    const { source, principal } = this.#options;
    const batch = await this.#readPatiently(() => source.read(principal, this.#cursor));
    if (this.#isClosed) return false;
    if (batch) return this.#send(batch);
    source.settle(this.#cursor);
    // It came while the store was read.
    if (typeof source.tail.read(this.#cursor) === 'object') return true;
    this.#rest();
    return false;
  }

  /** A store that is away for a while is no reason to send a client away: whatever it missed comes afterwards. */
  async #readPatiently<Answer>(read: () => Promise<Answer>): Promise<Answer | undefined> {
    const { clock } = this.#options;
    while (!this.#isClosed) {
      try {
        return await read();
      } catch (error) {
        if (!(error instanceof StoreUnavailableError)) throw error;
        await new Promise<void>((resolve) => clock.at(clock.now() + AGAIN_AFTER_MS, resolve));
      }
    }
    return undefined;
  }

  #send(batch: Batch): true {
    this.#options.outlet.sendBatch(batch);
    this.#cursor = batch.cursor;
    this.#isOver ||= batch.isLast;
    return true;
  }

  #rest(): void {
    const { outlet, source, onOver } = this.#options;
    if (!this.#isCaughtUp) {
      this.#isCaughtUp = true;
      outlet.sendCaughtUp(this.topic, this.#cursor);
    }
    for (const glimpse of source.listGlimpses(this.#shown)) outlet.sendGlimpse(this.topic, glimpse);
    if (this.#isOver) onOver?.();
  }
}
