/** What went wrong with an A2A agent: errors of the protocol were said by the other side, everything else is about the way there. */
import { AgentFailedError } from '@tutti/engine';
import { findNetworkError } from '../../net/network-error.ts';
import { toUnreachable } from '../open-way.ts';

/** The status of our own request: whatever stands in an answer says only what the other side has met. */
export class RefusedError extends Error {
  override get name(): string {
    return 'RefusedError';
  }
  constructor(status: number, words: string) {
    super(`${status} ${words.trim().slice(0, 500)}`.trim());
  }
}

export interface A2aErrorPlace {
  /** `before`: nothing was asked for yet; `following`: the work had begun. */
  readonly phase: 'before' | 'asking' | 'following';
}

export function toA2aError(error: unknown, origin: string, { phase }: A2aErrorPlace): AgentFailedError {
  if (error instanceof AgentFailedError) return error;
  const before = phase === 'before';
  const host = `the A2A agent at ${origin}`;
  const words = error instanceof Error ? error.message.slice(0, 500) : String(error);
  const refused = findRefused(error);
  if (refused)
    return new AgentFailedError('agent_refused', `${host} refuses us: ${refused.message}`, {
      nothingHappened: phase !== 'following',
      cause: error,
    });
  if (isSaid(error))
    return new AgentFailedError('agent_failed', `${host}: ${words}`, { nothingHappened: before, cause: error });
  const unreachable = toUnreachable(error, host);
  if (!before) return unreachable;
  const { message, retryable } = unreachable;
  return new AgentFailedError('agent_unreachable', message, { retryable, nothingHappened: true, cause: error });
}

function findRefused(error: unknown): RefusedError | undefined {
  let current = error;
  for (let depth = 0; current instanceof Error && depth < 8; depth++) {
    if (current instanceof RefusedError) return current;
    current = current.cause;
  }
  return undefined;
}

function isSaid(error: unknown): boolean {
  if (!(error instanceof Error) || findNetworkError(error)) return false;
  return error.name.endsWith('Error') && !['Error', 'TypeError', 'SyntaxError'].includes(error.name);
}
