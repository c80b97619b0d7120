import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { PROBLEM_TYPE } from '@tutti/protocol/api';
import { RequestError } from '../http/request-error.ts';
import { toProblem } from '../http/to-problem.ts';

/** Before the handshake a refusal is an ordinary answer. */
export function refuseUpgrade(socket: Duplex, error: unknown, requestId: string): void {
  const problem = toProblem(error, requestId);
  const body = JSON.stringify(problem);
  const headers = {
    connection: 'close',
    'content-type': PROBLEM_TYPE,
    'content-length': String(Buffer.byteLength(body)),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-request-id': requestId,
    ...(error instanceof RequestError && error.headers),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const { status } = problem;
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${body}`, () =>
    socket.destroy(),
  );
}
