import { expect, it } from 'vitest';
import { bodyOf, createCallRoute } from '../testing/call-route.ts';
import { openTestApp } from '../testing/test-app.ts';

it('agents are listed in pages, by words and by what they can', async () => {
  await using stage = await openTestApp();
  const call = createCallRoute(stage.app);
  const list = async (query: Record<string, string>) => bodyOf('listAgents', await call('listAgents', { query }));
  const all = await list({ limit: '200' });
  expect(all).toMatchObject({ next: null });
  const first = await list({ limit: '2' });
  const rest = await list({ limit: '200', cursor: first.next ?? '' });
  expect([...first.items, ...rest.items]).toEqual(all.items);
  expect((await list({ text: 'WRITER' })).items.map(({ id }) => id)).toContain('writer');
  const [capability = ''] = all.items[0]?.capabilities ?? [];
  expect((await list({ capability })).items.every(({ capabilities }) => capabilities.includes(capability))).toBe(true);
  expect((await call('listAgents', { query: { cursor: '../x' } })).json()).toMatchObject({
    path: 'cursor',
    status: 400,
  });
});

it('an agent is told whole, and an unknown one with the nearest', async () => {
  await using stage = await openTestApp();
  const call = createCallRoute(stage.app);
  expect(bodyOf('getAgent', await call('getAgent', { params: { agent: 'writer' } })).instructions).not.toBe('');
  const unknown = await call('getAgent', { params: { agent: 'writter' } });
  expect(unknown.json()).toMatchObject({
    code: 'unknown_agent',
    status: 404,
    detail: expect.stringContaining('writer') as unknown,
  });
});
