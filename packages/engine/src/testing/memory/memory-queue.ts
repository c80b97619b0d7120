/** Which runs of a memory store are ready, and in which order they are claimed. */
import { type Instant, PATIENCE_MS } from '@tutti/protocol';
import type { MemoryData, RunRow } from './memory-data.ts';

interface Ready {
  readonly row: RunRow;
  readonly readyAt: Instant;
  readonly turn: number;
}

export function listReady(data: MemoryData, now: Instant, limit: number): RunRow[] {
  return listTimed(data)
    .filter(({ readyAt }) => readyAt <= now)
    .toSorted((one, other) => toUrgency(one) - toUrgency(other) || one.turn - other.turn)
    .slice(0, limit)
    .map(({ row }) => row);
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
