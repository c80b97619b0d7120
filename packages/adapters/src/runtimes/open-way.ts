/** The way to one host: what is sent over it goes there and nowhere else, and a key with it. */
import { AgentFailedError } from '@tutti/engine';
import { createBoundFetch } from '../models/net/create-bound-fetch.ts';
import type { Line } from '../models/net/line.ts';
import { parseBaseUrl } from '../models/net/base-url.ts';
import { findNetworkError } from '../net/network-error.ts';

export interface Way {
  readonly origin: string;
  readonly fetch: typeof fetch;
}

/** `text` is the address as it is configured, without anything that an agent has said. */
export function openWay(text: string, line: Line): Way {
  const url = toBase(text);
  return { origin: url.origin, fetch: createBoundFetch(url, line) };
}

function toBase(text: string): URL {
  const url = URL.parse(text);
  try {
    if (url && (url.username !== '' || url.password !== ''))
      throw new Error('an address carries no name and no password');
    return parseBaseUrl(url?.origin ?? text, 'url');
  } catch (cause) {
    const message = `${url?.host ?? 'the address'} cannot be spoken to: ${cause instanceof Error ? cause.message : 'it is no URL'}`;
    throw new AgentFailedError('agent_not_configured', message, { nothingHappened: true, cause });
  }
}

/** What kept a request from being answered. Where nothing can have reached the other side, that is proven. */
export function toUnreachable(error: unknown, host: string): AgentFailedError {
  if (error instanceof AgentFailedError) return error;
  const network = findNetworkError(error);
  const before = network?.phase === 'connecting';
  const final =
    network !== undefined && ['FORBIDDEN_ADDRESS', 'WRONG_HOST', 'REDIRECTED', 'TOO_LONG'].includes(network.code);
  const words = error instanceof Error ? error.message : String(error);
  return new AgentFailedError('agent_unreachable', `${host} did not answer: ${words.slice(0, 500)}`, {
    retryable: !final,
    nothingHappened: before,
    cause: error,
  });
}

/** Said before anything was done. */
const REFUSED: ReadonlySet<number> = new Set([400, 401, 403, 404, 405, 406, 413, 415, 422, 429]);
const LATER: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

export function toStatusError(status: number, words: string, host: string): AgentFailedError {
  const said = words.trim() === '' ? '' : `: ${words.trim().slice(0, 500)}`;
  const code = status === 401 || status === 403 ? 'agent_refused' : 'agent_failed';
  return new AgentFailedError(code, `${host} answered ${status}${said}`, {
    retryable: LATER.has(status),
    nothingHappened: REFUSED.has(status),
  });
}
