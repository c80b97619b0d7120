/** Embeddings of the families whose protocol aimock does not speak, by their public documentation; the others are in answers-of-aimock.test.ts. */
import type { Json } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { connectFamily, SECRET } from './testing/connect-family.ts';
import { FAMILIES_UNDER_TEST } from './testing/families-under-test.ts';
import { replyError, replyJson, startProviderServer } from './testing/start-provider-server.ts';

const VECTOR = [0.25, -0.5, 1];

/** What each one answers to `count` texts. */
const BODIES: Readonly<Record<string, (count: number) => Json>> = {
  google: (count) => ({ embeddings: Array.from({ length: count }, () => ({ values: VECTOR })) }),
  cohere: (count) => ({
    id: '1',
    embeddings: { float: Array.from({ length: count }, () => VECTOR) },
    texts: [],
    meta: { api_version: { version: '2' }, billed_units: { input_tokens: 12 } },
  }),
  ollama: (count) => ({
    model: 'm',
    embeddings: Array.from({ length: count }, () => VECTOR),
    total_duration: 1,
    load_duration: 1,
    prompt_eval_count: 12,
  }),
};

describe('embeddings', () => {
  const families = FAMILIES_UNDER_TEST.filter(({ embeds }) => embeds === 'protocol');

  it.each(families)('$title makes a vector of each text', async (family) => {
    const toBody = BODIES[family.provider] ?? (() => null);
    await using server = await startProviderServer(replyJson(toBody(3)));
    using connected = connectFamily(family, server.url);
    const call = { texts: ['one', 'two', 'three'], signal: new AbortController().signal };
    const key = `${family.provider}/main`;
    const { vectors, inputTokens } = await connected.providers.embed(family.card.id, key, call);
    expect(vectors).toEqual([VECTOR, VECTOR, VECTOR]);
    expect(inputTokens).toBe(family.provider === 'google' ? undefined : 12);

    server.reply = replyJson(toBody(2));
    await expect(connected.providers.embed(family.card.id, key, call)).rejects.toMatchObject({ class: 'malformed' });
  });

  it.each(families)('$title: a failed call is classed like any other', async (family) => {
    await using server = await startProviderServer(
      replyError(429, { error: { message: `slow down, ${SECRET}` } }, { 'retry-after': '3' }),
    );
    using connected = connectFamily(family, server.url);
    const call = { texts: ['one'], signal: new AbortController().signal };
    const failure = await connected.providers
      .embed(family.card.id, `${family.provider}/main`, call)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ class: 'rate_limited', nothingHappened: true, retryAt: expect.any(Number) });
    expect(String(failure)).not.toContain(SECRET);
    expect(server.sent).toHaveLength(1);
  });

  it('a failure in the midst of many texts says what was paid for until then, and hands on what came', async () => {
    const [family] = FAMILIES_UNDER_TEST.filter(({ provider }) => provider === 'cohere');
    if (!family) throw new Error('there is no such family');
    const toBody = BODIES['cohere'] ?? (() => null);
    const slowDown = replyError(429, { message: 'slow down' }, { 'retry-after': '3' });
    await using server = await startProviderServer((response, sent) =>
      (server.sent.length < 3 ? replyJson(toBody(96)) : slowDown)(response, sent),
    );
    using connected = connectFamily(family, server.url);
    const vectors: (readonly number[])[] = [];
    const failure = await connected.providers
      .embed(family.card.id, 'cohere/main', {
        texts: Array.from({ length: 250 }, (_, index) => `text ${index}`),
        signal: new AbortController().signal,
        onVectors: (more) => void vectors.push(...more),
      })
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ class: 'rate_limited', nothingHappened: false, retryAt: expect.any(Number) });
    expect(failure).toMatchObject({ status: 429, used: { inputTokens: 24, outputTokens: 0 } });
    expect(vectors).toHaveLength(192);
    expect(server.sent).toHaveLength(3);
  });

  it('says so where a family makes none', async () => {
    const [family] = FAMILIES_UNDER_TEST.filter(({ provider }) => provider === 'anthropic');
    if (!family) throw new Error('there is no such family');
    await using server = await startProviderServer(replyJson({}));
    using connected = connectFamily(family, server.url);
    const call = { texts: ['one'], signal: new AbortController().signal };
    await expect(connected.providers.embed(family.card.id, 'anthropic/main', call)).rejects.toMatchObject({
      class: 'not_found',
    });
    expect(server.sent).toHaveLength(0);
  });
});
