import { QueryClient } from '@tanstack/react-query';
import { createClient } from '@tutti/sdk';
import { expect, it } from 'vitest';
import { rehearsalQuery } from './model-queries.ts';

/** Of a server that says this of its models. */
async function ask(models: object | undefined): Promise<boolean | null> {
  const status = {
    version: '1.0.0',
    startedAt: '2026-11-21T12:00:00.000Z',
    uptimeMs: 1,
    state: 'ready',
    store: { kind: 'sqlite', state: 'ok' },
    driving: 0,
    followers: 0,
    memoryBytes: 1,
    authentication: true,
    dataDirectory: '/data',
    ...(models && { models }),
  };
  const fetch = async (url: string) =>
    url.endsWith('/system/status') ? Response.json(status) : Response.json({ items: [], next: null });
  return new QueryClient().fetchQuery(rehearsalQuery(createClient({ url: 'http://127.0.0.1:9', fetch })));
}

it('the rehearsal model stands in where the server says so, and not wherever no model can be called', async () => {
  expect(await ask({ offered: 0, rehearsal: true })).toBe(true);
  expect(await ask({ offered: 0, rehearsal: false })).toBe(false);
  expect(await ask(undefined)).toBeNull();
});
