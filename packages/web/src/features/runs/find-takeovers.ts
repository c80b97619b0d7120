import type { RunEvent, WorkerId } from '@tutti/protocol';

export interface Takeover {
  /** Of the claim. */
  readonly seq: number;
  readonly at: number;
  readonly by: WorkerId;
  readonly from: WorkerId;
}

const PUT_DOWN: ReadonlySet<RunEvent['type']> = new Set(['run.parked', 'run.paused', 'run.quarantined']);

/** Claims of a run that another worker had in hand: it neither parked nor ended it before it was gone. */
export function findTakeovers(events: readonly RunEvent[]): Takeover[] {
  const found: Takeover[] = [];
  let holder: WorkerId | undefined;
  for (const event of events) {
    if (PUT_DOWN.has(event.type)) holder = undefined;
    if (event.type !== 'run.started' && event.type !== 'run.claimed') continue;
    const { seq, at, worker: by } = event;
    if (holder !== undefined && holder !== by) found.push({ seq, at, by, from: holder });
    holder = by;
  }
  return found;
}
