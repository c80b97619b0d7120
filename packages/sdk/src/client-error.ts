/** Why a call did not work out. */
import { type ErrorCode, ERRORS } from '@tutti/protocol';
import type { Problem } from '@tutti/protocol/api';

/** The server refused, and says why. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: ErrorCode;
  readonly status: number;
  /** The field that is meant. */
  readonly path: string | undefined;
  readonly remedy: string;
  readonly requestId: string;
  constructor({ code, status, detail, path, remedy, requestId }: Problem) {
    super(detail);
    this.code = code;
    this.status = status;
    this.path = path;
    this.remedy = remedy;
    this.requestId = requestId;
  }
}

/** Nobody answered, or somebody who is not this server. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
  readonly code: ErrorCode = 'server_unreachable';
  readonly remedy = ERRORS.server_unreachable[1];
  readonly url: string;
  /** Of the answer, where there was one. */
  readonly status: number | undefined;
  constructor(url: string, message: string, facts: { status?: number; cause?: unknown } = {}) {
    super(message, { cause: facts.cause });
    this.url = url;
    this.status = facts.status;
  }
}

/** The answer does not have the shape of the contract: server and client are of different versions. */
export class UnexpectedAnswerError extends Error {
  override readonly name = 'UnexpectedAnswerError';
  readonly code: ErrorCode = 'internal';
  readonly remedy = 'Use a client of the version of the server.';
}
