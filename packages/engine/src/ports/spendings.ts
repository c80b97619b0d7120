/** What model calls have cost: written in the transaction of the events that say so, and summed up for people. */
import type { Instant, RunId, Spending, TenantId } from '@tutti/protocol';

export type SpendingGroup = 'day' | 'agent' | 'model' | 'provider' | 'task' | 'user' | 'run';

export interface SpendingQuestion {
  readonly by: SpendingGroup;
  readonly from?: Instant | undefined;
  /** Not included. */
  readonly to?: Instant | undefined;
  readonly limit: number;
}

export interface SpendingSum {
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costNanoUsd: number;
  /** None of the rehearsal model's. */
  readonly freeCalls: number;
  readonly localCalls: number;
  readonly rehearsedCalls: number;
  readonly estimatedCalls: number;
  readonly inDoubtNanoUsd: number;
  readonly insteadOfNanoUsd: number;
  /** Added up call by call, so that groups add up to the total: of calls in doubt, and of those dearer than what they stood for, nothing. */
  readonly savedNanoUsd: number;
}

export interface SpendingRow extends SpendingSum {
  /** The id, or the day (UTC) as `2026-01-31`; undefined where the calls had none. */
  readonly of: string | undefined;
}

export interface SpendingSums {
  /** By day the newest first, else the dearest first. */
  readonly rows: readonly SpendingRow[];
  /** Of all that was asked for, also of what the rows had no room for. */
  readonly total: SpendingSum;
}

export interface Spendings {
  sumSpendings(tenant: TenantId, question: SpendingQuestion): Promise<SpendingSums>;
  /** In the order of their events. */
  listSpendings(tenant: TenantId, run: RunId): Promise<readonly Spending[]>;
}
