/** One call of one route: tried again where that is safe and may help. */
import { type Answer, Problem, PROBLEM_TYPE, type Route } from '@tutti/protocol/api';
import { parseRetryAfter, toWaitMs } from './back-off.ts';
import { ProblemError, UnexpectedAnswerError, UnreachableError } from './client-error.ts';
import type { Headers, Link } from './link.ts';
import { toRequest } from './to-request.ts';

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** The same key twice is the same wish. Left out, calls that make something get one of their own. */
  readonly idempotencyKey?: string;
  readonly headers?: Headers;
}

const BACK_OFF = { firstMs: 250, longestMs: 10_000 };
/** Who is told to wait longer is better told so than left waiting. */
const LONGEST_ASKED_WAIT_MS = 30_000;
const PASSING: ReadonlySet<number> = new Set([429, 502, 503, 504]);

export async function callRoute(
  link: Link,
  { route, input }: { route: Route; input: Readonly<Record<string, unknown>> },
  options: CallOptions = {},
): Promise<unknown> {
  const { path, body } = toRequest(route, input);
  const url = `${link.url}${path}`;
  const init = { method: route.method, headers: toHeaders(link, route, options), ...(body !== undefined && { body }) };
  for (let failures = 0; ; failures++) {
    const outcome = await attempt(link, { url, init, route }, options.signal);
    if ('value' in outcome) return outcome.value;
    const { error, retryAfterMs } = outcome;
    const isLast = failures + 1 >= link.attempts || !mayRepeat(route);
    if (isLast || (retryAfterMs ?? 0) > LONGEST_ASKED_WAIT_MS) throw error;
    await link.sleep(retryAfterMs ?? toWaitMs(BACK_OFF, failures, link.random), options.signal);
  }
}

/** What anyone may call exchanges something that is good only once. */
function mayRepeat({ method, access }: Route): boolean {
  return method !== 'POST' || access !== 'anyone';
}

function toHeaders(link: Link, route: Route, { idempotencyKey, headers }: CallOptions): Headers {
  const csrf = route.method === 'GET' ? undefined : link.csrf();
  const key = idempotencyKey ?? (route.creates ? link.newKey() : undefined);
  return {
    accept: `application/json, ${PROBLEM_TYPE}, */*;q=0.1`,
    ...(route.body && { 'content-type': 'application/json' }),
    ...link.credentials,
    ...(csrf !== undefined && { 'x-tutti-csrf': csrf }),
    ...(key !== undefined && { 'idempotency-key': key }),
    ...headers,
  };
}

type Outcome = { readonly value: unknown } | { readonly error: Error; readonly retryAfterMs?: number };

async function attempt(
  link: Link,
  { url, init, route }: { url: string; init: RequestInit; route: Route },
  signal: AbortSignal | undefined,
): Promise<Outcome> {
  signal?.throwIfAborted();
  const tooLong = AbortSignal.timeout(link.timeoutMs);
  const within = signal ? AbortSignal.any([signal, tooLong]) : tooLong;
  try {
    const response = await link.fetch(url, { ...init, signal: within });
    const answer = route.answers[response.status];
    if (answer) return { value: await readAnswer(response, answer) };
    const error = await toRefusal(response, url);
    if (!PASSING.has(response.status)) throw error;
    const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), Date.now());
    return { error, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof ProblemError || cause instanceof UnexpectedAnswerError || cause instanceof UnreachableError)
      throw cause;
    return { error: toUnreachable(url, cause) };
  }
}

async function readAnswer(response: Response, answer: Answer): Promise<unknown> {
  if (!answer.schema) {
    const bytes = new Uint8Array(await response.arrayBuffer());
    return answer.mediaType === undefined ? undefined : bytes;
  }
  const parsed = answer.schema.safeParse(parseJson(await response.text()));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') || 'the answer itself';
  throw new UnexpectedAnswerError(`the answer does not have its shape (${where}: ${issue?.message})`, {
    cause: parsed.error,
  });
}

/** A refusal of the server itself, or of something that stands before it. */
export async function toRefusal(response: Response, url: string): Promise<ProblemError | UnreachableError> {
  const { status } = response;
  const problem = Problem.safeParse(parseJson(await response.text()));
  if (problem.success) return new ProblemError(problem.data);
  return new UnreachableError(url, `${url} answers ${status}, but not as a Tutti server does`, { status });
}

export function toUnreachable(url: string, cause: unknown): UnreachableError {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const message = inner instanceof Error ? inner.message : String(inner);
  return new UnreachableError(url, `${url} does not answer (${message})`, { cause });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON has no shape that would be accepted.
    return undefined;
  }
}
