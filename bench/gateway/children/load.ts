/** Asks one address again and again over some connections that stay open, on bare sockets, and tells how long each answer took. */
import { connect } from 'node:net';
import { answer, readInput } from '../../report/run-child.ts';

export interface LoadInput {
  readonly port: number;
  readonly path: string;
  readonly token: string;
  readonly body: string;
  readonly connections: number;
  readonly warmUpMs: number;
  readonly forMs: number;
}

export interface LoadAnswer {
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly answers: number;
  readonly cpuMs: number;
}

const HEAD_END = Buffer.from('\r\n\r\n');
const LAST_CHUNK = Buffer.from('\r\n0\r\n\r\n');
const LENGTH = /\r\ncontent-length: *(\d+)/i;

const input = readInput<LoadInput>();
const request = Buffer.from(
  [
    `POST ${input.path} HTTP/1.1`,
    `Host: 127.0.0.1:${input.port}`,
    `Authorization: Bearer ${input.token}`,
    'Content-Type: application/json',
    'Accept: application/json',
    `Content-Length: ${Buffer.byteLength(input.body)}`,
    '',
    input.body,
  ].join('\r\n'),
);

/** How many bytes of what was held are the next answer; undefined while it is not whole. */
function findEnd(held: Buffer): number | undefined {
  const headEnd = held.indexOf(HEAD_END);
  if (headEnd === -1) return undefined;
  const head = held.toString('latin1', 0, headEnd);
  if (!head.startsWith('HTTP/1.1 200')) throw new Error(`not answered: ${held.toString('utf8')}`);
  const length = LENGTH.exec(head)?.[1];
  if (length !== undefined) {
    const end = headEnd + HEAD_END.length + Number(length);
    return held.length < end ? undefined : end;
  }
  const last = held.indexOf(LAST_CHUNK, headEnd);
  return last === -1 ? undefined : last + LAST_CHUNK.length;
}

async function ask(from: number, until: number, times: number[]): Promise<void> {
  const socket = connect({ port: input.port, host: '127.0.0.1', noDelay: true });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let held = Buffer.alloc(0);
  let sentAt = 0;
  const send = () => {
    sentAt = performance.now();
    socket.write(request);
  };
  socket
    .once('connect', send)
    .once('error', reject)
    .once('close', () => reject(new Error('the connection was closed')));
  socket.on('data', (data) => {
    held = held.length === 0 ? data : Buffer.concat([held, data]);
    const end = findEnd(held);
    if (end === undefined) return;
    held = held.subarray(end);
    const now = performance.now();
    if (sentAt >= from) times.push(now - sentAt);
    if (now < until) return send();
    socket.end();
    resolve();
  });
  await promise;
}

const begun = performance.now();
const from = begun + input.warmUpMs;
const times: number[] = [];
await Promise.all(Array.from({ length: input.connections }, () => ask(from, from + input.forMs, times)));
const tookMs = performance.now() - from;
times.sort((one, other) => one - other);
const at = (share: number) => times[Math.floor(times.length * share)] ?? Number.NaN;
const { user, system } = process.cpuUsage();
answer({
  perSecond: (times.length * 1_000) / tookMs,
  p50: at(0.5),
  p95: at(0.95),
  p99: at(0.99),
  answers: times.length,
  cpuMs: (user + system) / 1_000,
} satisfies LoadAnswer);
process.exit();
