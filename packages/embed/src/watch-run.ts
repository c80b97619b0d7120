/** Everything that happens in a run: first what has happened, then what does, until it has ended or is kept aside. */
import { isFinished, type LiveNotice, type RunEvent, type RunId, type StepPath } from '@tutti/protocol';
import type { Home } from '@tutti/server/home';
import { readStanding } from './read-standing.ts';

/** A piece of an answer as it comes. A higher attempt takes the place of all that came in those before it. */
export interface RunWords {
  readonly type: 'words';
  readonly run: RunId;
  readonly path: StepPath;
  readonly attempt: number;
  readonly text: string;
}

export interface WatchOptions {
  /** Only events with a higher number. */
  readonly after?: number;
  /** Ends the watching, not the run. */
  readonly signal?: AbortSignal;
}

const LAST: ReadonlySet<string> = new Set(['run.completed', 'run.failed', 'run.cancelled']);

export async function* watchRun(
  home: Home,
  run: RunId,
  { after = 0, signal }: WatchOptions,
): AsyncGenerator<RunEvent | RunWords> {
  const { engine, principal, hub } = home;
  const heard = new Queue(signal);
  // Listens first and reads then, so that nothing falls between.
  const stop = hub.listen((notice) => notice.run === run && heard.add(notice));
  let seen = after;
  try {
    for await (const event of engine.readEvents(principal, run, { after })) {
      seen = event.seq;
      yield event;
      if (LAST.has(event.type)) return;
    }
    const { state, isKeptAside } = await readStanding(home, run);
    // What is not read yet is heard: the last event may be among it.
    if (state.seq <= seen && (isKeptAside || isFinished(state.status))) return;
    for await (const notice of heard.take()) {
      if (notice.type === 'delta') yield { ...notice, type: 'words' };
      if (notice.type !== 'events') continue;
      for (const event of notice.events.filter(({ seq }) => seq > seen)) {
        seen = event.seq;
        yield event;
        if (LAST.has(event.type) || event.type === 'run.quarantined') return;
      }
    }
  } finally {
    stop();
  }
}

class Queue {
  readonly #notices: LiveNotice[] = [];
  readonly #signal: AbortSignal | undefined;
  #ring = () => {};

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
    signal?.addEventListener('abort', () => this.#ring(), { once: true });
  }

  add(notice: LiveNotice): void {
    this.#notices.push(notice);
    this.#ring();
  }

  async *take(): AsyncGenerator<LiveNotice> {
    while (this.#signal?.aborted !== true) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#ring = resolve;
      const next = this.#notices.shift();
      if (next) yield next;
      else await promise;
    }
  }
}
