import type { RunRef } from './write-op.ts';
import { Refusal, type Writing } from './writing.ts';

/** The row of a run that this epoch's driver still drives. */
export function findOwned({ sql, runs }: Writing, { tenant, run }: RunRef, epoch: number): number {
  const no = runs.find(tenant, run)?.no;
  if (no === undefined) throw new Refusal('fenced');
  const owned = sql("SELECT 1 FROM runs WHERE no = ? AND epoch = ? AND queue_state = 'owned'").get(no, epoch);
  if (!owned) throw new Refusal('fenced');
  return no;
}
