/** The one table from what went wrong to how OpenAI says it: clients act on the status, the type and the code. */
import {
  BudgetExceededError,
  type Clock,
  EngineError,
  ModelFailedError,
  NoModelError,
  NoRouteError,
} from '@tutti/engine';
import { type BudgetPeriod, type ErrorCode, ERRORS, type Instant, type PassedOver } from '@tutti/protocol';
import type { Problem } from '@tutti/protocol/api';
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
  /** In the place of the one in the table of codes, which is for those who keep the server or have started a run. */
  readonly remedy?: string;
}

const ASKED_TOO_MUCH: Answer = {
  status: 429,
  type: 'requests',
  code: 'rate_limit_exceeded',
  remedy: 'Send it again when the time in `Retry-After` has passed, or name another model.',
};

const NOT_FOUND: Answer = {
  status: 404,
  type: 'invalid_request_error',
  code: 'model_not_found',
  param: 'model',
  remedy: 'Name one that `GET /v1/models` lists.',
};
const TOO_LONG: Answer = {
  status: 400,
  type: 'invalid_request_error',
  code: 'context_length_exceeded',
  param: 'messages',
  remedy: 'Send less, or name a model with a larger context.',
};
const LATER = 'Send it again later, or name another model.';

/** What OpenAI has a name of its own for; everything else keeps Tutti's code. Remedies are for whoever has sent the request. */
const KNOWN: Partial<Record<ErrorCode, Answer>> = {
  unauthenticated: {
    type: 'invalid_request_error',
    code: 'invalid_api_key',
    remedy: 'Send an API key of this server as `Authorization: Bearer …`.',
  },
  forbidden: { type: 'insufficient_permissions', code: 'insufficient_permissions' },
  unknown_model: NOT_FOUND,
  unknown_agent: NOT_FOUND,
  context_overflow: TOO_LONG,
  content_filtered: {
    status: 400,
    type: 'invalid_request_error',
    code: 'content_filter',
    remedy: 'Put it in other words, or name a model of another provider.',
  },
  model_call_refused: {
    status: 400,
    type: 'invalid_request_error',
    remedy: 'Mend what the message names, or name another model.',
  },
  budget_exceeded: {
    status: 429,
    type: 'insufficient_quota',
    code: 'insufficient_quota',
    remedy: 'Ask for less, wait for its next period if it has one, or have the budget that the message names raised.',
  },
  too_many_requests: { type: 'requests', code: 'rate_limit_exceeded' },
  no_route: { status: 503, type: 'server_error', remedy: LATER },
  no_model: { status: 503, type: 'server_error', remedy: 'Name another model: `GET /v1/models` lists them.' },
  provider_key_refused: {
    status: 503,
    type: 'server_error',
    remedy: 'Name a model of another provider: the key that this server has for it does not count.',
  },
  model_unavailable: { status: 503, type: 'server_error', remedy: LATER },
  body_too_large: { remedy: 'Send less.' },
  run_cancelled: { remedy: 'Send it again, if it was cancelled by mistake.' },
  engine_closed: { remedy: 'Send it again in a moment.' },
};

type Why = PassedOver['why'];

/** Why none of the models can answer: what most of them lack is what has to be mended. */
const LACKING: Partial<Record<Why, Answer>> = {
  unknown: NOT_FOUND,
  no_key: NOT_FOUND,
  retired: NOT_FOUND,
  context_too_small: TOO_LONG,
  output_too_small: {
    status: 400,
    type: 'invalid_request_error',
    code: 'max_tokens_too_large',
    param: 'max_tokens',
    remedy: 'Ask for fewer tokens, or name a model that writes more.',
  },
  no_tools: toUnsupported('tools', 'Leave out the tools, or name a model that takes them.'),
  no_structure: toUnsupported('response_format', 'Leave it out, or name a model that keeps to a form.'),
  no_modality: toUnsupported('messages', 'Leave out the files, or name a model that reads them.'),
};

function toUnsupported(param: string, remedy: string): Answer {
  return { status: 400, type: 'invalid_request_error', code: 'unsupported_parameter', param, remedy };
}

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
      message: [problem.detail, toRemedy(problem, answer)].filter(Boolean).join(' — '),
      type: answer.type ?? (status >= 500 ? 'server_error' : 'invalid_request_error'),
      code: answer.code ?? problem.code,
      param: problem.path ?? answer.param ?? null,
    },
  };
}

function toAnswer(error: unknown, code: ErrorCode): Answer {
  const known = KNOWN[code] ?? {};
  if (error instanceof NoModelError) return LACKING[findCommonest(error.passedOver) ?? 'tried'] ?? known;
  if (error instanceof NoRouteError && error.passedOver.some(({ why }) => USED_UP.has(why))) return ASKED_TOO_MUCH;
  if (error instanceof ModelFailedError && (error.class === 'rate_limited' || error.class === 'quota_exhausted'))
    return ASKED_TOO_MUCH;
  return known;
}

/** One that the refusal itself brings is about this very request. */
function toRemedy({ code, remedy }: Problem, answer: Answer): string {
  return remedy === ERRORS[code][1] ? (answer.remedy ?? remedy) : remedy;
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
