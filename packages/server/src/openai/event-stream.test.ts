import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { SimClock } from '@tutti/engine/testing';
import { fastify } from 'fastify';
import { expect, it, vi } from 'vitest';
import { ChatStream } from './chat/chat-stream.ts';
import { EventStream } from './event-stream.ts';

const PATIENT = { timeout: 20_000 };
const PIECE = 'x'.repeat(16 * 1_024);

/** A server with one stream, and a client that reads when it is told to. */
async function openStage() {
  const clock = new SimClock();
  const app = fastify({ forceCloseConnections: true });
  const opened = Promise.withResolvers<EventStream>();
  const onStalled = vi.fn();
  const ended = Promise.withResolvers<void>();
  app.get('/', async (_request, reply) => {
    reply.raw.once('close', () => ended.resolve());
    opened.resolve(new EventStream(reply.header('x-early', 'yes'), { clock, onStalled }));
    await ended.promise;
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const socket: Socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => socket.destroy());
  const received: string[] = [];
  socket.pause();
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  const events = await opened.promise;
  const read = () => socket.on('data', (data) => void received.push(String(data))).resume();
  return {
    clock,
    events,
    onStalled,
    read,
    socket,
    text: () => received.join(''),
    async [Symbol.asyncDispose]() {
      socket.destroy();
      events.close();
      await app.close();
    },
  };
}

it('sends its head with the first piece, and nothing before', async () => {
  await using stage = await openStage();
  stage.read();
  expect(stage.events.isOpen).toBe(false);
  stage.events.send({ a: 1 }, 'named');
  stage.events.end();
  await vi.waitFor(() => expect(stage.text()).toContain('event: named\ndata: {"a":1}\n\n'), PATIENT);
  expect(stage.text()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(stage.text()).toContain('x-early: yes');
  expect(stage.text()).toContain('content-type: text/event-stream; charset=utf-8');
});

it('shows whoever waits that somebody is there', async () => {
  await using stage = await openStage();
  stage.read();
  stage.clock.advance(15_000);
  await vi.waitFor(() => expect(stage.text()).toContain(': still there\n\n'), PATIENT);
});

it('holds back what a client does not read, and sends it in one when it does', async () => {
  await using stage = await openStage();
  const options = { id: 'chatcmpl-1', created: 1, model: 'm', includeUsage: false };
  const stream = new ChatStream(stage.events, options);
  const send = vi.spyOn(stage.events, 'send');
  for (let count = 0; count < 2_000; count++) stream.text(PIECE);
  expect(stage.events.isFull).toBe(true);
  const sent = send.mock.calls.length;
  expect(sent).toBeLessThan(1_900);
  stage.read();
  await vi.waitFor(() => expect(stage.events.isFull).toBe(false), PATIENT);
  stream.text('end');
  expect(send.mock.calls.length).toBe(sent + 1);
  expect(stage.onStalled).not.toHaveBeenCalled();
});

it('gives up a client that does not read for a minute', async () => {
  await using stage = await openStage();
  while (!stage.events.isFull) stage.events.send({ text: PIECE });
  stage.events.send({ text: PIECE });
  stage.clock.advance(60_000);
  expect(stage.onStalled).toHaveBeenCalledTimes(1);
  stage.read();
  await once(stage.socket, 'close');
});
