import { EngineError } from '@tutti/engine';
import { type ErrorCode, ERRORS } from '@tutti/protocol';

export interface RequestErrorFacts {
  /** The field that is meant. */
  readonly path?: string;
  /** Of the answer, such as `Retry-After` or `Allow`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** A better way out than the one in the table of codes. */
  readonly remedy?: string;
  readonly cause?: unknown;
}

/** What the server itself refuses, before anything has happened. */
export class RequestError extends EngineError {
  readonly code: ErrorCode;
  readonly path: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  override readonly nothingHappened = true;
  readonly #remedy: string | undefined;
  constructor(code: ErrorCode, message: string, facts: RequestErrorFacts = {}) {
    super(message, { cause: facts.cause });
    this.code = code;
    this.path = facts.path;
    this.headers = facts.headers ?? {};
    this.#remedy = facts.remedy;
  }
  override get remedy(): string {
    return this.#remedy ?? ERRORS[this.code][1];
  }
}
