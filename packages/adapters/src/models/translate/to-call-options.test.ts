import { ModelCard } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { FAMILIES } from '../families/find-family.ts';
import type { Family } from '../families/family.ts';
import { ANSWER_SCHEMA, ask, connectFamily, toRequest, WEATHER_TOOL } from '../testing/connect-family.ts';
import { FAMILIES_UNDER_TEST } from '../testing/families-under-test.ts';
import { replyStream, startProviderServer } from '../testing/start-provider-server.ts';
import { isStrictSchema } from './is-strict-schema.ts';
import { toCallOptions } from './to-call-options.ts';
import { toSeed } from './to-seed.ts';

const CARD = ModelCard.parse({
  id: 'openai/m',
  name: 'm',
  context: 100_000,
  output: 4_000,
  tools: true,
  structured: true,
  strength: 50,
});
const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3, 4]);
const PDF = new TextEncoder().encode('%PDF-1.7 tiny');

describe('a request as the AI SDK has it', () => {
  const translate = (request = {}, family: Family = FAMILIES.openai, card = CARD) =>
    toCallOptions(toRequest(request), { card, family, signal: new AbortController().signal, trace: '00-abc-def-01' });

  it('never asks for a longer answer than the model gives', () => {
    expect(translate({ maxOutputTokens: 50_000 }).maxOutputTokens).toBe(4_000);
    expect(translate({ maxOutputTokens: 10 }).maxOutputTokens).toBe(10);
  });

  it('asks the provider for the shape where its card says so, else the model in words', () => {
    const native = translate({ answerSchema: ANSWER_SCHEMA });
    expect(native.responseFormat).toMatchObject({ type: 'json', schema: { type: 'object' } });
    expect(JSON.stringify(native)).not.toContain('$schema');

    const told = translate({ answerSchema: ANSWER_SCHEMA }, FAMILIES.openai, { ...CARD, structured: false });
    expect(told.responseFormat).toBeUndefined();
    expect(told.prompt[0]?.content).toContain('"degrees"');

    const beside = translate({ answerSchema: ANSWER_SCHEMA, tools: [WEATHER_TOOL] }, FAMILIES.groq);
    expect(beside.responseFormat).toBeUndefined();
    expect(beside.prompt[0]?.content).toContain('"degrees"');
  });

  it('demands strictness only of a schema that the strict mode takes', () => {
    const loose = { type: 'object', properties: { a: { type: 'string' } } };
    expect(translate({ answerSchema: ANSWER_SCHEMA }).providerOptions).toMatchObject({
      openai: { strictJsonSchema: true },
    });
    expect(translate({ answerSchema: loose }).providerOptions).toMatchObject({ openai: { strictJsonSchema: false } });
    expect(isStrictSchema({ ...ANSWER_SCHEMA, properties: { degrees: loose } })).toBe(false);
    expect(isStrictSchema({ type: 'array', items: ANSWER_SCHEMA })).toBe(true);
    expect(isStrictSchema({ anyOf: [ANSWER_SCHEMA, loose] })).toBe(false);
    expect(isStrictSchema({ oneOf: [ANSWER_SCHEMA] })).toBe(false);
    expect(isStrictSchema({ ...ANSWER_SCHEMA, $defs: { x: loose } })).toBe(false);
  });

  it('sends a seed where it is understood, the same for the same text', () => {
    expect(translate({ seed: 'a' }, FAMILIES.groq).seed).toBe(toSeed('a'));
    expect(translate({ seed: 'a' })).not.toHaveProperty('seed');
    expect(translate({ seed: '', sampling: { seed: 7 } }, FAMILIES.mistral).seed).toBe(7);
    expect(toSeed('a')).not.toBe(toSeed('b'));
    expect(toSeed('')).toBeUndefined();
    for (const text of ['x', 'run_1/turn/2', '🎵'])
      expect(Number.isInteger(toSeed(text)) && (toSeed(text) ?? -1) >= 0).toBe(true);
  });

  it('hands on how the answer is drawn, which tool has to be called, and the trace', () => {
    const options = translate({
      tools: [WEATHER_TOOL],
      toolChoice: { name: 'weather' },
      sampling: { temperature: 0.2, topP: 0.9, stop: ['END'], presencePenalty: 1, frequencyPenalty: 0.5 },
    });
    expect(options).toMatchObject({
      toolChoice: { type: 'tool', toolName: 'weather' },
      temperature: 0.2,
      topP: 0.9,
      stopSequences: ['END'],
      presencePenalty: 1,
      frequencyPenalty: 0.5,
      headers: { traceparent: '00-abc-def-01' },
    });
    expect(translate({ tools: [WEATHER_TOOL], toolChoice: 'none' }).toolChoice).toEqual({ type: 'none' });
    expect(translate({ tools: [WEATHER_TOOL] }).toolChoice).toEqual({ type: 'auto' });
  });

  it('puts the results of calls that were made together together, and says which failed', () => {
    const call = (id: string) => ({ id, name: 'weather', input: { city: id } });
    const result = (callId: string, failed: boolean) => ({
      role: 'tool',
      callId,
      name: 'weather',
      text: callId,
      failed,
      labels: [],
    });
    const { prompt } = translate({
      messages: [
        { role: 'user', text: 'Both.', labels: [] },
        { role: 'assistant', text: '', toolCalls: [call('a'), call('b')], labels: [] },
        result('a', false),
        result('b', true),
        { role: 'assistant', text: '', toolCalls: [], labels: [] },
      ],
    });
    expect(prompt.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'tool']);
    expect(prompt[3]?.content).toMatchObject([{ output: { type: 'text' } }, { output: { type: 'error-text' } }]);
  });

  it('refuses a file whose bytes were not loaded, before anything is sent', () => {
    const files = [{ mediaType: 'image/png', blob: 'a'.repeat(64) }];
    const messages = [{ role: 'user', text: 'Look.', files, labels: [] }];
    expect(() => translate({ messages })).toThrow(
      expect.objectContaining({ class: 'bad_request', nothingHappened: true }),
    );
  });

  it('widens the window of Ollama with the request, in few steps, up to what the model reads', async () => {
    const { toWindow } = await import('../families/ollama.ts');
    expect([10, 8_193, 20_000, 90_000].map((needed) => toWindow(needed, 32_768))).toEqual([
      8_192, 16_384, 32_768, 32_768,
    ]);
    expect(toWindow(10, 2_048)).toBe(2_048);
    const { providerOptions } = translate({ maxOutputTokens: 500 }, FAMILIES.ollama);
    expect(providerOptions).toMatchObject({ ollama: { options: { num_ctx: 8_192, num_predict: 500 } } });
  });
});

