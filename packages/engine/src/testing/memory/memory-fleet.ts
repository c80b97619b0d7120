/** Who works at a memory store. Its leases never pass by themselves: a test says when a worker is lost. */
import type { Instant, WorkerCard, WorkerId, WorkerRecord } from '@tutti/protocol';
import type { WorkerPage } from '../../ports/fleet.ts';
import type { MemoryData, WorkerRow } from './memory-data.ts';

export function announceWorker(data: MemoryData, card: WorkerCard, now: Instant): void {
  const known = data.workers.get(card.worker);
  if (known && !known.end) {
    known.card = card;
    known.saidAt = now;
    return;
  }
  const row = { no: data.workers.size + 1, card, startedAt: now, saidAt: now, end: undefined };
  data.workers.set(card.worker, { ...row, lostRuns: 0, takenOver: 0 });
}

export function listWorkers(data: MemoryData, { limit, endedWithinMs }: WorkerPage, now: Instant): WorkerRecord[] {
  return [...data.workers.values()]
    .filter(({ end }) => !end || end.at >= now - endedWithinMs)
    .toSorted((one, other) => Number(!!one.end) - Number(!!other.end) || other.no - one.no)
    .slice(0, limit)
    .map((row) => toRecord(data, row, now));
}

/** Its runs are ready again; the answer is how many. */
export function endWorker(
  data: MemoryData,
  worker: WorkerId,
  { now, by, lost }: { now: Instant; by?: WorkerId | undefined; lost: boolean },
): number {
  const owned = [...data.runs.values()].filter(({ place }) => place.kind === 'driven' && place.worker === worker);
  for (const row of owned) row.place = { kind: 'ready', readyAt: now, turn: data.nextTurn() };
  const row = data.workers.get(worker);
  if (row && !row.end) {
    row.end = { at: now, by, lost };
    if (lost) row.lostRuns += owned.length;
  }
  const taker = by && data.workers.get(by);
  if (taker) taker.takenOver += owned.length;
  return owned.length;
}

/** A proper end: everybody who works at the store says goodbye. */
export function endAnnounced(data: MemoryData, now: Instant): void {
  for (const row of data.workers.values()) row.end ??= { at: now, by: undefined, lost: false };
}

function toRecord(data: MemoryData, { card, startedAt, saidAt, end, lostRuns, takenOver }: WorkerRow, now: Instant) {
  const owned = [...data.runs.values()].filter(({ place }) => place.kind === 'driven' && place.worker === card.worker);
  const endedBy = end?.by && data.workers.get(end.by)?.card.name;
  return {
    ...card,
    startedAt,
    leaseUntil: end?.at ?? now,
    quietMs: now - saidAt,
    state: end ? (end.lost ? 'lost' : 'ended') : card.draining ? 'draining' : 'at_work',
    driving: owned.length,
    lostRuns,
    takenOver,
    ...(end && { endedAt: end.at }),
    ...(endedBy !== undefined && { endedBy }),
  } satisfies WorkerRecord;
}
