/** Reservations against the accounts of a run and everything above it. Granted means: it fits, whatever else is in flight. */
import type {
  AccountRef,
  Amount,
  Budget,
  BudgetPeriod,
  BudgetRule,
  Epoch,
  Instant,
  LadderStep,
  RunId,
  TenantId,
} from '@tutti/protocol';

export interface Reservation {
  readonly tenant: TenantId;
  readonly run: RunId;
  readonly epoch: Epoch;
  /** Chosen by the caller: the same id twice is one reservation. */
  readonly id: string;
  readonly amount: Amount;
  /** Whose budgets it counts against beside the accounts of the run, the nearest first: task, agent, user, tenant. */
  readonly accounts?: readonly AccountRef[];
}

/** So much of a limit is spent or reserved. Each share is told once in each period. */
export interface BudgetWarning {
  readonly account: AccountRef;
  readonly period: BudgetPeriod;
  readonly share: number;
}

/** Which limit is in the way. The account of a run is named by the run's id, and has no period. */
export interface Shortage {
  readonly account: string;
  readonly period?: BudgetPeriod;
  readonly left: Budget;
  /** What the rule says is tried instead. */
  readonly ladder?: readonly LadderStep[];
}

export type ReservationVerdict =
  | { readonly status: 'granted'; readonly warnings?: readonly BudgetWarning[] }
  /** Fits as soon as others settle below what they reserved. */
  | ({ readonly status: 'blocked' } & Shortage)
  /** Would not fit even if nothing else were reserved. */
  | ({ readonly status: 'refused' } & Shortage);

export interface AccountState {
  readonly limit: Budget;
  readonly reserved: Amount;
  readonly spent: Amount;
}

/** A rule, with what the period that is running has seen. */
export interface BudgetState {
  readonly rule: BudgetRule;
  /** By how much the limit was raised, in this period only. */
  readonly raised: Amount;
  readonly reserved: Amount;
  readonly spent: Amount;
  /** Of the limit and what it was raised by; what is not limited is absent. */
  readonly left: Budget;
  /** Both absent where the period never begins anew. */
  readonly startsAt?: Instant;
  readonly endsAt?: Instant;
}

/** What somebody has allowed beyond a limit. */
export interface Raise {
  /** The same id twice is one raise. */
  readonly id: string;
  /** A budget's, or, without a period, the account of a run. */
  readonly account: string;
  readonly period?: BudgetPeriod;
  readonly by: Amount;
}

export interface Accounts {
  /**
   * All accounts of the chain or none. Durable when it resolves. Rejects with FencedError when the epoch is not the run's.
   * What is set aside in a period is settled in the same period, however late. A call that costs nothing is not refused for its price.
   */
  reserve(reservation: Reservation): Promise<ReservationVerdict>;
  findAccount(tenant: TenantId, id: string): Promise<AccountState | undefined>;
  /** Sets the limit of an account that is no run's, such as the tenant's; creates it when it is new. */
  setLimit(tenant: TenantId, id: string, limit: Budget): Promise<void>;
  /** In the place of the one with its account and period, if any. What was spent and is reserved in the running period counts. */
  setBudget(tenant: TenantId, rule: BudgetRule): Promise<BudgetState>;
  /** By account, then period. */
  listBudgets(tenant: TenantId): Promise<readonly BudgetState[]>;
  /** False where there is none. */
  removeBudget(tenant: TenantId, account: AccountRef, period: BudgetPeriod): Promise<boolean>;
  /** A budget's limit is raised for the running period, a run's for good. `missing`: there is nothing to raise. */
  raiseLimit(tenant: TenantId, raise: Raise): Promise<'raised' | 'known' | 'missing'>;
}
