import type { RowResult } from '../row-result.ts';
import type { PostgresCluster } from '../postgres-cluster.ts';

export interface RowOptions {
  /** A server that rows may share: what a row does to it concerns nobody else by its end. */
  readonly cluster: PostgresCluster;
  /** The same seed gives the same faults, as far as a machine keeps time. */
  readonly seed: number;
  /** As long and as many as the matrix says, in the place of what fits into each change. */
  readonly isLong: boolean;
}

export type Row = (options: RowOptions) => Promise<RowResult>;

/** After faults have stopped, everything has ended by then. */
export const CONVERGES_WITHIN_MS = 60_000;

export function toSchema(id: string, seed: number): string {
  return `${id.toLowerCase()}_${seed}`;
}
