/** Pages of the public internet, as text. Whatever comes back is labelled as of the web. */
import { type Tool, type ToolSource, InvalidInputError, RetryableError, RunError } from '@tutti/engine';
import type { Json } from '@tutti/protocol';
import type { LookupFunction } from 'node:net';
import * as z from 'zod';
import { getPublic, type PublicAnswer } from '../../../net/get-public.ts';
import { NetworkError } from '../../../net/network-error.ts';
import { listHosts } from '../../list-hosts.ts';
import { createPlainSet, createTool } from '../create-tool.ts';
import type { ReadToolSettings } from '../settings/tool-settings.ts';
import { readContent } from './read-content.ts';

export interface WebFetchOptions {
  readonly readSettings: ReadToolSettings;
  /** What this program calls itself. */
  readonly userAgent: string;
  /** How names become addresses; tests give their own. */
  readonly resolve?: LookupFunction;
}

const MOST_CHARACTERS = 50_000;
/** Above the longest that an administrator can set. */
const LONGEST_MS = 310_000;
const REFUSALS = new Set(['FORBIDDEN_ADDRESS', 'REDIRECTED']);
const FINAL = new Set([...REFUSALS, 'TOO_LONG', 'UNKNOWN_ENCODING', 'ENOTFOUND']);

const FetchInput = z.object({
  url: z.string().min(1).max(2_048).describe('A complete URL of http or https.'),
  fromCharacter: z.int().nonnegative().default(0).describe('Where to read on in a long text.'),
  characters: z.int().min(100).max(MOST_CHARACTERS).default(20_000),
});

export function createWebFetchTools(options: WebFetchOptions): ToolSource {
  return createPlainSet('web_fetch', () => [createWebFetchTool(options)]);
}

function createWebFetchTool({ readSettings, userAgent, resolve }: WebFetchOptions): Tool {
  return createTool({
    name: 'web_fetch',
    description:
      'Fetches a page, text or JSON of the public internet by GET. Of a page it gives title, readable text and links; of anything else that is no text only type and size.',
    input: FetchInput,
    effect: 'read',
    source: 'web',
    timeoutMs: LONGEST_MS,
    hostsOf: ({ url }) => listHosts(url),
    async use({ url: text, ...part }, { signal, mayGo }) {
      const { web_fetch: settings } = await readSettings();
      const url = URL.parse(text);
      if (!url) throw new InvalidInputError('this is no complete URL', 'url');
      url.hash = '';
      const answer = await ask(url, {
        policy: settings,
        headers: { 'user-agent': userAgent, accept: 'text/html, application/json, text/*;q=0.9, */*;q=0.5' },
        bodyBytes: settings.bodyBytes,
        limitMs: settings.limitSeconds * 1_000,
        signal,
        ...(mayGo && { mayGo }),
        ...(resolve && { resolve }),
      });
      return toOutput(answer, part);
    },
  });
}

async function ask(url: URL, request: Parameters<typeof getPublic>[1]): Promise<PublicAnswer> {
  try {
    return await getPublic(url, request);
  } catch (cause) {
    if (!(cause instanceof NetworkError)) throw cause;
    if (REFUSALS.has(cause.code))
      throw new RunError('address_refused', cause.message, { cause, nothingHappened: true });
    const message = `${url.host} could not be read: ${cause.message}`;
    throw FINAL.has(cause.code)
      ? new RunError('step_failed', message, { cause })
      : new RetryableError(message, { cause });
  }
}

function toOutput(
  { url, status, headers, body }: PublicAnswer,
  { fromCharacter, characters }: { fromCharacter: number; characters: number },
): Json {
  const { text, ...content } = readContent(body, { contentType: headers['content-type'] ?? '', url });
  const facts = { url: url.href, status, ...content };
  if (text === undefined) return facts;
  const until = fromCharacter + characters;
  return {
    ...facts,
    // Each once: they are what the beginning of the answer is read for.
    ...(fromCharacter > 0 && { links: [] }),
    text: text.slice(fromCharacter, until),
    characters: text.length,
    ...(until < text.length && { nextCharacter: until }),
  };
}
