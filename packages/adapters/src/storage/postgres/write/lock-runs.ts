import type { Ask } from '../database.ts';

export interface RunLock {
  readonly epoch: number;
  readonly head: number;
  readonly state: string;
}
export type RunLocks = ReadonlyMap<number | undefined, RunLock>;

const LOCK = {
  name: 'lock-runs',
  text: 'SELECT no, epoch, head, queue_state FROM runs WHERE no = ANY($1::bigint[]) ORDER BY no FOR NO KEY UPDATE',
};

/** In the order of their numbers, so that two who lock the same runs never wait for each other in a circle. Says how the runs are once they are locked. */
export async function lockRuns(ask: Ask, numbers: readonly (number | undefined)[]): Promise<RunLocks> {
  const wanted = [...new Set(numbers.filter((no) => no !== undefined))].toSorted((one, other) => one - other);
  if (wanted.length === 0) return new Map();
  const rows = await ask(LOCK, [wanted]);
  return new Map(
    rows.map((row) => [
      Number(row['no']),
      { epoch: Number(row['epoch']), head: Number(row['head']), state: String(row['queue_state']) },
    ]),
  );
}

export function isOwned(lock: RunLock | undefined, epoch: number): boolean {
  return lock?.state === 'owned' && lock.epoch === epoch;
}
