/** Which runs of a memory store are ready, and in which order they are claimed. */
import { type Instant, PATIENCE_MS, type TenantId } from '@tutti/protocol';
import { LEDGER_NEEDS } from '../../ports/ledger-needs.ts';
import type { ClaimWish } from '../../ports/run-queue.ts';
import type { MemoryData, RunRow } from './memory-data.ts';

interface Ready {
  readonly row: RunRow;
  readonly readyAt: Instant;
  readonly turn: number;
}

/** Each run stands behind those of its tenant that are under way or more urgent: who has the fewest before it goes first. */
export function listReady(data: MemoryData, now: Instant, { limit, can, mostPerTenant }: ClaimWish): RunRow[] {
  const before = countDriven(data);
  return listTimed(data)
    .filter(({ row, readyAt }) => readyAt <= now && (can === undefined || can.includes(row.needs)))
    .toSorted(byUrgency)
    .map((ready) => {
      const behind = before.get(ready.row.tenant) ?? 0;
      before.set(ready.row.tenant, behind + 1);
      return { ...ready, behind };
    })
    .filter(({ behind }) => mostPerTenant === undefined || behind < mostPerTenant)
    .toSorted((one, other) => one.behind - other.behind || byUrgency(one, other))
    .slice(0, limit)
    .map(({ row }) => row);
}

function countDriven(data: MemoryData): Map<TenantId, number> {
  const counts = new Map<TenantId, number>();
  for (const { tenant, place, needs } of data.runs.values())
    if (place.kind === 'driven' && !needs.startsWith(LEDGER_NEEDS)) counts.set(tenant, (counts.get(tenant) ?? 0) + 1);
  return counts;
}

function byUrgency(one: Ready, other: Ready): number {
  return toUrgency(one) - toUrgency(other) || one.turn - other.turn;
}

export function findNextReadyAt(data: MemoryData, now: Instant): Instant | undefined {
  const later = listTimed(data).flatMap(({ readyAt }) => (readyAt > now ? [readyAt] : []));
  return later.length > 0 ? Math.min(...later) : undefined;
}

/** Whoever drove a run before is gone: it is ready again. */
export function readyOwnedRuns(data: MemoryData, now: Instant): void {
  for (const row of data.runs.values()) {
    if (row.place.kind === 'driven') row.place = { kind: 'ready', readyAt: now, turn: data.nextTurn() };
  }
}

function listTimed(data: MemoryData): Ready[] {
  return [...data.runs.values()].flatMap((row) => {
    const { place } = row;
    if (place.kind === 'ready') return [{ row, readyAt: place.readyAt, turn: place.turn }];
    if (place.kind !== 'asleep' || place.until === undefined) return [];
    return [{ row, readyAt: place.until, turn: place.turn }];
  });
}

function toUrgency({ row, readyAt }: Ready): number {
  return readyAt + PATIENCE_MS[row.summary.priority];
}
