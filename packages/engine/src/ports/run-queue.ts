/** Which run is driven next, and by whom. The rows of the runs are the queue; there is no second one. */
import type { Epoch, ErrorCode, Instant, RunId, TenantId, WorkerId } from '@tutti/protocol';
import type { ClaimedRun, NewRun } from './journal.ts';

export type StoreNotice =
  /** Some run has become ready. */
  | { readonly kind: 'ready' }
  /** A run that somebody drives has a new signal. */
  | { readonly kind: 'signal'; readonly run: RunId }
  /** Something reserved was settled, so a blocked reservation may fit now. */
  | { readonly kind: 'settled' };

export interface Hold {
  readonly epoch: Epoch;
  readonly readyAt: Instant;
  /** It was not even begun: the claim is not counted. */
  readonly uncounted?: boolean;
  /** Why its journal cannot be driven: until it can, the run is listed as quarantined with this code, and its claims are not counted. */
  readonly problem?: ErrorCode;
}

export interface RunQueue {
  /** Creates the run with its first entries; a run with this id that exists already is left as it is. */
  submit(run: NewRun): Promise<'created' | 'exists'>;
  /** Claims at most `limit` ready runs, the most urgent first: those never driven, woken, timed, or left by a dead worker. */
  claimReady(worker: WorkerId, limit: number): Promise<readonly ClaimedRun[]>;
  /** Gives a run back undriven, to be claimed from `readyAt` on. */
  release(tenant: TenantId, run: RunId, hold: Hold): Promise<void>;
  /** When the next run becomes ready by time alone. */
  nextReadyAt(): Promise<Instant | undefined>;
  /** A last look before an effect that cannot be repeated: false once this worker may have been replaced. */
  isLeaseHeld(): boolean;
  /** Called after the commit that caused the notice. Returns how to stop listening. */
  listen(listener: (notice: StoreNotice) => void): () => void;
}
