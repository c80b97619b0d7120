/** The Engine API of Docker, over its socket or a network address: few paths of it, and no answer larger than allowed. */
import { request } from 'node:http';
import { RetryableError, RunError } from '@tutti/engine';
import { parseBaseUrl } from '../../../models/net/base-url.ts';
import { openLine } from '../../../models/net/line.ts';

export interface DockerCall {
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly signal: AbortSignal;
  readonly allowed?: readonly number[];
}

export interface DockerAnswer {
  readonly status: number;
  readonly body: Buffer;
  /** The body was longer. */
  readonly isCut: boolean;
}

/** Where a daemon is reached: by the path of a socket, or by host and port. */
export type DockerPlace =
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'network'; readonly url: URL };

const ANSWER_BYTES = 4_000_000;
const TCP = /^tcp:\/\//;
/** As Docker has it. */
const PLAIN_PORT = '2375';

/** `unix:///var/run/docker.sock`, `tcp://host:2375` or `http://host:2375`. */
export function parseDockerHost(text: string): DockerPlace {
  if (text.startsWith('unix://')) return { kind: 'socket', path: text.slice('unix://'.length) };
  const url = parseBaseUrl(text.replace(TCP, 'http://'), 'DOCKER_HOST');
  if (url.port === '' && TCP.test(text)) url.port = PLAIN_PORT;
  return { kind: 'network', url };
}

export class DockerApi {
  readonly #place: DockerPlace;
  /** Looks at what a name stands for before it connects. */
  readonly #line = openLine();

  constructor(place: DockerPlace) {
    this.#place = place;
  }

  async ask(call: DockerCall): Promise<unknown> {
    const { body, isCut } = await this.send(call);
    if (isCut) throw new RunError('tool_failed', `Docker answered with more than ${ANSWER_BYTES} bytes`, NOTHING);
    try {
      return JSON.parse(body.toString('utf8'));
    } catch (cause) {
      throw new RunError('tool_failed', 'what answers there is not Docker', { ...NOTHING, cause });
    }
  }

  async send(call: DockerCall): Promise<DockerAnswer> {
    const { method = 'GET', signal, allowed = [] } = call;
    signal.throwIfAborted();
    let answer: DockerAnswer;
    try {
      answer = await this.#send(call);
    } catch (error) {
      signal.throwIfAborted();
      const message = `Docker did not answer: ${error instanceof Error ? error.message : String(error)}`;
      if (isRefused(error)) throw new RunError('tool_unavailable', message, { ...NOTHING, cause: error });
      if (method === 'GET') throw new RetryableError(message, { cause: error });
      throw new RunError('tool_unavailable', message, { cause: error });
    }
    const { status, body } = answer;
    if (status < 300 || allowed.includes(status)) return answer;
    const said = `Docker said no: ${status}${toReason(body)}`;
    throw new RunError('tool_failed', said, { nothingHappened: status < 500 || method === 'GET' });
  }

  #send({ method = 'GET', path, query = {}, signal }: DockerCall): Promise<DockerAnswer> {
    const given = Object.entries(query).map(([name, value]): [string, string] => [name, `${value}`]);
    const words = new URLSearchParams(given).toString();
    const target = `/${path}${words === '' ? '' : `?${words}`}`;
    const { promise, resolve, reject } = Promise.withResolvers<DockerAnswer>();
    const sent = request({
      ...this.#toAddress(),
      method,
      path: target,
      headers: { accept: 'application/json' },
      signal,
    });
    sent.on('error', reject);
    sent.once('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const finish = (isCut: boolean) =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).subarray(0, ANSWER_BYTES), isCut });
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size <= ANSWER_BYTES) return;
        finish(true);
        sent.destroy();
      });
      response.once('end', () => finish(false));
      response.once('error', reject);
    });
    sent.end();
    return promise;
  }

  #toAddress() {
    if (this.#place.kind === 'socket') return { socketPath: this.#place.path, host: 'docker' };
    const { hostname, port } = this.#place.url;
    return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port, agent: this.#line.plain };
  }
}

const NOTHING = { nothingHappened: true };
const NEVER_THERE: ReadonlySet<unknown> = new Set([
  'ENOENT',
  'EACCES',
  'ECONNREFUSED',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'FORBIDDEN_ADDRESS',
]);

/** Nobody was reached. */
function isRefused(error: unknown): boolean {
  return error instanceof Error && 'code' in error && NEVER_THERE.has(error.code);
}

function toReason(body: Buffer): string {
  const text = body.toString('utf8', 0, 1_000);
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === 'string' ? `: ${message.slice(0, 500)}` : '';
  } catch {
    return text.trim() === '' ? '' : `: ${text.slice(0, 300)}`;
  }
}
