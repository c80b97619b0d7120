/**
 * The only way out for a key: a `fetch` that speaks to one origin and nobody else, follows no redirect,
 * and lets go of the socket as soon as the caller lets go of the call.
 */
import { type ClientRequest, type IncomingMessage, request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { Socket } from 'node:net';
import type { Line } from './line.ts';
import { ANSWER_HEADER, type PlainAnswers } from './plain-answers.ts';
import { readPlain } from './read-plain.ts';
import { NetworkError } from '../../net/network-error.ts';
import { toBodyStream } from './to-body-stream.ts';

const CONNECT_MS = 10_000;

/** An answer that is waited for is read on its way, where it is plain: then the `fetch` rejects, and nobody else has to read it. */
export function createBoundFetch(base: URL, line: Line, answers?: PlainAnswers): typeof fetch {
  return async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.origin !== base.origin)
      throw new NetworkError(`a request to ${url.host} was refused: this key belongs to ${base.host}`, {
        code: 'WRONG_HOST',
        phase: 'connecting',
      });
    const body = toBody(init.body);
    const headers = toHeaders(init.headers, body);
    const awaited = answers?.take(headers[ANSWER_HEADER]);
    delete headers[ANSWER_HEADER];
    const message = await send({ url, init, headers, body }, line);
    const status = message.statusCode ?? 0;
    if (status >= 300 && status < 400) throw refuseRedirect(message, url);
    const isPlain = awaited !== undefined && status === 200 && isEventStream(message);
    const stream = isPlain ? await readPlain(message, awaited) : undefined;
    // Of an answer that is waited for by name nobody asks more than what it is made of.
    const answerHeaders = awaited && status < 300 ? listType(message) : listAll(message);
    return toResponse(message, { status, headers: answerHeaders, stream });
  };
}

interface Sent {
  readonly url: URL;
  readonly init: RequestInit;
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array | undefined;
}

async function send({ url, init, headers, body }: Sent, line: Line): Promise<IncomingMessage> {
  const signal = init.signal ?? undefined;
  signal?.throwIfAborted();
  const secure = url.protocol === 'https:';
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request = (secure ? secureRequest : plainRequest)(url, {
    method: init.method ?? 'GET',
    headers,
    agent: secure ? line.secure : line.plain,
  });
  const connection = watchConnecting(request, line.connected, secure ? 'secureConnect' : 'connect');
  const stop = () => request.destroy();
  signal?.addEventListener('abort', stop, { once: true });
  request.once('response', resolve);
  // No answer follows it: without this the call would never end.
  request.once('upgrade', (_message, socket) => {
    socket.destroy();
    reject(new NetworkError(`${url.host} changed to another protocol`, { code: 'UPGRADED', phase: 'asking' }));
  });
  // Stays for the life of the request: what comes after the answer's head is told to its reader.
  request.on('error', (error) => reject(signal?.aborted ? signal.reason : toNetworkError(error, connection.made())));
  request.once('close', () => {
    signal?.removeEventListener('abort', stop);
    connection.stop();
  });
  request.end(body);
  return promise;
}

/** Whoever does not even take the connection is not waited for as long as one that thinks. What waits for its turn here is not timed. */
function watchConnecting(request: ClientRequest, connected: WeakSet<Socket>, event: 'connect' | 'secureConnect') {
  let made = false;
  let timer: NodeJS.Timeout | undefined;
  request.once('socket', (socket) => {
    // One that a call has just left is handed on without being called reused.
    made = connected.has(socket);
    if (made) return;
    timer = setTimeout(
      () => request.destroy(Object.assign(new Error('the connection was not taken in time'), { code: 'ETIMEDOUT' })),
      CONNECT_MS,
    );
    socket.once(event, () => {
      made = true;
      connected.add(socket);
      clearTimeout(timer);
    });
  });
  return { made: () => made, stop: () => clearTimeout(timer) };
}

function toNetworkError(error: Error, connected: boolean): NetworkError {
  if (error instanceof NetworkError) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN';
  return new NetworkError(error.message || code, { code, phase: connected ? 'asking' : 'connecting', cause: error });
}

function refuseRedirect(message: IncomingMessage, url: URL): NetworkError {
  message.destroy();
  const target = message.headers.location === undefined ? null : URL.parse(message.headers.location, url.href);
  return new NetworkError(`${url.host} points elsewhere, to ${target?.host ?? 'nowhere'}, and no key is sent there`, {
    code: 'REDIRECTED',
    phase: 'connecting',
  });
}

function isEventStream({ headers }: IncomingMessage): boolean {
  return headers['content-type']?.toLowerCase().startsWith('text/event-stream') === true;
}

interface Given {
  readonly status: number;
  readonly headers: [name: string, value: string][];
  /** Of a part that was read already, there is a stream. */
  readonly stream: ReadableStream<Uint8Array> | undefined;
}

function toResponse(message: IncomingMessage, { status, headers, stream }: Given): Response {
  const bodyless = status === 204 || status === 205;
  if (bodyless) message.resume();
  const statusText = message.statusMessage ?? '';
  return new Response(bodyless ? null : (stream ?? toBodyStream(message)), { status, statusText, headers });
}

function listType({ headers }: IncomingMessage): [name: string, value: string][] {
  const { 'content-type': type } = headers;
  return type === undefined ? [] : [['content-type', type]];
}

function listAll({ rawHeaders }: IncomingMessage): [name: string, value: string][] {
  return rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? '']] : []));
}

/** Most of the libraries give a plain record, which needs no copy that checks it: the request checks it again. */
function toHeaders(given: RequestInit['headers'], body: string | Uint8Array | undefined): Record<string, string> {
  const headers: Record<string, string> = {};
  const isPlain = given !== undefined && !(given instanceof Headers) && !Array.isArray(given);
  for (const [name, value] of isPlain ? Object.entries(given) : new Headers(given))
    if (value !== undefined) headers[name.toLowerCase()] = value.trim();
  // Nothing here unpacks an answer.
  headers['accept-encoding'] = 'identity';
  if (body !== undefined) headers['content-length'] = String(Buffer.byteLength(body));
  return headers;
}

function toBody(body: RequestInit['body']): string | Uint8Array | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body === 'string' || body instanceof Uint8Array) return body;
  throw new TypeError('only text and bytes are sent to a provider');
}
