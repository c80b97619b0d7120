/** The one table from what went wrong to how OpenAI says it: clients act on the status, the type and the code. */
import {
  BudgetExceededError,
  type Clock,
  EngineError,
  ModelFailedError,
  NoModelError,
  NoRouteError,
} from '@tutti/engine';
import type { BudgetPeriod, ErrorCode, Instant, PassedOver } from '@tutti/protocol';
import { RequestError } from '../http/request-error.ts';
import { toProblem } from '../http/to-problem.ts';

export interface OpenAiError {
  readonly message: string;
  readonly type: string;
  readonly code: string;
  readonly param: string | null;
}

export interface OpenAiRefusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly error: OpenAiError;
}

interface Answer {
  readonly status?: number;
  readonly type?: string;
  readonly code?: string;
  readonly param?: string;
}

/** What OpenAI has a name of its own for. Everything else keeps Tutti's code. */
const KNOWN: Partial<Record<ErrorCode, Answer>> = {
  unauthenticated: { type: 'invalid_request_error', code: 'invalid_api_key' },
  forbidden: { type: 'insufficient_permissions', code: 'insufficient_permissions' },
  unknown_model: { status: 404, type: 'invalid_request_error', code: 'model_not_found', param: 'model' },
  unknown_agent: { status: 404, type: 'invalid_request_error', code: 'model_not_found', param: 'model' },
  context_overflow: { status: 400, type: 'invalid_request_error', code: 'context_length_exceeded', param: 'messages' },
  content_filtered: { status: 400, type: 'invalid_request_error', code: 'content_filter' },
  model_call_refused: { status: 400, type: 'invalid_request_error' },
  budget_exceeded: { status: 429, type: 'insufficient_quota', code: 'insufficient_quota' },
  too_many_requests: { type: 'requests', code: 'rate_limit_exceeded' },
  no_route: { status: 503, type: 'server_error' },
  no_model: { status: 503, type: 'server_error' },
  provider_key_refused: { status: 503, type: 'server_error' },
  model_unavailable: { status: 503, type: 'server_error' },
};

type Why = PassedOver['why'];

/** Why none of the models can answer: what most of them lack is what has to be mended. */
const LACKING: Partial<Record<Why, Answer>> = {
  unknown: { status: 404, type: 'invalid_request_error', code: 'model_not_found', param: 'model' },
  no_key: { status: 404, type: 'invalid_request_error', code: 'model_not_found', param: 'model' },
  retired: { status: 404, type: 'invalid_request_error', code: 'model_not_found', param: 'model' },
  context_too_small: { status: 400, type: 'invalid_request_error', code: 'context_length_exceeded', param: 'messages' },
  output_too_small: { status: 400, type: 'invalid_request_error', code: 'max_tokens_too_large', param: 'max_tokens' },
  no_tools: { status: 400, type: 'invalid_request_error', code: 'unsupported_parameter', param: 'tools' },
  no_structure: { status: 400, type: 'invalid_request_error', code: 'unsupported_parameter', param: 'response_format' },
  no_modality: { status: 400, type: 'invalid_request_error', code: 'unsupported_parameter', param: 'messages' },
};

/** These close a route for a while because too much was asked of it. */
const USED_UP: ReadonlySet<Why> = new Set<Why>(['quota', 'waits', 'busy']);

export function toOpenAiRefusal(
  error: unknown,
  { requestId, clock }: { requestId: string; clock: Clock },
): OpenAiRefusal {
  const problem = toProblem(error, requestId);
  const answer = toAnswer(error, problem.code);
  const status = answer.status ?? problem.status;
  return {
    status,
    headers: toHeaders(error, clock.now()),
    error: {
      message: [problem.detail, problem.remedy].filter(Boolean).join(' — '),
      type: answer.type ?? (status >= 500 ? 'server_error' : 'invalid_request_error'),
      code: answer.code ?? problem.code,
      param: problem.path ?? answer.param ?? null,
    },
  };
}

function toAnswer(error: unknown, code: ErrorCode): Answer {
  const known = KNOWN[code] ?? {};
  if (error instanceof NoModelError) return LACKING[findCommonest(error.passedOver) ?? 'tried'] ?? known;
  if (error instanceof NoRouteError && error.passedOver.some(({ why }) => USED_UP.has(why)))
    return { status: 429, type: 'requests', code: 'rate_limit_exceeded' };
  if (error instanceof ModelFailedError && (error.class === 'rate_limited' || error.class === 'quota_exhausted'))
    return { status: 429, type: 'requests', code: 'rate_limit_exceeded' };
  return known;
}

function findCommonest(passedOver: readonly PassedOver[]): Why | undefined {
  const counts = new Map<Why, number>();
  for (const { why } of passedOver) counts.set(why, (counts.get(why) ?? 0) + 1);
  return [...counts].toSorted(([, one], [, other]) => other - one)[0]?.[0];
}

function toHeaders(error: unknown, now: Instant): Record<string, string> {
  if (error instanceof RequestError) return { ...error.headers };
  if (error instanceof BudgetExceededError) {
    const { period } = error.refusal;
    const until = period && findEnd(period, now);
    // To ask again at once is no use, and official clients would.
    return { 'x-should-retry': 'false', ...(until !== undefined && toRetryAfter(until, now)) };
  }
  if (error instanceof NoRouteError) return toRetryAfter(error.until, now);
  if (error instanceof ModelFailedError && error.retryAt !== undefined) return toRetryAfter(error.retryAt, now);
  if (error instanceof EngineError && error.retryable) return { 'retry-after': '2' };
  return {};
}

function toRetryAfter(until: Instant, now: Instant): Record<string, string> {
  return { 'retry-after': String(Math.max(1, Math.ceil((until - now) / 1_000))) };
}

function findEnd(period: BudgetPeriod, now: Instant): Instant | undefined {
  const at = new Date(now);
  switch (period) {
    case 'hour':
      return Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate(), at.getUTCHours() + 1);
    case 'day':
      return Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate() + 1);
    case 'month':
      return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1);
    case 'total':
      return undefined;
    default:
      return period satisfies never;
  }
}
