/** Every family against a peer that nobody here wrote. It deviates from the providers in places, and the code is not bent to it: see docs/providers.md. */
import { LLMock } from '@copilotkit/aimock';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ANSWER_SCHEMA, ask, connectFamily, toRequest, WEATHER_TOOL } from './testing/connect-family.ts';
import { FAMILIES_UNDER_TEST } from './testing/families-under-test.ts';
import { waitUntil } from './testing/wait-until.ts';

/** The same numbers in every provider's words: aimock passes on those of the protocol that it is asked in. */
const USAGE = {
  prompt_tokens: 40,
  completion_tokens: 9,
  input_tokens: 40,
  output_tokens: 9,
  promptTokenCount: 40,
  candidatesTokenCount: 9,
};
/** Where its stream tells no usage as the provider would: Groq has a field of its own, Mistral is asked for none and tells it all the same. */
const TELLS_NOTHING = new Set(['groq', 'mistral']);

describe('against aimock', () => {
  const mock = new LLMock({ port: 0, chunkSize: 4 });
  beforeAll(async () => {
    await mock.start();
  });
  afterAll(() => mock.stop());
  beforeEach(() => {
    mock.reset();
  });

  describe.each(FAMILIES_UNDER_TEST.filter(({ unlikeAimock }) => unlikeAimock === undefined))('$title', (family) => {
    const { card } = family;
    const connect = () => connectFamily(family, mock.url);

    it('streams a text, piece by piece, and tells what it used', async () => {
      mock.onMessage('weather', { content: 'It is cold in Oslo today.', usage: USAGE });
      using connected = connect();
      const { answer, deltas } = await ask(connected.model, toRequest());
      expect(answer).toMatchObject({ text: 'It is cold in Oslo today.', finish: 'stop' });
      expect(deltas.length).toBeGreaterThan(2);
      expect(deltas.join('')).toBe(answer.text);
      expect(answer.usage).toEqual(
        TELLS_NOTHING.has(family.provider) ? undefined : { inputTokens: 40, outputTokens: 9, costNanoUsd: 0 },
      );
    });

    it('calls a tool, and goes on with what the tool said', async () => {
      // Gemini ends a call with STOP, and aimock does so when it is told to.
      const end = family.provider === 'google' ? { finishReason: 'stop' } : {};
      const call = { id: 'call_abc123XYZ', name: 'weather', arguments: '{"city":"Oslo"}' };
      mock.on({ userMessage: 'weather', hasToolResult: false }, { toolCalls: [call], ...end });
      mock.on({ userMessage: 'weather', hasToolResult: true }, { content: 'It is -7 degrees.' });
      using connected = connect();
      const request = toRequest({ tools: [WEATHER_TOOL] });
      const { answer } = await ask(connected.model, request);
      expect(answer.finish).toBe('tool_calls');
      expect(answer.toolCalls).toMatchObject([{ name: 'weather', input: { city: 'Oslo' } }]);
      const { text, toolCalls, labels } = answer;
      const result = { callId: toolCalls[0]?.id ?? '', name: 'weather', text: '-7 degrees', failed: false, labels: [] };
      const messages = [
        ...request.messages,
        { role: 'assistant' as const, text, toolCalls, labels },
        { role: 'tool' as const, ...result },
      ];
      const second = await ask(connected.model, { ...request, messages });
      expect(second.answer).toMatchObject({ text: 'It is -7 degrees.', finish: 'stop' });
    });

    it('answers in a given shape', async () => {
      mock.onMessage('weather', { content: '{"degrees":-7}' });
      using connected = connect();
      const { answer } = await ask(connected.model, toRequest({ answerSchema: ANSWER_SCHEMA }));
      expect(JSON.parse(answer.text)).toEqual({ degrees: -7 });
    });

    it('is given up in the midst of its answer', async () => {
      mock.onMessage('weather', { content: 'word '.repeat(2000) }, { latency: 20 });
      using connected = connect();
      const giveUp = new AbortController();
      const words: string[] = [];
      const answer = connected.model.answer(toRequest(), {
        signal: giveUp.signal,
        onDelta: (text) => words.push(text),
      });
      const settled = expect(answer).rejects.toThrow('enough');
      await waitUntil(() => words.length > 0);
      giveUp.abort(new Error('enough'));
      await settled;
    });

    it('says when it may be asked again after a 429', async () => {
      mock.onMessage('weather', {
        error: { message: 'slow down', type: 'rate_limit_error' },
        status: 429,
        retryAfter: 7,
      });
      using connected = connect();
      const before = Date.now();
      const failure = await ask(connected.model, toRequest()).catch((error: unknown) => error);
      expect(failure).toMatchObject({ class: 'rate_limited', status: 429, nothingHappened: true, retryable: true });
      expect(failure).toHaveProperty('retryAt', expect.any(Number));
      const { retryAt } = failure as { retryAt: number };
      expect(retryAt).toBeGreaterThanOrEqual(before + 7000);
      expect(retryAt).toBeLessThanOrEqual(Date.now() + 7000);
      expect(mock.getRequests()).toHaveLength(1);
    });

    it.each([
      [500, 'overloaded', false],
      [503, 'overloaded', true],
      [401, 'unauthorized', true],
      [404, 'not_found', true],
    ])('sends one request and no more when the answer is %i', async (status, failure, nothingHappened) => {
      mock.onMessage('weather', { error: { message: 'no' }, status });
      using connected = connect();
      await expect(ask(connected.model, toRequest())).rejects.toMatchObject({
        class: failure,
        status,
        nothingHappened,
      });
      expect(mock.getRequests()).toHaveLength(1);
    });

    it('takes what a torn connection left for no answer', async () => {
      const call = { name: 'weather', arguments: JSON.stringify({ city: 'Oslo '.repeat(200) }) };
      // Gemini sends a call in one piece.
      const response = family.provider === 'google' ? { content: 'word '.repeat(200) } : { toolCalls: [call] };
      mock.onMessage('weather', response, { latency: 5, truncateAfterChunks: 6 });
      using connected = connect();
      await expect(ask(connected.model, toRequest({ tools: [WEATHER_TOOL] }))).rejects.toMatchObject({
        class: expect.stringMatching(/^(cut|unreachable)$/),
        retryable: true,
      });
    });

    it('stays below the worst case that it names, by what aimock itself counts', async () => {
      mock.onMessage('weather', { content: 'It is cold.' });
      using connected = connect();
      const request = toRequest({ tools: [WEATHER_TOOL] });
      const { answer } = await ask(connected.model, request);
      const { tokens } = connected.model.worstCase(request);
      const used = (answer.usage?.inputTokens ?? 0) + (answer.usage?.outputTokens ?? 0);
      expect(used).toBeLessThanOrEqual(tokens);
      expect(tokens).toBeLessThanOrEqual(card.context);
    });
  });

  it.each(FAMILIES_UNDER_TEST.filter(({ embeds }) => embeds === 'aimock'))(
    '$title makes vectors of texts',
    async (family) => {
      mock.onEmbedding(/./, { embedding: [0.25, -0.5, 1] });
      using connected = connectFamily(family, mock.url);
      const call = { texts: ['one', 'two', 'three'], signal: new AbortController().signal };
      const { vectors } = await connected.providers.embed(family.card.id, `${family.provider}/main`, call);
      expect(vectors).toHaveLength(3);
      for (const vector of vectors) expect(vector).toEqual([0.25, -0.5, 1]);
    },
  );
});
