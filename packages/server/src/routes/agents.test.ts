import { expect, it } from 'vitest';
import { bodyOf, createCallRoute } from '../testing/call-route.ts';
import { openTestApp } from '../testing/test-app.ts';

async function openStage() {
  const stage = await openTestApp();
  const call = createCallRoute(stage.app);
  const list = async (query: Record<string, string>) => bodyOf('listAgents', await call('listAgents', { query }));
  const listIds = async (query: Record<string, string>) =>
    (await list({ limit: '200', ...query })).items.map(({ id }) => id as string);
  return { call, list, listIds, [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose]() };
}

it('agents are listed in pages, by words and by what they are and can', async () => {
  await using stage = await openStage();
  const { call, list, listIds } = stage;
  const all = await list({ limit: '200' });
  expect(all).toMatchObject({ next: null });
  expect(all.items).toHaveLength(86);
  const first = await list({ limit: '50' });
  const rest = await list({ limit: '200', cursor: first.next ?? '' });
  expect([...first.items, ...rest.items]).toEqual(all.items);

  expect(await listIds({ text: 'WRITER' })).toContain('drafting');
  expect(await listIds({ suite: 'pygent-factory' })).toEqual(['analysis', 'generation', 'research']);
  expect(await listIds({ capability: 'code_review' })).toContain('code-review');
  const monitors = (await list({ limit: '200', role: 'monitor', category: 'Infrastructure' })).items;
  expect(monitors.length).toBeGreaterThan(0);
  for (const agent of monitors) expect(agent).toMatchObject({ role: 'monitor', category: 'Infrastructure' });
  expect(await listIds({ suite: 'nobody' })).toEqual([]);
  for (const [path, value] of Object.entries({ cursor: '../x', role: 'king' }))
    expect((await call('listAgents', { query: { [path]: value } })).json()).toMatchObject({ path, status: 400 });
});

it('an agent is told whole, by whatever it is called', async () => {
  await using stage = await openStage();
  for (const agent of ['drafting', 'writer', 'Writer', 'drafting_agent']) {
    const told = bodyOf('getAgent', await stage.call('getAgent', { params: { agent } }));
    expect(told).toMatchObject({ id: 'drafting', aliases: ['writer'], category: 'Content' });
    expect(told.instructions).not.toBe('');
  }
});

it('an unknown agent is told with the nearest', async () => {
  await using stage = await openStage();
  const unknown = await stage.call('getAgent', { params: { agent: 'writter' } });
  expect(unknown.json()).toMatchObject({
    code: 'unknown_agent',
    status: 404,
    detail: expect.stringContaining('drafting (writer)') as unknown,
  });
});

it('a task and a budget of an alias are those of the agent', async () => {
  await using stage = await openStage();
  const { call } = stage;
  const task = { goal: 'Write a haiku', agents: ['writer', 'code_review'] };
  const submitted = bodyOf('submitTask', await call('submitTask', { body: task }));
  const told = bodyOf('getTask', await call('getTask', { params: { task: submitted.task } }));
  expect(told.agents).toEqual(['drafting', 'code-review']);

  const params = { account: 'agent:writer', period: 'day' };
  const set = bodyOf('setBudget', await call('setBudget', { params, body: { limit: { usd: '1' } } }));
  expect(set.account).toBe('agent:drafting');
  expect((await call('removeBudget', { params })).statusCode).toBe(204);
  expect((await call('removeBudget', { params })).json()).toMatchObject({ code: 'budget_not_found' });
});
