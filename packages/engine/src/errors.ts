/** One class for each failure that a caller can act on. Whether trying again makes sense is decided where the error is made. */
import {
  type Budget,
  type BudgetRefusal,
  type ErrorCode,
  ERRORS,
  Failure,
  type Instant,
  NOTHING,
  type RunId,
  type StepPath,
} from '@tutti/protocol';

export abstract class EngineError extends Error {
  abstract readonly code: ErrorCode;
  readonly retryable: boolean = false;
  /** For a guarded effect: true only where it is certain that nothing happened outside. */
  readonly nothingHappened: boolean = false;

  override get name(): string {
    return this.constructor.name;
  }
  get remedy(): string {
    return ERRORS[this.code][1];
  }
}

export class InvalidInputError extends EngineError {
  readonly code = 'invalid_input';
  override readonly nothingHappened = true;
  readonly field: string;
  constructor(message: string, field: string, options?: ErrorOptions) {
    super(message, options);
    this.field = field;
  }
}

export class RunNotFoundError extends EngineError {
  readonly code = 'run_not_found';
  readonly run: string;
  constructor(run: string) {
    super(`there is no run ${run}`);
    this.run = run;
  }
}

export class RunFinishedError extends EngineError {
  readonly code = 'run_finished';
  readonly run: RunId;
  constructor(run: RunId) {
    super(`${run} has already ended`);
    this.run = run;
  }
}

/** The store no longer takes this driver's word: somebody else drives the run. */
export class FencedError extends EngineError {
  readonly code = 'fenced';
  readonly run: RunId;
  constructor(run: RunId) {
    super(`${run} was taken over by another worker`);
    this.run = run;
  }
}

/** The disk is full: the same write succeeds when there is space again. */
export class StoreFullError extends EngineError {
  readonly code = 'store_full';
  override readonly retryable = true;
}

/** The store cannot be reached right now: the same write succeeds when it is back. */
export class StoreUnavailableError extends EngineError {
  readonly code = 'store_unavailable';
  override readonly retryable = true;
}

/** What the store says no to only for now: nothing of it is lost by waiting. */
export function isStoreAwaited(error: unknown): boolean {
  return error instanceof StoreFullError || error instanceof StoreUnavailableError;
}

/** The store cannot be trusted with another write. */
export class StoreFailedError extends EngineError {
  readonly code = 'store_failed';
}

/** Why a store could not be opened. */
export class StoreUnusableError extends EngineError {
  readonly code:
    | 'store_locked'
    | 'store_moved'
    | 'store_corrupt'
    | 'store_too_new'
    | 'store_read_only'
    | 'store_full'
    | 'store_failed';
  constructor(code: StoreUnusableError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export class JournalCorruptError extends EngineError {
  readonly code = 'journal_corrupt';
}

export class JournalTooNewError extends EngineError {
  readonly code = 'journal_too_new';
}

/** A failure with a code that stands in a journal or is a caller's mistake, where no caller needs more facts than its message. */
export class RunError extends EngineError {
  readonly code: ErrorCode;
  readonly path: StepPath | undefined;
  override readonly nothingHappened: boolean;
  constructor(
    code: ErrorCode,
    message: string,
    facts: { path?: StepPath; cause?: unknown; nothingHappened?: boolean } = {},
  ) {
    super(message, { cause: facts.cause });
    this.code = code;
    this.path = facts.path;
    this.nothingHappened = facts.nothingHappened ?? false;
  }
}

/** What a step's act may throw when trying again may help. */
export class RetryableError extends EngineError {
  readonly code = 'step_failed';
  override readonly retryable = true;
  override readonly nothingHappened: boolean;
  /** Not before this instant, where the other side said so. */
  readonly retryAt: Instant | undefined;
  constructor(message: string, facts: { retryAt?: Instant; nothingHappened?: boolean; cause?: unknown } = {}) {
    super(message, { cause: facts.cause });
    this.retryAt = facts.retryAt;
    this.nothingHappened = facts.nothingHappened ?? false;
  }
}

export class BudgetExceededError extends EngineError {
  readonly code = 'budget_exceeded';
  override readonly nothingHappened = true;
  readonly account: string;
  readonly left: Budget;
  /** All that is known of it. */
  readonly refusal: BudgetRefusal;
  constructor(account: string, left: Budget, more: Partial<Omit<BudgetRefusal, 'account' | 'left'>> = {}) {
    const { period, asked = NOTHING } = more;
    const of = period === undefined || period === 'total' ? account : `${account} for this ${period}`;
    const wish = more.asked ? `, and the call may take ${toWords(asked)}` : '';
    super(`the budget of ${of} has ${toWords(left)} left${wish}`);
    this.account = account;
    this.left = left;
    this.refusal = { ...more, account, left, asked };
  }
}

/** What is not limited is not in the way, so it is not told. */
function toWords({ tokens, costNanoUsd }: Budget): string {
  const parts = [
    ...(tokens === undefined ? [] : [`${tokens} tokens`]),
    ...(costNanoUsd === undefined ? [] : [`$${(costNanoUsd / 1e9).toFixed(9).replace(/(\.\d\d\d*?)0+$/, '$1')}`]),
  ];
  return parts.length === 0 ? 'nothing limited' : parts.join(' and ');
}

export function toFailure(error: unknown): Failure {
  const message = toMessage(error);
  if (!(error instanceof EngineError)) return { code: 'step_failed', message };
  const path = error instanceof RunError ? error.path : undefined;
  return path === undefined ? { code: error.code, message } : { code: error.code, message, path };
}

/** For a guarded effect: only an error that says so itself proves that nothing happened outside. */
export function provesNothingHappened(error: unknown): boolean {
  return error instanceof EngineError && error.nothingHappened;
}

export function toMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
