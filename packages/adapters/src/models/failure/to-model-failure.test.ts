/** Refusals that say less than they seem to: of one model and not of its key, or in the midst of an answer. */
import { describe, expect, it } from 'vitest';
import { ask, connectFamily, toRequest } from '../testing/connect-family.ts';
import { FAMILIES_UNDER_TEST } from '../testing/families-under-test.ts';
import { replyError, replyStream, startProviderServer } from '../testing/start-provider-server.ts';
import { toModelFailure } from './to-model-failure.ts';

const OPENROUTER = FAMILIES_UNDER_TEST.filter(({ provider }) => provider === 'openrouter');
const REFUSAL = (code: number) => ({ error: { code, message: 'Provider returned error' } });
const SAID = 'It is cold, '.repeat(40);

describe('a refusal of one model only', () => {
  it.each([
    ['OpenAI: a project without the model', 403, 'not_found', 'Project `p` does not have access to model `gpt-x`'],
    [
      'Anthropic: a key without the right',
      403,
      'not_found',
      'Your API key does not have permission to use the resource',
    ],
    ['a firewall in between', 403, 'not_found', '<html><title>Access denied</title></html>'],
    ['OpenRouter: what its owner allows the key', 403, 'quota_exhausted', 'Key limit exceeded (total limit)'],
    ['Google: a key that leaked', 403, 'unauthorized', 'Your API key was reported as leaked. PERMISSION_DENIED'],
    ['an account that is closed', 403, 'unauthorized', 'Your account has been suspended'],
  ] as const)('%s (%i): %s', (...[, statusCode, expected, message]) => {
    const failed = toModelFailure(
      { statusCode, responseBody: JSON.stringify({ error: { message } }) },
      {
        model: 'a/b',
        now: 0,
        redact: (text) => text,
        used: () => ({ inputTokens: 1, outputTokens: 0, costNanoUsd: 0 }),
      },
    );
    expect(failed).toMatchObject({ class: expected, nothingHappened: true });
  });
});

describe.each(OPENROUTER)('$title', (family) => {
  const { wire } = family;
  const begun = wire.toChunks({ text: SAID }).filter((chunk) => !/finish_reason":"|\[DONE\]/.test(chunk));
  const toEvent = (code: number) => `data: ${JSON.stringify({ id: 'x', ...REFUSAL(code), choices: [] })}\n\n`;

  it.each([
    [429, 'rate_limited'],
    [402, 'quota_exhausted'],
    [400, 'bad_request'],
    [503, 'overloaded'],
  ] as const)('charges what had come before a refusal (%i) in the midst of the answer', async (code, expected) => {
    await using server = await startProviderServer(replyStream(wire.contentType, [...begun, toEvent(code)]));
    using connected = connectFamily(family, server.url);
    const deltas: string[] = [];
    const signal = new AbortController().signal;
    const failure = await connected.model
      .answer(toRequest(), { signal, onDelta: (text) => deltas.push(text) })
      .catch((error: unknown) => error);
    expect(deltas.join('')).toBe(SAID);
    expect(failure).toMatchObject({ class: expected, nothingHappened: false, used: { estimated: true } });
    expect(failure).toMatchObject({ used: { outputTokens: Math.ceil(SAID.length / 4) } });
  });

  it('charges what was sent where a refusal is all that the answer holds: nobody knows that nothing was used', async () => {
    await using server = await startProviderServer(replyStream(wire.contentType, [toEvent(429)]));
    using connected = connectFamily(family, server.url);
    await expect(ask(connected.model, toRequest())).rejects.toMatchObject({
      class: 'rate_limited',
      nothingHappened: false,
      used: { outputTokens: 0, estimated: true },
    });
  });

  it('charges nothing for a refusal in place of an answer', async () => {
    await using server = await startProviderServer(replyError(429, REFUSAL(429)));
    using connected = connectFamily(family, server.url);
    await expect(ask(connected.model, toRequest())).rejects.toMatchObject({
      class: 'rate_limited',
      nothingHappened: true,
      used: undefined,
    });
  });
});
