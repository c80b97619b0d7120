import type { WriteOps } from './write-op.ts';
import type { Writing } from './writing.ts';

/** All of them in the transaction of their batch, with what each of them returns. */
export function writeRows({ sql }: Writing, calls: WriteOps['writeRows'][0]): WriteOps['writeRows'][1] {
  return calls.map(({ text, values }) => sql(text).all(...values));
}
