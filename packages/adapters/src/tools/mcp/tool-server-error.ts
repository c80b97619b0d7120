import { EngineError } from '@tutti/engine';
import type { ErrorCode } from '@tutti/protocol';

export interface ToolServerErrorFacts {
  /** A call that was under way may be tried again: the server will be there again. */
  readonly retryable?: boolean;
  /** Nothing was sent to the server. */
  readonly nothingHappened?: boolean;
  /** It does not know the newest protocol, and ended when it was asked for it. */
  readonly isOlder?: boolean;
  readonly cause?: unknown;
}

/** What is wrong with a server of tools, or with one of its tools. */
export class ToolServerError extends EngineError {
  readonly code: ErrorCode;
  override readonly retryable: boolean;
  override readonly nothingHappened: boolean;
  readonly isOlder: boolean;
  constructor(code: ErrorCode, message: string, facts: ToolServerErrorFacts = {}) {
    super(message, { cause: facts.cause });
    this.code = code;
    this.retryable = facts.retryable ?? false;
    this.nothingHappened = facts.nothingHappened ?? false;
    this.isOlder = facts.isOlder ?? false;
  }
}
