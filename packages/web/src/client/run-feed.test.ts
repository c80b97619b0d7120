import type { RunEvent } from '@tutti/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { RunFeed, type RunFeedPorts, type RunListener } from './run-feed.ts';
import { createEvents, RUN } from './testing/create-events.ts';

class PassingError extends Error {}

/** A server with a journal, and a clock that moves by hand. */
class Stage implements RunFeedPorts {
  journal: RunEvent[] = [];
  readonly reads: number[] = [];
  readonly since: number[] = [];
  listener: RunListener | undefined;
  failures: Error[] = [];
  pageSize = 3;
  #frames: (() => void)[] = [];
  #timers: { act: () => void }[] = [];

  async readPage(after: number) {
    this.reads.push(after);
    const failure = this.failures.shift();
    if (failure) throw failure;
    const items = this.journal.filter(({ seq }) => seq > after).slice(0, this.pageSize);
    const last = items.at(-1)?.seq ?? after;
    return { items, next: last < this.journal.length ? last : null };
  }
  follow(since: number, listener: RunListener) {
    this.since.push(since);
    this.listener = listener;
    return () => {
      this.listener = undefined;
    };
  }
  hash = async () => 'the hash';
  soon(act: () => void) {
    this.#frames.push(act);
  }
  later(act: () => void) {
    const timer = { act };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  }
  isPassing = (error: unknown) => error instanceof PassingError;

  /** Until nothing is left to do; returns how many frames were drawn. */
  async settle(): Promise<number> {
    let frames = 0;
    for (let quiet = 0; quiet < 5; quiet++) {
      await Promise.resolve();
      await new Promise((resolve) => setImmediate(resolve));
      const due = this.#frames.splice(0);
      frames += due.length;
      for (const act of due) act();
      const timers = this.#timers.splice(0);
      for (const { act } of timers) act();
      if (due.length + timers.length > 0) quiet = 0;
    }
    return frames;
  }
}

describe('the feed of a run', () => {
  let stage: Stage;
  let feed: RunFeed;
  beforeEach(() => {
    stage = new Stage();
    feed = new RunFeed(RUN, stage);
  });

  it('reads the journal by pages and follows from where it ends', async () => {
    stage.journal = createEvents({ steps: 5 });
    feed.start();
    await stage.settle();
    expect(stage.reads).toEqual([0, 3, 6]);
    expect(stage.since).toEqual([7]);
    expect(feed.picture).toMatchObject({ caughtUp: false, state: { seq: 7 } });
    stage.listener?.onCaughtUp();
    await stage.settle();
    expect(feed.picture).toMatchObject({ caughtUp: true, stateHash: 'the hash' });
  });

  it('does not follow a run that has ended', async () => {
    stage.journal = createEvents({ steps: 1, ends: true });
    feed.start();
    await stage.settle();
    expect(stage.since).toEqual([]);
    expect(feed.picture).toMatchObject({ caughtUp: true, state: { status: 'completed' }, stateHash: 'the hash' });
  });

  it('reads again from the last event that it has where one is missing', async () => {
    stage.journal = createEvents({ steps: 1 });
    feed.start();
    await stage.settle();
    const whole = createEvents({ steps: 4 });
    stage.journal = whole;
    stage.listener?.onEvents(whole.slice(4));
    await stage.settle();
    expect(stage.reads).toEqual([0, 3]);
    expect(feed.picture.events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('tells whoever looks at most once a frame, however much comes', async () => {
    stage.journal = createEvents({ steps: 0 });
    feed.start();
    await stage.settle();
    let told = 0;
    feed.subscribe(() => told++);
    for (const event of createEvents({ steps: 1_000 })) stage.listener?.onEvents([event]);
    await stage.settle();
    expect(told).toBe(1);
    expect(feed.picture.state?.seq).toBe(1_002);
  });

  it('waits and tries again while the server is away, and keeps what it has', async () => {
    stage.journal = createEvents({ steps: 5 });
    feed.start();
    stage.failures = [new PassingError('away'), new PassingError('still away')];
    await stage.settle();
    expect(stage.reads).toEqual([0, 3, 3, 3, 6]);
    expect(feed.picture.error).toBeUndefined();
  });

  it('gives up where the server refuses, until somebody wants it again', async () => {
    stage.journal = createEvents({ steps: 1 });
    stage.failures = [new Error('no such run')];
    feed.start();
    await stage.settle();
    expect(feed.picture.error).toMatchObject({ message: 'no such run' });
    feed.retry();
    await stage.settle();
    expect(feed.picture).toMatchObject({ error: undefined, state: { seq: 3 } });
  });

  it('goes on from where it was when it is looked at again', async () => {
    stage.journal = createEvents({ steps: 1 });
    feed.start();
    await stage.settle();
    feed.stop();
    stage.journal = createEvents({ steps: 2 });
    feed.start();
    await stage.settle();
    expect(stage.reads).toEqual([0, 3]);
    expect(stage.since).toEqual([3, 4]);
  });
});
