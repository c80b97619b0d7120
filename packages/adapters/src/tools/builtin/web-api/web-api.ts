/**
 * The HTTP API of one service at one address: what it is asked with goes nowhere else, no redirect is followed,
 * and no answer is larger than what is allowed. What a failure proves is told with it.
 */
import { RetryableError, RunError, systemClock } from '@tutti/engine';
import type { Instant } from '@tutti/protocol';
import { parseBaseUrl } from '../../../models/net/base-url.ts';
import { createBoundFetch } from '../../../models/net/create-bound-fetch.ts';
import { type Line, openLine } from '../../../models/net/line.ts';
import { findNetworkError } from '../../../net/network-error.ts';

export interface WebApiOptions {
  /** For people: `GitHub`. */
  readonly service: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly answerBytes?: number;
  /** Absent: the usual one. */
  readonly line?: Line;
}

export interface ApiCall {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the base, without a slash before it; its parts are encoded already. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  readonly accept?: string;
  readonly signal: AbortSignal;
  /** It changes something there, so that a failure of unknown outcome is told as one. */
  readonly changes?: boolean;
  /** These statuses are no failures. */
  readonly allowed?: readonly number[];
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

const ANSWER_BYTES = 5_000_000;
const SHOWN_OF_AN_ERROR = 500;
const LONGEST_WAIT_MS = 60_000;
/** The service is not there or has too much to do: the same call may succeed later. */
const LATER: ReadonlySet<number> = new Set([429, 502, 503, 504]);

export class WebApi {
  readonly service: string;
  readonly #base: URL;
  readonly #fetch: typeof fetch;
  readonly #options: WebApiOptions;

  constructor(options: WebApiOptions) {
    this.service = options.service;
    this.#options = options;
    this.#base = parseBaseUrl(options.url, options.service);
    this.#fetch = createBoundFetch(this.#base, options.line ?? openLine());
  }

  /** The JSON of the answer, not yet parsed by any schema. */
  async ask(call: ApiCall): Promise<unknown> {
    const { text, status } = await this.send(call);
    if (text === '') return undefined;
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw this.#fail(`answered ${status} with something that is no JSON`, call, { cause });
    }
  }

  async send(call: ApiCall): Promise<ApiAnswer> {
    const { method = 'GET', body, accept = 'application/json', signal, allowed = [] } = call;
    const headers = { 'user-agent': 'tutti', ...this.#options.headers, accept };
    const json = body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' };
    try {
      const response = await this.#fetch(this.#toUrl(call), {
        method,
        signal,
        headers: { ...headers, ...json },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await this.#read(response, call);
      if (!response.ok && !allowed.includes(response.status)) throw this.#refuse(response, text, call);
      return { status: response.status, headers: response.headers, text };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof RunError || error instanceof RetryableError) throw error;
      throw this.#explain(error, call);
    }
  }

  #toUrl({ path, query = {} }: ApiCall): URL {
    const url = new URL(`${this.#base.href.replace(/\/+$/, '')}/${path}`);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.append(name, `${value}`);
    return url;
  }

  async #read(response: Response, call: ApiCall): Promise<string> {
    const most = this.#options.answerBytes ?? ANSWER_BYTES;
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      if (size > most) throw this.#fail(`answered with more than ${most} bytes: ask for less`, call);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  }

  #refuse({ status, headers }: Response, text: string, call: ApiCall): RunError | RetryableError {
    const message = `${this.service} said no: ${status}${toReason(text)}`;
    const isLimited = status === 429 || (status === 403 && saysWhen(headers));
    if (isLimited || (LATER.has(status) && !call.changes)) return toLater(message, readRetryAt(headers), isLimited);
    return new RunError('tool_failed', message, { nothingHappened: status < 500 || !call.changes });
  }

  #explain(error: unknown, call: ApiCall): Error {
    const found = findNetworkError(error);
    const words = found?.message ?? (error instanceof Error ? error.message : String(error));
    const message = `${this.service} at ${this.#base.host} did not answer: ${words}`;
    if (found?.code === 'REDIRECTED') return this.#fail(words, call, { cause: error });
    const nothingHappened = found?.phase === 'connecting';
    if (call.changes && !nothingHappened) return new RunError('tool_unavailable', message, { cause: error });
    return new RetryableError(message, { nothingHappened, cause: error });
  }

  #fail(problem: string, { changes = false }: ApiCall, { cause }: { cause?: unknown } = {}): RunError {
    return new RunError('tool_failed', `${this.service} ${problem}`, { cause, nothingHappened: !changes });
  }
}

/** What it says of the reason, where it says it as services do. */
function toReason(text: string): string {
  const body = parse(text);
  if (typeof body !== 'object' || body === null)
    return text.trim() === '' ? '' : `: ${text.slice(0, SHOWN_OF_AN_ERROR)}`;
  const { message, error, detail } = body as Readonly<Record<string, unknown>>;
  const said = [message, error, detail].find((part) => typeof part === 'string') ?? JSON.stringify(body);
  return `: ${String(said).slice(0, SHOWN_OF_AN_ERROR)}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** GitHub says no for a while with the status of those who may not. */
function saysWhen(headers: Headers): boolean {
  return headers.get('x-ratelimit-remaining') === '0' || headers.has('retry-after');
}

/** A model that has to wait long can do something else meanwhile, so it is told. */
function toLater(message: string, retryAt: Instant | undefined, nothingHappened: boolean): RunError | RetryableError {
  if (retryAt === undefined) return new RetryableError(message, { nothingHappened });
  if (retryAt - systemClock.now() <= LONGEST_WAIT_MS) return new RetryableError(message, { nothingHappened, retryAt });
  const when = new Date(retryAt).toISOString();
  return new RunError('tool_unavailable', `${message}. It may be asked again at ${when}`, { nothingHappened });
}

/** `Retry-After` in seconds, or the moment that GitHub names. */
function readRetryAt(headers: Headers): Instant | undefined {
  const seconds = Number(headers.get('retry-after') || Number.NaN);
  if (Number.isFinite(seconds)) return systemClock.now() + Math.max(0, seconds) * 1_000;
  const reset = Number(headers.get('x-ratelimit-reset') || Number.NaN);
  return Number.isFinite(reset) ? Math.ceil(reset) * 1_000 : undefined;
}
