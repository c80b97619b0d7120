/** From what went wrong here to the errors that A2A knows, with our code and remedy beside them. */
import { A2AError, RequestMalformedError, TaskNotCancelableError, TaskNotFoundError } from '@a2a-js/sdk/errors';
import type { ErrorCode } from '@tutti/protocol';
import type { ToldFailure } from '../door-desk.ts';

type Known = new (options: { message: string; metadata: Record<string, string> }) => A2AError;

const KNOWN: Partial<Record<ErrorCode, Known>> = {
  run_not_found: TaskNotFoundError,
  run_finished: TaskNotCancelableError,
  invalid_input: RequestMalformedError,
  idempotency_conflict: RequestMalformedError,
  payload_too_large: RequestMalformedError,
  unknown_agent: RequestMalformedError,
};

export function toA2aFailure(error: unknown, describe: (error: unknown) => ToldFailure): A2AError {
  if (error instanceof A2AError) return error;
  const { code, message, remedy } = describe(error);
  const Class = KNOWN[code] ?? A2AError;
  return new Class({ message: `${message} (${code}) ${remedy}`, metadata: { code, remedy } });
}
