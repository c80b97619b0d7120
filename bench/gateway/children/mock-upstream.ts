/**
 * A model server that answers at once, and always the same: chat completions as OpenAI streams them. Written on bare sockets, so that
 * as little as can be of what is measured is its own.
 */
import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { serveRequests } from '../../report/asked-child.ts';

const HEAD_END = Buffer.from('\r\n\r\n');
const LENGTH = /\r\ncontent-length: *(\d+)/i;

const chunk = (rest: object) =>
  `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'm', ...rest })}\n\n`;
const choose = (delta: object, reason: string | null) =>
  chunk({ choices: [{ index: 0, delta, finish_reason: reason }] });

/** Where OpenAI tells it, and where Groq does. */
const USAGE = { prompt_tokens: 20, completion_tokens: 6, total_tokens: 26 };

const STREAM = [
  choose({ role: 'assistant', content: '' }, null),
  choose({ content: 'Hello from the ' }, null),
  choose({ content: 'other side.' }, null),
  choose({}, 'stop'),
  chunk({ choices: [], usage: USAGE, x_groq: { id: 'req_1', usage: USAGE } }),
  'data: [DONE]\n\n',
].join('');
const ANSWER = Buffer.from(
  `HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: ${Buffer.byteLength(STREAM)}\r\nConnection: keep-alive\r\n\r\n${STREAM}`,
);

function serve(socket: Socket): void {
  let held = Buffer.alloc(0);
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on('data', (data) => {
    held = held.length === 0 ? data : Buffer.concat([held, data]);
    for (;;) {
      const headEnd = held.indexOf(HEAD_END);
      if (headEnd === -1) return;
      const length = Number(LENGTH.exec(held.toString('latin1', 0, headEnd))?.[1] ?? 0);
      const end = headEnd + HEAD_END.length + length;
      if (held.length < end) return;
      held = held.subarray(end);
      socket.write(ANSWER);
    }
  });
}

const server = createServer(serve);
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));

export type MockRequest = { readonly do: 'tell' } | { readonly do: 'end' };
export interface MockReply {
  readonly cpuMs: number;
}

serveRequests<MockRequest>(async (request) => {
  if (request.do === 'end') process.exit();
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMs: (user + system) / 1_000 } satisfies MockReply);
});
