import type { ErrorCode } from '@tutti/protocol';
import { EngineError } from '../../errors.ts';

export type AgentFailureCode = Extract<
  ErrorCode,
  | 'agent_not_configured'
  | 'agent_unreachable'
  | 'agent_refused'
  | 'agent_failed'
  | 'agent_cost_unknown'
  | 'command_not_allowed'
  | 'target_not_allowed'
>;

export interface AgentFailure {
  /** The same request may succeed later. */
  readonly retryable?: boolean;
  /** Proven: the other side did nothing. */
  readonly nothingHappened?: boolean;
  readonly cause?: unknown;
}

/** An agent that works elsewhere did not answer. Its message holds the other side's words, without anything secret. */
export class AgentFailedError extends EngineError {
  readonly code: AgentFailureCode;
  override readonly retryable: boolean;
  override readonly nothingHappened: boolean;
  constructor(code: AgentFailureCode, message: string, failure: AgentFailure = {}) {
    super(message, { cause: failure.cause });
    this.code = code;
    this.retryable = failure.retryable ?? false;
    this.nothingHappened = failure.nothingHappened ?? false;
  }
}

const FOR_GOOD: ReadonlySet<string> = new Set([
  'run_cancelled',
  'deadline_exceeded',
  'branch_aborted',
  'step_timed_out',
]);

/** Cancelled, overdue or no longer needed: the other side should stop. Not so where only this process gives the run up. */
export function isStoppedForGood({ aborted, reason }: AbortSignal): boolean {
  return aborted && reason instanceof EngineError && FOR_GOOD.has(reason.code);
}
