/** What cannot even be read as a request is answered on the bare socket. */
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { PROBLEM_TYPE } from '@tutti/protocol/api';
import { RequestError } from './request-error.ts';
import { toProblem } from './to-problem.ts';

export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  // Nobody is there to read an answer.
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { refusal, status } = toRefusal(error.code);
  const problem = { ...toProblem(refusal, 'none'), status };
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    `Content-Type: ${PROBLEM_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'X-Content-Type-Options: nosniff',
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function toRefusal(code: string | undefined): { refusal: RequestError; status: number } {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return { refusal: new RequestError('request_timed_out', 'the request did not arrive in time'), status: 408 };
  if (code === 'HPE_HEADER_OVERFLOW')
    return { refusal: new RequestError('invalid_input', 'the headers are too large'), status: 431 };
  return { refusal: new RequestError('invalid_input', 'this is no request that HTTP knows'), status: 400 };
}
