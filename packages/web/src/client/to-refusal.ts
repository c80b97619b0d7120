/** From whatever was thrown to what can be shown: what went wrong, and what to do about it. */
import { ProblemError, UnexpectedAnswerError, UnreachableError } from '@tutti/sdk';
import { sharedText } from '../strings/shared.ts';

export interface Refusal {
  readonly code?: string;
  readonly detail: string;
  readonly remedy?: string;
  /** The field that is meant. */
  readonly path?: string;
  readonly requestId?: string;
}

const TOO_BUSY = 429;
const SERVER_SIDE = 500;

export function toRefusal(error: unknown): Refusal {
  if (error instanceof ProblemError) {
    const { code, message: detail, remedy, path, requestId } = error;
    return { code, detail, remedy, requestId, ...(path !== undefined && { path }) };
  }
  if (error instanceof UnreachableError) return { code: error.code, ...sharedText.unreachable };
  if (error instanceof UnexpectedAnswerError) return { code: error.code, detail: error.message, remedy: error.remedy };
  return { detail: error instanceof Error ? error.message : String(error) };
}

/** In one line. */
export function describeRefusal({ detail, remedy = '' }: Refusal): string {
  return `${detail} ${remedy}`;
}

/** Whether it may go well when it is tried again: the server was not reached, is busy, or starts again. */
export function isPassing(error: unknown): boolean {
  if (error instanceof ProblemError) return error.status === TOO_BUSY || error.status >= SERVER_SIDE;
  return error instanceof UnreachableError;
}
