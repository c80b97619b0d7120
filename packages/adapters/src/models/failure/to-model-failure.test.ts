/** Refusals that say less than they seem to: of one model and not of its key, or in the midst of an answer. */
import type { ModelFailedError } from '@tutti/engine';
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
    const failed = toFailed({ statusCode, responseBody: JSON.stringify({ error: { message } }) });
    expect(failed).toMatchObject({ class: expected, nothingHappened: true });
  });
});

describe('a request that is too large', () => {
  const limit = 'on tokens per minute (TPM): Limit 6000, Requested 9000';
  it.each([
    ['Groq: for a minute', 413, true, `Request too large for model \`x\` ${limit}`],
    ['OpenAI: for a minute', 429, true, `Request too large for gpt-4o in organization org-x ${limit}`],
    ['Anthropic: for anybody', 413, false, 'Request exceeds the maximum size'],
    ['for the model', 400, false, 'This model allows a maximum context length of 8192 tokens'],
  ] as const)('%s (%i)', (...[, statusCode, overAllowance, message]) => {
    const failed = toFailed({ statusCode, responseBody: JSON.stringify({ error: { message } }) });
    expect(failed).toMatchObject({ class: 'context_overflow', overAllowance, nothingHappened: true });
  });

  it('is not one that only comes too soon', () => {
    const responseBody = JSON.stringify({ error: { message: `Rate limit reached for gpt-4o ${limit}` } });
    expect(toFailed({ statusCode: 429, responseBody })).toMatchObject({ class: 'rate_limited', overAllowance: false });
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

function toFailed(error: unknown): ModelFailedError {
  const used = () => ({ inputTokens: 1, outputTokens: 0, costNanoUsd: 0 });
  return toModelFailure(error, { model: 'a/b', now: 0, redact: (text) => text, used });
}
