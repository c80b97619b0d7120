/** Follows a run, whichever process drives it: what others tell only wakes, and shows words; the events are read. */
import { type Clock, StoreUnavailableError } from '@tutti/engine';
import type { LiveNotice, RunEvent, RunId } from '@tutti/protocol';
import type { Home } from './open-home.ts';

const LAST: ReadonlySet<RunEvent['type']> = new Set(['run.completed', 'run.failed', 'run.cancelled']);
/** Where nobody tells that there is something new. */
const LOOK_AGAIN_MS = 1_000;

export type ToldOfRun =
  | LiveNotice
  | { readonly type: 'caught_up' }
  /** The store does not answer; what is missed meanwhile is told afterwards. */
  | { readonly type: 'reconnecting' };

export interface FollowWish {
  /** Only events above this number. */
  readonly after?: number;
  /** Called in order, never twice with the same event. */
  readonly hear: (told: ToldOfRun) => void;
  readonly signal: AbortSignal;
}

export interface SharedRun {
  /** Its principal is who follows. */
  readonly home: Pick<Home, 'engine' | 'principal' | 'hub'>;
  readonly clock: Clock;
  readonly run: RunId;
}

export async function followShared({ home, clock, run }: SharedRun, options: FollowWish): Promise<void> {
  const { hear, signal } = options;
  const bell = new Bell();
  let isCaughtUp = false;
  const tellGlimpse = (notice: LiveNotice) => {
    if (notice.type === 'events') bell.ring();
    else if (isCaughtUp) hear(notice);
  };
  const stops = [
    home.hub.listen((notice) => {
      if (notice.run === run) tellGlimpse(notice);
    }),
    home.hub.hearOthers(`run:${run}`, (news) => {
      if (news.type === 'changed') bell.ring();
      else tellGlimpse(news.glimpse);
    }),
  ];
  const onAbort = () => bell.ring();
  signal.addEventListener('abort', onAbort, { once: true });
  let seen = options.after ?? 0;
  try {
    while (!signal.aborted) {
      const heard = bell.next();
      const news = await readNews(home, run, seen).catch((error: unknown) => {
        if (!(error instanceof StoreUnavailableError)) throw error;
        hear({ type: 'reconnecting' });
        return undefined;
      });
      if (news && news.length > 0) hear({ type: 'events', run, events: news });
      seen = news?.at(-1)?.seq ?? seen;
      if (news && !isCaughtUp) hear({ type: 'caught_up' });
      isCaughtUp ||= news !== undefined;
      if (news?.some(({ type }) => LAST.has(type))) return;
      const callOff = clock.at(clock.now() + LOOK_AGAIN_MS, () => bell.ring());
      await heard;
      callOff();
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    for (const stop of stops) stop();
  }
}

function readNews({ engine, principal }: SharedRun['home'], run: RunId, after: number): Promise<RunEvent[]> {
  return Array.fromAsync(engine.readEvents(principal, run, { after }));
}

/** Rung while nobody waits, it has been heard by whoever waits next. */
class Bell {
  #next = Promise.withResolvers<void>();

  /** Asked before reading, so that what comes while something is read is not missed. */
  next(): Promise<void> {
    this.#next = Promise.withResolvers<void>();
    return this.#next.promise;
  }

  ring(): void {
    this.#next.resolve();
  }
}
