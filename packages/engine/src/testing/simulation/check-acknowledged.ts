/** Nothing that the store has said yes to may be lost, and no signal may be taken twice. */
import type { RunId, SignalId } from '@tutti/protocol';
import type { Acknowledgement } from '../faulty-store.ts';
import type { Observer, WatchedRun } from './observer.ts';

export interface Acknowledged {
  readonly acknowledged: readonly Acknowledgement[];
  readonly observer: Observer;
}

export function checkAcknowledged({ acknowledged, observer }: Acknowledged, report: (what: string) => void): void {
  const runs = new Map(observer.look().map((watched) => [watched.row.run, watched]));
  for (const one of acknowledged) {
    const watched = runs.get(one.run);
    if (!watched) report(`${one.run} was ${one.kind} and is gone`);
    else if (one.kind === 'appended' && watched.events[one.seq - 1]?.hash !== one.hash) {
      report(`entry ${one.seq} of ${one.run} was acknowledged and is not there`);
    } else if (one.kind === 'signalled') checkSignal(watched, one, report);
  }
  for (const watched of runs.values()) checkTaken(watched, report);
}

function checkSignal(
  { row, events }: WatchedRun,
  { run, signal }: { run: RunId; signal: SignalId },
  report: (what: string) => void,
): void {
  if (!row.known.has(signal)) return report(`${signal} to ${run} was accepted and is gone`);
  const isPending = row.signals.some(({ id }) => id === signal);
  const isMessage = /-p\d+$/.test(signal);
  if (isPending || row.place.kind === 'ended' || !isMessage) return;
  const isTaken = events.some((event) => 'signal' in event && event.signal === signal);
  if (!isTaken) report(`${signal} to ${run} was consumed without a word`);
}

function checkTaken({ row, events }: WatchedRun, report: (what: string) => void): void {
  const taken = new Set<string>();
  for (const event of events) {
    if (!('signal' in event)) continue;
    if (taken.has(event.signal)) report(`${event.signal} was taken twice by ${row.run}`);
    taken.add(event.signal);
  }
}
