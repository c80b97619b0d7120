/** What is refused before a body is read: whatever two readers could understand in two ways. */
import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { RequestError } from './request-error.ts';

/** Node keeps the first of some and joins others; another reader may do it the other way round. */
const ONCE: ReadonlySet<string> = new Set([
  'host',
  'origin',
  'authorization',
  'content-type',
  'content-length',
  'content-encoding',
  'transfer-encoding',
  'idempotency-key',
  'x-tutti-csrf',
]);

const JSON_TYPE = /^application\/json[ \t]*(;[ \t]*charset=("utf-8"|utf-8)[ \t]*)?$/i;

export function checkHeaders({ url = '', rawHeaders, headers }: IncomingMessage): void {
  // A whole address names a host of its own, and nobody but a proxy is sent one.
  if (!url.startsWith('/')) throw new RequestError('invalid_input', 'the target of the request is no path');
  const seen = new Set<string>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? '';
    if (ONCE.has(name) && seen.has(name)) throw new RequestError('invalid_input', `the header ${name} is there twice`);
    seen.add(name);
  }
  if (seen.has('content-length') && seen.has('transfer-encoding'))
    throw new RequestError('invalid_input', 'content-length and transfer-encoding contradict each other');
  if (headers['content-length'] !== undefined && !/^\d{1,15}$/.test(headers['content-length']))
    throw new RequestError('invalid_input', 'content-length is no number');
}

/** Only for requests that change something; the others have no body to speak of. */
export function checkBodyHeaders({ headers }: FastifyRequest, limitBytes: number): void {
  const length = Number(headers['content-length'] ?? 0);
  // Asked here so that the rest of the body is read past and the client gets to read the answer.
  if (length > limitBytes) throw new RequestError('body_too_large', `a body may take at most ${limitBytes} bytes`);
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity')
    throw new RequestError('unsupported_media_type', 'compressed bodies are not read');
  const type = headers['content-type'];
  const isEmpty = length === 0 && headers['transfer-encoding'] === undefined;
  if (type === undefined ? !isEmpty : !JSON_TYPE.test(type))
    throw new RequestError('unsupported_media_type', 'the body must be application/json in UTF-8');
}

export function checkNoBody({ headers }: FastifyRequest): void {
  const isEmpty = Number(headers['content-length'] ?? 0) === 0 && headers['transfer-encoding'] === undefined;
  if (!isEmpty) throw new RequestError('invalid_input', 'a request that only reads has no body');
}
