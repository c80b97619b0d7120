/** What may go wrong with calls of models: one of them failed, none is open, or none can answer at all. */
import type { ErrorCode, FailureClass, Instant, PassedOver, Usage } from '@tutti/protocol';
import { EngineError } from './errors.ts';

export class ModelUnavailableError extends EngineError {
  readonly code = 'model_unavailable';
  override readonly retryable: boolean;
  readonly retryAt: Instant | undefined;
  constructor(message: string, facts: { retryable: boolean; retryAt?: Instant; cause?: unknown }) {
    super(message, { cause: facts.cause });
    this.retryable = facts.retryable;
    this.retryAt = facts.retryAt;
  }
}

export interface ModelFailure {
  readonly class: FailureClass;
  /** Not before this instant, where the provider said so. */
  readonly retryAt?: Instant;
  /** What is known to have been used all the same. */
  readonly used?: Usage;
  /** Proven: nothing was used. Absent: what the class proves. */
  readonly nothingHappened?: boolean;
  /** Of HTTP. */
  readonly status?: number;
  /** The same request may succeed elsewhere, or later. Absent: what the class says. */
  readonly retryable?: boolean;
  /** The next route is asked for at once: another is open, or it is known until when none is. */
  readonly elsewhere?: boolean;
  /** Too long not for the model, but for what the key allows at once: another key or model may take it. */
  readonly overAllowance?: boolean;
  readonly cause?: unknown;
}

const FAILURE_CODES = {
  rate_limited: 'model_unavailable',
  quota_exhausted: 'model_unavailable',
  overloaded: 'model_unavailable',
  timed_out: 'model_unavailable',
  unreachable: 'model_unavailable',
  cut: 'model_unavailable',
  not_found: 'model_unavailable',
  malformed: 'model_output_invalid',
  context_overflow: 'context_overflow',
  content_filtered: 'content_filtered',
  bad_request: 'model_call_refused',
  unauthorized: 'provider_key_refused',
} as const satisfies Record<FailureClass, ErrorCode>;

/** The provider said no before it began. */
const NOTHING_USED: ReadonlySet<FailureClass> = new Set([
  'rate_limited',
  'quota_exhausted',
  'context_overflow',
  'bad_request',
  'unauthorized',
  'not_found',
]);

const NEVER_BETTER: ReadonlySet<FailureClass> = new Set(['context_overflow', 'bad_request', 'content_filtered']);

/** One call of one model with one key failed. Its message holds the provider's words, without anything secret. */
export class ModelFailedError extends EngineError {
  readonly code: ErrorCode;
  override readonly retryable: boolean;
  override readonly nothingHappened: boolean;
  readonly class: FailureClass;
  readonly retryAt: Instant | undefined;
  readonly used: Usage | undefined;
  readonly status: number | undefined;
  readonly elsewhere: boolean;
  readonly overAllowance: boolean;
  constructor(message: string, failure: ModelFailure) {
    super(message, { cause: failure.cause });
    this.class = failure.class;
    this.code = FAILURE_CODES[failure.class];
    this.retryable = failure.retryable ?? !NEVER_BETTER.has(failure.class);
    this.nothingHappened = failure.nothingHappened ?? NOTHING_USED.has(failure.class);
    this.retryAt = failure.retryAt;
    this.used = failure.used;
    this.status = failure.status;
    this.elsewhere = failure.elsewhere ?? false;
    this.overAllowance = failure.overAllowance ?? false;
  }
}

/** Every model that may answer is down, used up or busy. Whoever waits until then uses up no attempt. */
export class NoRouteError extends EngineError {
  readonly code = 'no_route';
  override readonly retryable = true;
  override readonly nothingHappened = true;
  readonly until: Instant;
  readonly passedOver: readonly PassedOver[];
  constructor(until: Instant, passedOver: readonly PassedOver[]) {
    super(`no model can answer before ${new Date(until).toISOString()}${toReasons(passedOver)}`);
    this.until = until;
    this.passedOver = passedOver;
  }
}

/** No model that may answer this call can, and waiting changes nothing. */
export class NoModelError extends EngineError {
  readonly code = 'no_model';
  override readonly nothingHappened = true;
  readonly passedOver: readonly PassedOver[];
  constructor(passedOver: readonly PassedOver[]) {
    super(`no model can answer this call${toReasons(passedOver)}`);
    this.passedOver = passedOver;
  }
}

/** So many are named in a message; the journal has them all. */
const REASONS_TOLD = 5;

function toReasons(passedOver: readonly PassedOver[]): string {
  const told = passedOver.slice(0, REASONS_TOLD).map(({ model, why, detail }) => `${model} ${detail ?? why}`);
  return told.length === 0 ? '' : `: ${told.join(', ')}`;
}
