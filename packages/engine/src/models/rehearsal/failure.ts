/** Failures on demand, so that whoever calls a model can be tried on what real ones do. */
import type { Instant } from '@tutti/protocol';
import * as z from 'zod';
import { ModelUnavailableError } from '../../model-errors.ts';
import { createSeededRandom } from './seeded-random.ts';

export const FailureKind = z.enum(['unavailable', 'rate_limited', 'rejected', 'interrupted', 'invalid_json']);
export type FailureKind = z.infer<typeof FailureKind>;

export const RehearsalFailure = z.strictObject({
  /** The first call of this model is 1. */
  onCall: z.int().positive(),
  kind: FailureKind,
});
export type RehearsalFailure = z.infer<typeof RehearsalFailure>;

const RANDOM_KINDS = ['unavailable', 'rate_limited', 'interrupted'] as const satisfies readonly FailureKind[];
const RETRY_AFTER_MS = 1_000;

export interface FailurePlan {
  /** Called once for each call, with the key that says which request it is. */
  next(key: string): FailureKind | undefined;
}

export interface FailureSettings {
  readonly failures: readonly RehearsalFailure[];
  readonly failureRate: number;
}

export function createFailurePlan({ failures, failureRate }: FailureSettings): FailurePlan {
  let calls = 0;
  // By request and not by call, so that the order of concurrent calls changes nothing.
  const failedBefore = new Map<string, number>();
  return {
    next(key) {
      calls += 1;
      const planned = failures.find(({ onCall }) => onCall === calls);
      if (planned) return planned.kind;
      if (failureRate === 0) return undefined;
      const attempt = failedBefore.get(key) ?? 0;
      const random = createSeededRandom(`failure/${key}/${attempt}`);
      if (random.next() >= failureRate) {
        failedBefore.delete(key);
        return undefined;
      }
      failedBefore.set(key, attempt + 1);
      return random.pick(RANDOM_KINDS);
    },
  };
}

/** The error that ends the call before a word is said, for those kinds that do. */
export function toRefusal(kind: FailureKind, now: Instant): ModelUnavailableError | undefined {
  switch (kind) {
    case 'unavailable':
      return new ModelUnavailableError('the rehearsal model plays an outage', { retryable: true });
    case 'rate_limited':
      return new ModelUnavailableError('the rehearsal model plays a rate limit', {
        retryable: true,
        retryAt: now + RETRY_AFTER_MS,
      });
    case 'rejected':
      return new ModelUnavailableError('the rehearsal model plays a refused call', { retryable: false });
    case 'interrupted':
    case 'invalid_json':
      return undefined;
    default:
      return kind satisfies never;
  }
}
