/**
 * The one retry policy. Attempts count over a whole logical call, across restarts too, so layers cannot multiply them;
 * the retries of the libraries underneath are off.
 */
import type { Instant } from '@tutti/protocol';
import * as z from 'zod';
import { EngineError, RetryableError } from '../errors.ts';
import { ModelFailedError, ModelUnavailableError } from '../model-errors.ts';

export const RetryPolicy = z.object({
  maxAttempts: z.int().positive().default(4),
  firstDelayMs: z.int().nonnegative().default(200),
  longestDelayMs: z.int().nonnegative().default(60_000),
});
export type RetryPolicy = z.infer<typeof RetryPolicy>;
export type RetryOptions = z.input<typeof RetryPolicy>;

export interface FailedAttempt {
  readonly error: unknown;
  readonly attempt: number;
  readonly now: Instant;
  /** At least 0, below 1. */
  readonly jitter: number;
}

/** When to try again, or undefined: the error is final. */
export function findRetryTime(
  policy: RetryPolicy,
  { error, attempt, now, jitter }: FailedAttempt,
): Instant | undefined {
  if (!(error instanceof EngineError) || attempt >= policy.maxAttempts) return undefined;
  if (error instanceof ModelFailedError && error.elsewhere) return now;
  if (!error.retryable) return undefined;
  const ceiling = Math.min(policy.longestDelayMs, policy.firstDelayMs * 2 ** (attempt - 1));
  const backOff = now + Math.floor(ceiling * jitter);
  const asked = toRetryAt(error);
  return asked === undefined || !Number.isFinite(asked) ? backOff : Math.max(backOff, Math.ceil(asked));
}

function toRetryAt(error: EngineError): Instant | undefined {
  if (error instanceof RetryableError || error instanceof ModelUnavailableError) return error.retryAt;
  return error instanceof ModelFailedError ? error.retryAt : undefined;
}
