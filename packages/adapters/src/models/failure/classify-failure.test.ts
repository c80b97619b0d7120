/** Statuses, headers and bodies as providers document them or are known to send them. */
import { createRedact, type ModelFailedError } from '@tutti/engine';
import { describe, expect, it } from 'vitest';
import { replyError, startProviderServer } from '../testing/start-provider-server.ts';
import { ask, connectFamily, SECRET, toRequest } from '../testing/connect-family.ts';
import { FAMILIES_UNDER_TEST } from '../testing/families-under-test.ts';
import { toModelFailure } from './to-model-failure.ts';

const NOW = Date.UTC(2026, 10, 21, 12, 0, 0);

interface Case {
  readonly title: string;
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Record<string, string>;
  readonly class: string;
  /** Milliseconds from now. */
  readonly retryIn?: number;
}

const CASES: readonly Case[] = [
  {
    title: 'OpenAI: too many requests',
    status: 429,
    body: {
      error: {
        message:
          'Rate limit reached for gpt-4o in organization org-x on tokens per min (TPM): Limit 30000, Used 29000, Requested 2000. Please try again in 6.5s.',
        type: 'tokens',
        code: 'rate_limit_exceeded',
      },
    },
    class: 'rate_limited',
    retryIn: 6500,
  },
  {
    title: 'OpenAI: no credit',
    status: 429,
    body: {
      error: {
        message: 'You exceeded your current quota, please check your plan and billing details.',
        type: 'insufficient_quota',
        code: 'insufficient_quota',
      },
    },
    class: 'quota_exhausted',
  },
  {
    title: 'OpenAI: milliseconds in a header of its own',
    status: 429,
    body: {},
    headers: { 'retry-after-ms': '1250' },
    class: 'rate_limited',
    retryIn: 1250,
  },
  {
    title: 'OpenAI: the window that is empty says when it begins anew',
    status: 429,
    body: {},
    headers: {
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '6m0.5s',
      'x-ratelimit-remaining-tokens': '12',
      'x-ratelimit-reset-tokens': '9h',
    },
    class: 'rate_limited',
    retryIn: 360_500,
  },
  {
    title: 'OpenAI: too long',
    status: 400,
    body: {
      error: {
        message:
          "This model's maximum context length is 128000 tokens. However, your messages resulted in 150000 tokens.",
        code: 'context_length_exceeded',
      },
    },
    class: 'context_overflow',
  },
  {
    title: 'OpenAI: no such model',
    status: 404,
    body: {
      error: { message: 'The model `gpt-9` does not exist or you do not have access to it.', code: 'model_not_found' },
    },
    class: 'not_found',
  },
  {
    title: 'OpenAI: wrong key',
    status: 401,
    body: { error: { message: 'Incorrect API key provided', code: 'invalid_api_key' } },
    class: 'unauthorized',
  },
  {
    title: 'OpenAI: bad parameter',
    status: 400,
    body: { error: { message: "Unsupported parameter: 'foo'", code: 'unsupported_parameter' } },
    class: 'bad_request',
  },
  {
    title: 'Azure: content filter',
    status: 400,
    body: {
      error: {
        message: "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
        code: 'content_filter',
        innererror: { code: 'ResponsibleAIPolicyViolation' },
      },
    },
    class: 'content_filtered',
  },
  {
    title: 'Azure: no such deployment',
    status: 404,
    body: { error: { code: 'DeploymentNotFound', message: 'The API deployment for this resource does not exist.' } },
    class: 'not_found',
  },
  {
    title: 'Anthropic: overloaded',
    status: 529,
    body: { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
    class: 'overloaded',
  },
  {
    title: 'Anthropic: the reset is a date',
    status: 429,
    body: { type: 'error', error: { type: 'rate_limit_error', message: 'This request would exceed your rate limit' } },
    headers: {
      'anthropic-ratelimit-requests-remaining': '0',
      'anthropic-ratelimit-requests-reset': '2026-11-21T12:00:30Z',
      'anthropic-ratelimit-tokens-remaining': '0',
      'anthropic-ratelimit-tokens-reset': '2026-11-21T12:01:00Z',
    },
    class: 'rate_limited',
    retryIn: 60_000,
  },
  {
    title: 'Anthropic: no credit',
    status: 400,
    body: {
      type: 'error',
      error: { type: 'invalid_request_error', message: 'Your credit balance is too low to access the Anthropic API.' },
    },
    class: 'quota_exhausted',
  },
  {
    title: 'Anthropic: too long',
    status: 400,
    body: {
      type: 'error',
      error: { type: 'invalid_request_error', message: 'prompt is too long: 210000 tokens > 200000 maximum' },
    },
    class: 'context_overflow',
  },
  {
    title: 'Anthropic: too large',
    status: 413,
    body: { type: 'error', error: { type: 'request_too_large', message: 'Request exceeds the maximum size' } },
    class: 'context_overflow',
  },
  {
    title: 'Gemini: the quota of a minute',
    status: 429,
    body: {
      error: {
        code: 429,
        message: 'You exceeded your current quota, please check your plan and billing details.',
        status: 'RESOURCE_EXHAUSTED',
        details: [
          {
            '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
            violations: [{ quotaId: 'GenerateRequestsPerMinutePerProjectPerModel-FreeTier' }],
          },
          { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34s' },
        ],
      },
    },
    class: 'rate_limited',
    retryIn: 34_000,
  },
  {
    title: 'Gemini: the quota of a day',
    status: 429,
    body: {
      error: {
        code: 429,
        message: 'You exceeded your current quota',
        status: 'RESOURCE_EXHAUSTED',
        details: [{ violations: [{ quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier' }] }],
      },
    },
    class: 'quota_exhausted',
  },
  {
    title: 'Gemini: wrong key, said with a 400',
    status: 400,
    body: {
      error: {
        code: 400,
        message: 'API key not valid. Please pass a valid API key.',
        status: 'INVALID_ARGUMENT',
        details: [{ reason: 'API_KEY_INVALID' }],
      },
    },
    class: 'unauthorized',
  },
  {
    title: 'Gemini: too long',
    status: 400,
    body: {
      error: {
        code: 400,
        message: 'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
        status: 'INVALID_ARGUMENT',
      },
    },
    class: 'context_overflow',
  },
  {
    title: 'Gemini: overloaded',
    status: 503,
    body: { error: { code: 503, message: 'The model is overloaded. Please try again later.', status: 'UNAVAILABLE' } },
    class: 'overloaded',
  },
  {
    title: 'Groq: the requests of a day',
    status: 429,
    body: {
      error: {
        message:
          'Rate limit reached for model `llama-3.3-70b-versatile` on requests per day (RPD): Limit 1000, Used 1000, Requested 1. Please try again in 1m26.4s.',
        type: 'requests',
        code: 'rate_limit_exceeded',
      },
    },
    headers: { 'retry-after': '87' },
    class: 'quota_exhausted',
    retryIn: 87_000,
  },
  {
    title: 'Groq: more than a minute allows',
    status: 413,
    body: {
      error: {
        message: 'Request too large for model `x` on tokens per minute (TPM): Limit 6000, Requested 9000',
        code: 'rate_limit_exceeded',
      },
    },
    class: 'context_overflow',
  },
  {
    title: 'Groq: retired model',
    status: 400,
    body: {
      error: {
        message: 'The model `mixtral-8x7b-32768` has been decommissioned and is no longer supported.',
        code: 'model_decommissioned',
      },
    },
    class: 'not_found',
  },
  {
    title: 'Groq: out of capacity',
    status: 498,
    body: { error: { message: 'Flex tier capacity exceeded', code: 'capacity_exceeded' } },
    class: 'overloaded',
  },
  {
    title: 'Mistral: no such model',
    status: 400,
    body: { object: 'error', message: 'Invalid model: mistral-tiny-1', type: 'invalid_model', code: '1500' },
    class: 'not_found',
  },
  {
    title: 'Mistral: too long',
    status: 400,
    body: {
      object: 'error',
      message: 'Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length',
      type: 'invalid_request_prompt',
    },
    class: 'context_overflow',
  },
  {
    title: 'Cohere: too long',
    status: 400,
    body: { message: 'too many tokens: total number of tokens in the prompt exceeds the limit of 128000' },
    class: 'context_overflow',
  },
  {
    title: 'Cohere: the calls of a month',
    status: 429,
    body: {
      message:
        'You are using a Trial key, which is limited to 1000 API calls / month. You have reached your monthly limit.',
    },
    class: 'quota_exhausted',
  },
  {
    title: 'Together: the reset is in seconds',
    status: 429,
    body: { error: { message: 'You have reached the rate limit', type: 'rate_limit' } },
    headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '2' },
    class: 'rate_limited',
    retryIn: 2000,
  },
  {
    title: 'Hugging Face: credits used up',
    status: 402,
    body: { error: 'You have exceeded your monthly included credits for Inference Providers.' },
    class: 'quota_exhausted',
  },
  {
    title: 'OpenRouter: free calls of a day, with their reset',
    status: 429,
    body: {
      error: {
        message: 'Rate limit exceeded: free-models-per-day',
        code: 429,
        metadata: {
          headers: {
            'X-RateLimit-Limit': '50',
            'X-RateLimit-Remaining': '0',
            'X-RateLimit-Reset': String(NOW + 3_600_000),
          },
        },
      },
    },
    class: 'quota_exhausted',
    retryIn: 3_600_000,
  },
  {
    title: 'OpenRouter: moderation',
    status: 403,
    body: {
      error: {
        code: 403,
        message: 'Your chosen model requires moderation and your input was flagged',
        metadata: { reasons: ['violence'] },
      },
    },
    class: 'content_filtered',
  },
  {
    title: 'OpenRouter: nobody serves it',
    status: 404,
    body: { error: { message: 'No endpoints found that support tool use.', code: 404 } },
    class: 'not_found',
  },
  {
    title: 'OpenRouter: no credit',
    status: 402,
    body: { error: { code: 402, message: 'This request requires more credits, or fewer max_tokens.' } },
    class: 'quota_exhausted',
  },
  {
    title: 'DeepSeek: no money',
    status: 402,
    body: { error: { message: 'Insufficient Balance', type: 'unknown_error' } },
    class: 'quota_exhausted',
  },
  { title: 'Ollama: no such model', status: 404, body: { error: "model 'llama9' not found" }, class: 'not_found' },
  {
    title: 'Ollama: busy',
    status: 503,
    body: { error: 'server busy, please try again. maximum pending requests exceeded' },
    class: 'overloaded',
  },
  {
    title: 'llama.cpp: too long',
    status: 400,
    body: {
      error: {
        code: 400,
        message: 'the request exceeds the available context size. try increasing the context size',
        type: 'exceed_context_size_error',
      },
    },
    class: 'context_overflow',
  },
  {
    title: 'a gateway that waited in vain',
    status: 504,
    body: '<html>504 Gateway Time-out</html>',
    class: 'timed_out',
  },
  {
    title: 'a server that broke',
    status: 500,
    body: { error: { message: 'The server had an error' } },
    class: 'overloaded',
  },
  {
    title: 'Retry-After as a date',
    status: 503,
    body: {},
    headers: { 'retry-after': 'Sat, 21 Nov 2026 12:02:00 GMT' },
    class: 'overloaded',
    retryIn: 120_000,
  },
  {
    title: 'Retry-After beyond all reason',
    status: 429,
    body: {},
    headers: { 'retry-after': '99999999' },
    class: 'rate_limited',
    retryIn: 31 * 86_400_000,
  },
  {
    title: 'Retry-After that is no time',
    status: 429,
    body: {},
    headers: { 'retry-after': 'soon' },
    class: 'rate_limited',
  },
  {
    title: 'Retry-After in the past',
    status: 429,
    body: {},
    headers: { 'retry-after': '-5' },
    class: 'rate_limited',
    retryIn: 0,
  },
];

describe('the class of a failure', () => {
  it.each(CASES)('$title', ({ status, body, headers = {}, class: expected, retryIn }) => {
    const failure = toFailure({ statusCode: status, responseHeaders: headers, responseBody: JSON.stringify(body) });
    expect(failure).toMatchObject({ class: expected, status });
    expect(failure.retryAt).toBe(retryIn === undefined ? undefined : NOW + retryIn);
    if (status < 500 && expected !== 'content_filtered') expect(failure.nothingHappened).toBe(true);
    if (status === 500 || status === 504)
      expect(failure).toMatchObject({ nothingHappened: false, used: { inputTokens: 5 } });
  });

  it('knows a request that the library itself refused to send', () => {
    const refused = Object.assign(new Error('file parts with provider references'), {
      name: 'AI_UnsupportedFunctionalityError',
    });
    expect(toFailure(refused)).toMatchObject({ class: 'bad_request', nothingHappened: true });
  });

  it.each([
    ['an overloaded server', { type: 'overloaded_error', message: 'Overloaded' }, 'overloaded'],
    ['a limit', { type: 'rate_limit_error', message: 'Rate limit' }, 'rate_limited'],
    ['a status', { message: 'upstream', code: 502 }, 'overloaded'],
    ['a filter', { code: 'content_filter', message: 'blocked' }, 'content_filtered'],
    ['nothing that is known', { message: 'hm' }, 'malformed'],
    ['a text', 'the model runner has unexpectedly stopped', 'malformed'],
  ])('in the midst of a stream: %s', (_title, error, expected) => {
    expect(toFailure(error)).toMatchObject({ class: expected });
  });

  it.each(FAMILIES_UNDER_TEST)('$title tells no key in the words of a refusal', async (family) => {
    await using server = await startProviderServer(
      replyError(401, { error: { message: `Incorrect API key provided: ${SECRET}`, type: 'x' }, message: SECRET }),
    );
    using connected = connectFamily(family, server.url);
    const failure = await ask(connected.model, toRequest()).catch((error: unknown) => error);
    expect(failure).toMatchObject({ class: 'unauthorized', status: 401, nothingHappened: true });
    expect(String(failure)).not.toContain(SECRET);
    expect(String(failure)).toContain('[redacted:secret]');
    expect(server.sent).toHaveLength(1);
  });

  it('leaves no half of a key where it cuts off long words', () => {
    for (let before = 260; before < 310; before++) {
      const responseBody = JSON.stringify({ error: { message: `${'x'.repeat(before)} ${SECRET}` } });
      const failure = toFailure({ statusCode: 401, responseBody }, [SECRET]);
      expect(failure.message).not.toContain(SECRET.slice(0, 6));
      expect(failure.message.length).toBeLessThan(400);
    }
  });

  it.each(FAMILIES_UNDER_TEST)('$title does not repeat a key that cannot be sent', async (family) => {
    await using server = await startProviderServer(replyError(500, {}));
    using connected = connectFamily(family, server.url, 'first-line-of-the-key\nsecond-line');
    const failure = await ask(connected.model, toRequest()).catch((error: unknown) => error);
    expect(failure).toMatchObject({ class: 'unauthorized', nothingHappened: true });
    expect(String(failure)).toContain('cannot be sent');
    expect(String(failure)).not.toMatch(/first-line|second-line/);
    expect(server.sent).toHaveLength(0);
  });

  it.each(FAMILIES_UNDER_TEST)('$title says that it cannot be reached where nobody listens', async (family) => {
    const server = await startProviderServer(replyError(500, {}));
    await server[Symbol.asyncDispose]();
    using connected = connectFamily(family, server.url);
    await expect(ask(connected.model, toRequest())).rejects.toMatchObject({
      class: 'unreachable',
      nothingHappened: true,
      retryable: true,
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });
});

function toFailure(error: unknown, secrets: readonly string[] = []): ModelFailedError {
  const used = { inputTokens: 5, outputTokens: 0, costNanoUsd: 0, estimated: true };
  return toModelFailure(error, { model: 'a/b', now: NOW, redact: createRedact(secrets), used: () => used });
}
