/** Against a server that answers as the public documentation of the Brave Search API says. */
import { describe, expect, it } from 'vitest';
import { replyError, startProviderServer } from '../../../models/testing/start-provider-server.ts';
import { openSet, PLACE } from '../testing/open-set.ts';
import { createBraveSearchTools } from './create-brave-search-tools.ts';

const PAGE = {
  title: 'Tides',
  url: 'https://tides.example/',
  description: 'High at noon.',
  age: '2 days ago',
  language: 'en',
};
const WEB = {
  type: 'search',
  query: { original: 'tides' },
  web: { type: 'search', results: [PAGE, { ...PAGE, extra_snippets: ['a', 'b', 'c', 'd'] }] },
};
const NEWS = {
  type: 'news',
  query: { original: 'tides' },
  results: [{ ...PAGE, type: 'news_result', breaking: false }],
};

async function openStage() {
  const server = await startProviderServer((response, { path }) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(path.includes('/news/') ? NEWS : WEB));
  });
  const set = await openSet(createBraveSearchTools({ url: server.url, key: 'the-key' }));
  return { server, set, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

describe('brave_search', () => {
  it('says which setting is missing when there is no key', async () => {
    const source = createBraveSearchTools({ url: 'https://api.search.brave.com' });
    await expect(source.open('brave_search', PLACE)).rejects.toMatchObject({
      code: 'tool_not_configured',
      message: expect.stringContaining('BRAVE_API_KEY'),
    });
  });

  it('searches the web with its key in a header, and what it finds is words from the web', async () => {
    await using stage = await openStage();
    const found = await stage.set.call('web', { query: 'tides', page: 3, since: 'week', country: 'DE' });
    const plain = { title: 'Tides', url: 'https://tides.example/', description: 'High at noon.', age: '2 days ago' };
    expect(found).toEqual({ results: [plain, { ...plain, snippets: ['a', 'b', 'c'] }] });
    const [sent] = stage.server.sent;
    const url = new URL(sent?.path ?? '', stage.server.url);
    expect(url.pathname).toBe('/res/v1/web/search');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      q: 'tides',
      count: '10',
      offset: '2',
      freshness: 'pw',
      country: 'DE',
    });
    expect(sent?.headers['x-subscription-token']).toBe('the-key');
    expect(stage.set.find('web').labels).toEqual([{ source: 'web', name: 'brave_search__web' }]);
  });

  it('searches the news', async () => {
    await using stage = await openStage();
    expect(await stage.set.call('news', { query: 'tides' })).toMatchObject({
      results: [{ title: 'Tides', age: '2 days ago' }],
    });
  });

  it('tells that the key is refused', async () => {
    await using stage = await openStage();
    const detail = 'The provided subscription token is invalid.';
    stage.server.reply = replyError(422, {
      type: 'ErrorResponse',
      error: { code: 'SUBSCRIPTION_TOKEN_INVALID', detail },
    });
    const failing = stage.set.call('web', { query: 'tides' });
    await expect(failing).rejects.toMatchObject({ code: 'tool_failed', message: expect.stringContaining(detail) });
    await expect(failing).rejects.not.toMatchObject({ message: expect.stringContaining('the-key') });
  });
});
