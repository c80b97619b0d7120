import type { LiveNotice, RunEvent, RunId } from '@tutti/protocol';
import type { Home } from '@tutti/server/home';
import type { FollowOptions } from './desk.ts';

const LAST: ReadonlySet<RunEvent['type']> = new Set(['run.completed', 'run.failed', 'run.cancelled']);

/** Listens first and reads then, so that nothing falls between; what was heard meanwhile is told after the past. */
export async function followLocally(
  { engine, principal, hub }: Pick<Home, 'engine' | 'principal' | 'hub'>,
  run: RunId,
  { after = 0, hear, signal }: FollowOptions,
): Promise<void> {
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const early: LiveNotice[] = [];
  let seen = after;
  let isLive = false;
  const tell = (notice: LiveNotice) => {
    if (notice.type !== 'events') return hear(notice);
    const events = notice.events.filter(({ seq }) => seq > seen);
    if (events.length === 0) return;
    seen = events.at(-1)?.seq ?? seen;
    hear({ ...notice, events });
    if (events.some(({ type }) => LAST.has(type))) end();
  };
  const stop = hub.listen((notice) => {
    if (notice.run !== run) return;
    if (isLive) tell(notice);
    else early.push(notice);
  });
  signal.addEventListener('abort', () => end(), { once: true });
  try {
    const past = await Array.fromAsync(engine.readEvents(principal, run));
    tell({ type: 'events', run, events: past });
    for (const notice of early) tell(notice);
    isLive = true;
    hear({ type: 'caught_up' });
    const isOver = past.some(({ type }) => LAST.has(type));
    if (!isOver && !signal.aborted) await ended;
  } finally {
    stop();
  }
}
