import { expect, it } from 'vitest';
import { EventStreamParser, type StreamMessage } from './event-stream.ts';

const STREAM = [
  '\uFEFF: a comment\r\n',
  'id: 7\r\nevent: run.event\r\ndata: one\r\ndata:two\r\n\r\n',
  'retry: 1500\n',
  'retry: soon\n',
  'event: nothing\n\n',
  'data\n\n',
  'id: 8\rdata: ünï ☃ 🎻\r\r',
  'id: b\0d\ndata:  kept space\n\n',
  'data: never ended\n',
].join('');

const MESSAGES: readonly StreamMessage[] = [
  { event: 'run.event', data: 'one\ntwo', id: '7' },
  { event: 'message', data: '', id: '7' },
  { event: 'message', data: 'ünï ☃ 🎻', id: '8' },
  { event: 'message', data: ' kept space', id: '8' },
];

function parseInPieces(bytes: Uint8Array, size: number): { messages: StreamMessage[]; retryMs: number | undefined } {
  const parser = new EventStreamParser();
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const messages: StreamMessage[] = [];
  for (let from = 0; from < bytes.length; from += size)
    messages.push(...parser.push(decoder.decode(bytes.subarray(from, from + size), { stream: true })));
  return { messages, retryMs: parser.retryMs };
}

it('reads the same messages however the stream is torn apart', () => {
  const bytes = new TextEncoder().encode(STREAM);
  for (let size = 1; size <= bytes.length; size++)
    expect(parseInPieces(bytes, size)).toEqual({ messages: MESSAGES, retryMs: 1_500 });
});
