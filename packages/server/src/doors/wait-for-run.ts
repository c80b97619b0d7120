/** Waits with whoever asked, for as long as they care to: until the run has ended or cannot go on without a person. */
import type { Clock } from '@tutti/engine';
import { isFinished, type LiveNotice, type RunEvent, type RunId } from '@tutti/protocol';
import type { RunDetail } from '@tutti/protocol/api';
import type { DoorDesk } from './door-desk.ts';

export interface Waiting {
  readonly clock: Clock;
  readonly seconds: number;
  /** Whoever waits has gone, or the server goes. */
  readonly signal: AbortSignal;
  /** What happens meanwhile. */
  readonly hear?: (notice: LiveNotice) => void;
}

/** After these it may be that somebody has to come. */
const REST: ReadonlySet<RunEvent['type']> = new Set(['run.parked', 'run.paused', 'run.quarantined']);

/** The run as it stands then. */
export async function waitForRun(desk: DoorDesk, run: RunId, waiting: Waiting): Promise<RunDetail> {
  const { clock, seconds, signal, hear } = waiting;
  const before = await desk.getRun(run);
  if (isAtRest(before) || seconds <= 0 || signal.aborted) return before;
  const enough = new AbortController();
  const callOff = clock.at(clock.now() + seconds * 1_000, () => enough.abort());
  const look = async () => {
    if (isAtRest(await desk.getRun(run))) enough.abort();
  };
  try {
    await desk.follow(run, {
      after: before.seq,
      signal: AbortSignal.any([signal, enough.signal]),
      hear(told) {
        if (told.type === 'caught_up' || told.type === 'reconnecting') return;
        hear?.(told);
        if (told.type === 'events' && told.events.some(({ type }) => REST.has(type))) look().catch(() => undefined);
      },
    });
  } finally {
    callOff();
  }
  return desk.getRun(run);
}

/** It has ended, or a person has to do something before it goes on. */
export function isAtRest({ status, open }: RunDetail): boolean {
  return isFinished(status) || open.length > 0 || status === 'paused' || status === 'quarantined';
}
