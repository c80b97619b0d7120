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

export interface ClaimWish {
  readonly limit: number;
  /** What this worker can drive; undefined: everything. */
  readonly can?: readonly string[];
  /** At most so many runs of one tenant are driven at once, in all processes together, ledgers not counted; undefined: no bound. */
  readonly mostPerTenant?: number;
  /** Called when the queue is about to be looked at: of what was committed until then, nothing is missed. A store that looks at once need not call it. */
  onLook?(): void;
}

export interface Claimed {
  readonly runs: readonly ClaimedRun[];
  /** When the next run becomes ready by time alone, as it was at the same look. */
  readonly nextReadyAt: Instant | undefined;
}

export interface Hold {
  readonly epoch: Epoch;
  readonly readyAt: Instant;
  /** It was not even begun: the claim is not counted. */
  readonly uncounted?: boolean;
  /** Why its journal cannot be driven: until it can, the run is listed as quarantined with this code, and its claims are not counted. */
  readonly problem?: ErrorCode;
}

export interface RunQueue {
  /** Creates the run with its first entries; a run with this id that exists already is left as it is. Rejects with FencedError where `by` no longer drives its run. */
  submit(run: NewRun): Promise<'created' | 'exists'>;
  /**
   * Claims ready runs: those never driven, woken, timed, or left by a dead worker. Whichever tenant has the fewest runs under
   * way goes first; of the runs of a tenant the most urgent. What this worker cannot drive is left to others.
   */
  claimReady(worker: WorkerId, wish: ClaimWish): Promise<Claimed>;
  /** Gives a run back undriven, to be claimed from `readyAt` on. */
  release(tenant: TenantId, run: RunId, hold: Hold): Promise<void>;
  /** A last look before an effect that cannot be repeated: false once this driver of the run may have been replaced. */
  isLeaseHeld(tenant: TenantId, run: RunId, epoch: Epoch): boolean;
  /** Called after the commit that caused the notice. Returns how to stop listening. */
  listen(listener: (notice: StoreNotice) => void): () => void;
}
