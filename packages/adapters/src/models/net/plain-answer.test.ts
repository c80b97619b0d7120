import { describe, expect, it } from 'vitest';
import { ask, connectFamily, toRequest } from '../testing/connect-family.ts';
import { FAMILIES_UNDER_TEST } from '../testing/families-under-test.ts';
import { replyStream, startProviderServer } from '../testing/start-provider-server.ts';
import { PlainAnswer } from './plain-answer.ts';

const USAGE = { prompt_tokens: 20, completion_tokens: 6, total_tokens: 26 };
const event = (body: object) =>
  `data: ${JSON.stringify({ id: '1', object: 'chat.completion.chunk', created: 1, model: 'm', ...body })}\n\n`;
const say = (delta: object) => event({ choices: [{ index: 0, delta, finish_reason: null }] });
const end = (reason = 'stop') => event({ choices: [{ index: 0, delta: {}, finish_reason: reason }] });
const DONE = 'data: [DONE]\n\n';
const PLAIN = [
  ': wait\n\n',
  say({ role: 'assistant', content: '' }),
  say({ content: 'Grüße 🎵', reasoning_content: null }),
  say({ content: ', all.' }),
  end(),
  event({ choices: [], usage: { ...USAGE, prompt_tokens_details: { cached_tokens: 0 } } }),
  DONE,
].join('');

function open() {
  const heard: string[] = [];
  let signs = 0;
  const onSign = () => {
    signs++;
  };
  const answer = new PlainAnswer({ onDelta: (text) => heard.push(text), onSign });
  return { answer, heard, signs: () => signs };
}

function read(text: string) {
  const opened = open();
  return { ...opened, isTaken: opened.answer.take(Buffer.from(text)) };
}

describe('PlainAnswer', () => {
  it('reads a text wherever it is cut on its way', () => {
    const bytes = Buffer.from(PLAIN);
    for (let at = 0; at <= bytes.length; at++) {
      const { answer, heard, signs } = open();
      expect([answer.take(bytes.subarray(0, at)), answer.take(bytes.subarray(at))]).toEqual([true, true]);
      expect([answer.isWhole, answer.text, heard, signs()]).toEqual([
        true,
        'Grüße 🎵, all.',
        ['Grüße 🎵', ', all.'],
        2,
      ]);
    }
  });

  it('tells its end and its usage as the libraries do', () => {
    const { answer } = read(PLAIN.replace('"stop"', '"length"'));
    expect(answer.toFinish()).toMatchObject({
      finishReason: { unified: 'length', raw: 'length' },
      usage: { inputTokens: { total: 20 }, outputTokens: { total: 6 } },
    });
  });

  it.each([
    ['has not ended', PLAIN.replace('"stop"', 'null')],
    ['says nothing', end() + DONE],
    ['breaks off in an event', PLAIN.slice(0, -20)],
  ])('is not whole where it %s', (_title, text) => {
    const { answer } = read(text);
    expect(answer.isWhole).toBe(false);
  });

  it.each([
    ['a call of a tool', say({ tool_calls: [{ index: 0, id: 'a', function: { name: 'x', arguments: '' } }] })],
    ['thoughts', say({ reasoning_content: 'Hm.' })],
    ['what nobody here knows', say({ content: 'a', audio: {} })],
    ['another end', end('content_filter')],
    ['an error', event({ choices: [], error: { message: 'no' } })],
    [
      'tokens of another price',
      event({ choices: [], usage: { ...USAGE, prompt_tokens_details: { cached_tokens: 8 } } }),
    ],
    ['counts that nobody here knows', event({ choices: [], usage: { ...USAGE, prompt_cache_hit_tokens: 8 } })],
    ['several answers', event({ choices: [{ index: 1, delta: { content: 'b' } }] })],
    ['no JSON', 'data: {\n\n'],
    ['another protocol', 'event: message_start\ndata: {"type":"message_start"}\n\n'],
    ['far more than an answer', `: ${'x'.repeat(1_048_576)}\n\n`],
  ])('leaves %s to the library, and tells nothing twice', (_title, other) => {
    const { answer, heard, isTaken } = read(say({ content: 'Hello' }) + other);
    expect([isTaken, answer.isWhole]).toEqual([false, false]);
    const { rest } = answer;
    const before = heard.join('');
    for (const text of [...before.split(''), ' you']) rest.onDelta(text);
    rest.onDelta(' all');
    expect(heard.join('')).toBe(`${before} you all`);
  });
});

describe('an answer that turns out not to be plain', () => {
  const groq = FAMILIES_UNDER_TEST.find(({ provider }) => provider === 'groq');

  it.each([[1], [7], [1_000]])('is read by the library from its beginning, in pieces of %i events', async (size) => {
    if (!groq) throw new Error('groq is among the families');
    const events = [
      say({ content: 'One, ' }),
      say({ content: 'two, ' }),
      say({ reasoning: 'Hm.' }),
      say({ content: 'three.' }),
      end(),
      DONE,
    ];
    const pieces = Array.from({ length: Math.ceil(events.length / size) }, (_, at) =>
      events.slice(at * size, (at + 1) * size).join(''),
    );
    await using server = await startProviderServer(replyStream('text/event-stream', pieces));
    using connected = connectFamily(groq, server.url);
    const { answer, deltas } = await ask(connected.model, toRequest());
    expect([answer.text, deltas.join('')]).toEqual(['One, two, three.', 'One, two, three.']);
    expect(JSON.stringify(server.sent[0]?.headers)).not.toContain('x-tutti');
  });
});
