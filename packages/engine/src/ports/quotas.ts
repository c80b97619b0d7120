/**
 * What a key may still send to a model, as its provider allows it: sliding windows that survive restarts and are shared by all workers.
 * Of no window of that length, wherever it begins, more is ever taken than the limit.
 */
import type { Instant, ModelId, QuotaLimits, TenantId } from '@tutti/protocol';

export type QuotaWindow = keyof QuotaLimits;

export interface QuotaKey {
  /** The name of the credential. */
  readonly key: string;
  readonly model: ModelId;
}

export interface QuotaWish extends QuotaKey {
  /** Whose key it is; absent: the installation's own, which all tenants share. */
  readonly tenant?: TenantId | undefined;
  /** As they stand now. Without any, nothing is counted. */
  readonly limits: QuotaLimits;
  /** Input and output together, at most. */
  readonly tokens: number;
}

export type QuotaVerdict =
  /** The id names what was taken, for `correctQuota` and `returnQuota`. */
  | { readonly status: 'granted'; readonly id: string }
  /** Until then it certainly does not fit. */
  | { readonly status: 'exhausted'; readonly window: QuotaWindow; readonly until: Instant }
  /** The window never has room for so many tokens. */
  | { readonly status: 'too_large'; readonly window: QuotaWindow; readonly most: number };

/** What the windows that end now hold. */
export interface QuotaUse extends QuotaKey {
  readonly requestsPerMinute: number;
  readonly requestsPerDay: number;
  readonly tokensPerMinute: number;
  readonly tokensPerDay: number;
}

export interface Quotas {
  takeQuota(wish: QuotaWish): Promise<QuotaVerdict>;
  /** What the call really used. Only what is first said of a take counts; one of which nothing is said stays as it was. */
  correctQuota(id: string, tokens: number): Promise<void>;
  /** The call was never sent: neither a request nor tokens were used. */
  returnQuota(id: string): Promise<void>;
  /** One for each, in their order, by the store's clock. */
  readQuotas(tenant: TenantId | undefined, keys: readonly QuotaKey[]): Promise<readonly QuotaUse[]>;
}
