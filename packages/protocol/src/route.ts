/** Which model answers a call, and why this one. Recorded with every attempt. */
import * as z from 'zod';
import { Amount } from './budget.ts';
import { ModelId } from './model.ts';

export const Complexity = z.enum(['low', 'medium', 'high']);
export type Complexity = z.infer<typeof Complexity>;

/** What went wrong with a model; each has its answer. */
export const FailureClass = z.enum([
  'rate_limited',
  'quota_exhausted',
  'overloaded',
  'timed_out',
  'unreachable',
  'cut',
  'malformed',
  'context_overflow',
  'content_filtered',
  'bad_request',
  'unauthorized',
  'not_found',
]);
export type FailureClass = z.infer<typeof FailureClass>;

/** Why a model that might have answered was passed over. */
export const PassedOver = z.object({
  model: ModelId,
  why: z.enum([
    'unknown',
    'no_key',
    'no_tools',
    'no_structure',
    'no_modality',
    'context_too_small',
    'output_too_small',
    'down',
    'waits',
    'quota',
    'busy',
    'tried',
    'dear',
    'paid_not_allowed',
    'not_local',
    'retired',
  ]),
  /** For people: which limit, until when. */
  detail: z.string().max(300).optional(),
});
export type PassedOver = z.infer<typeof PassedOver>;

export const RouteReason = z.enum([
  'rehearsal',
  'named',
  'free_first',
  'local_first',
  'strongest',
  'next_best',
  'cheaper',
  'cached',
]);
export type RouteReason = z.infer<typeof RouteReason>;

export const RouteRecord = z.object({
  model: ModelId,
  /** The name of the credential; never the credential. */
  key: z.string().max(60).optional(),
  complexity: Complexity,
  because: RouteReason,
  free: z.boolean(),
  local: z.boolean(),
  maxOutputTokens: z.int().positive(),
  worstCase: Amount,
  /** What the policy named, where that model has retired and this one is its successor. */
  insteadOf: ModelId.optional(),
  passedOver: z.array(PassedOver).max(20),
});
export type RouteRecord = z.infer<typeof RouteRecord>;

/** At most so many calls are sent for one logical call, over all models, keys and providers. */
export const MOST_ATTEMPTS = 6;
