/** Reservations against the accounts of a run and everything above it. Granted means: it fits, whatever else is in flight. */
import type { Amount, Budget, Epoch, RunId, TenantId } from '@tutti/protocol';

export interface Reservation {
  readonly tenant: TenantId;
  readonly run: RunId;
  readonly epoch: Epoch;
  /** Chosen by the caller: the same id twice is one reservation. */
  readonly id: string;
  readonly amount: Amount;
}

export type ReservationVerdict =
  | { readonly status: 'granted' }
  /** Fits as soon as others settle below what they reserved. */
  | { readonly status: 'blocked'; readonly account: string; readonly left: Budget }
  /** Would not fit even if nothing else were reserved. */
  | { readonly status: 'refused'; readonly account: string; readonly left: Budget };

export interface AccountState {
  readonly limit: Budget;
  readonly reserved: Amount;
  readonly spent: Amount;
}

export interface Accounts {
  /** All accounts of the chain or none. Durable when it resolves. Rejects with FencedError when the epoch is not the run's. */
  reserve(reservation: Reservation): Promise<ReservationVerdict>;
  findAccount(tenant: TenantId, id: string): Promise<AccountState | undefined>;
  /** Sets the limit of an account that is no run's, such as the tenant's; creates it when it is new. */
  setLimit(tenant: TenantId, id: string, limit: Budget): Promise<void>;
}
