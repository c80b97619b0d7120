import type { RunEvent } from '@tutti/protocol';
import { useMemo } from 'react';
import { useWorkerNames } from '../../../domain/use-worker-names.ts';
import { workersText } from '../../../strings/workers.ts';
import { findTakeovers } from '../find-takeovers.ts';

/** Says of an event by which the run gets a driver who that is, and from whom it was taken over. */
export function useDrivers(events: readonly RunEvent[]): (event: RunEvent) => string | undefined {
  const nameOf = useWorkerNames();
  const takeovers = useMemo(() => new Map(findTakeovers(events).map((one) => [one.seq, one])), [events]);
  return (event) => {
    if (event.type === 'run.started') return workersText.beginsAt(nameOf(event.worker));
    if (event.type !== 'run.claimed') return undefined;
    const takeover = takeovers.get(event.seq);
    if (!takeover) return workersText.goesOnAt(nameOf(event.worker));
    return workersText.takenOver(nameOf(takeover.by), nameOf(takeover.from));
  };
}
