import { WorkerCard, WorkerRecord } from '@tutti/protocol';
import type { Row } from './reader/read-op.ts';

/** A process holds the store as long as it lives, so its lease ends with the moment in which it is asked for. */
export function toWorkerRecord(row: Row, now: number): WorkerRecord {
  const card = WorkerCard.parse(JSON.parse(String(row['card'])));
  const endedAt = row['ended_at'] === null ? undefined : Number(row['ended_at']);
  const working = card.draining ? 'draining' : 'at_work';
  return WorkerRecord.parse({
    ...card,
    startedAt: row['started_at'],
    leaseUntil: endedAt ?? now,
    // Whoever is asked is the one that is at work.
    quietMs: endedAt === undefined ? 0 : Math.max(now - Number(row['said_at']), 0),
    state: endedAt === undefined ? working : row['lost'] === 1 ? 'lost' : 'ended',
    ...(endedAt !== undefined && { endedAt }),
    driving: row['driving'],
    lostRuns: row['lost_runs'],
    takenOver: 0,
  });
}