describe('files', () => {
  const takesPdf = new Set(['openai', 'anthropic', 'google', 'azure', 'openrouter', 'mistral']);

  it.each(FAMILIES_UNDER_TEST.filter(({ provider }) => provider !== 'deepseek'))(
    '$title is sent an image',
    async (family) => {
      const body = await send(family, { mediaType: 'image/png', name: 'map.png', blob: PNG });
      expect(body).toContain(Buffer.from(PNG).toString('base64'));
      expect(body).toContain('Look at this.');
    },
  );

  it.each(FAMILIES_UNDER_TEST.filter(({ provider }) => takesPdf.has(provider)))(
    '$title is sent a PDF',
    async (family) => {
      const body = await send(family, { mediaType: 'application/pdf', name: 'tiny.pdf', blob: PDF });
      expect(body).toContain(Buffer.from(PDF).toString('base64'));
    },
  );

  async function send(
    family: (typeof FAMILIES_UNDER_TEST)[number],
    file: { mediaType: string; name: string; blob: Uint8Array },
  ) {
    const { wire } = family;
    await using server = await startProviderServer(replyStream(wire.contentType, wire.toChunks({ text: 'A map.' })));
    using connected = connectFamily(family, server.url);
    const messages = [{ role: 'user' as const, text: 'Look at this.', files: [file], labels: [] }];
    await ask(connected.model, toRequest({ messages }));
    return server.sent[0]?.body ?? '';
  }
});
