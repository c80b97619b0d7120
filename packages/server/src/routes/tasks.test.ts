import { TaskId } from '@tutti/protocol';
import { expect, it } from 'vitest';
import { bodyOf, createCallRoute } from '../testing/call-route.ts';
import { openTestApp, STRANGER, VIEWER } from '../testing/test-app.ts';

const GOAL = 'Write a haiku about autumn';

it('a task is submitted, worked on, and told whole', async () => {
  await using stage = await openTestApp();
  const call = createCallRoute(stage.app);
  const trace = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
  const submitted = await call('submitTask', {
    body: { goal: GOAL, agents: ['drafting'], budget: { usd: '0.5' }, priority: 'high', seed: 'same' },
    headers: { traceparent: trace },
  });
  const { task, run } = bodyOf('submitTask', submitted);
  expect(submitted.headers.location).toBe(`/api/v1/tasks/${task}`);

  stage.home.engine.start();
  await stage.home.engine.untilSettled(stage.home.principal, run);
  const told = bodyOf('getTask', await call('getTask', { params: { task } }));
  expect(told).toMatchObject({
    task,
    goal: GOAL,
    agents: ['drafting'],
    pattern: 'sequential',
    priority: 'high',
    budget: { usd: '0.5' },
    review: false,
    run: { run, status: 'completed', rehearsed: true },
    runs: [run],
    feedback: [],
    by: stage.home.principal.user,
  });
  expect(bodyOf('getRun', await call('getRun', { params: { run } })).trace).toBe(trace);
});

it('three agents work where none is named, and a retry is the newest run of its task', async () => {
  await using stage = await openTestApp();
  const call = createCallRoute(stage.app);
  const { task, run } = bodyOf('submitTask', await call('submitTask', { body: { goal: GOAL } }));
  bodyOf('cancelTask', await call('cancelTask', { params: { task } }));
  stage.home.engine.start();
  await stage.home.engine.untilSettled(stage.home.principal, run);
  const again = bodyOf('retryRun', await call('retryRun', { params: { run } })).run;
  await stage.home.engine.untilSettled(stage.home.principal, again);

  const told = bodyOf('getTask', await call('getTask', { params: { task } }));
  expect(told.agents).toEqual(['project', 'drafting', 'editing']);
  expect(told.runs).toEqual([again, run]);
  const list = bodyOf('listTasks', await call('listTasks'));
  expect(list.items.map((item) => item.run)).toEqual([again]);
  expect((await call('cancelTask', { params: { task } })).json()).toMatchObject({ code: 'run_finished', status: 409 });
});

it('the patterns are told with their options, and one that does not know an option is refused it', async () => {
  await using stage = await openTestApp();
  const call = createCallRoute(stage.app);
  const { items } = bodyOf('listPatterns', await call('listPatterns'));
  const found = items.find(({ name }) => name === 'consensus');
  expect(found).toMatchObject({ least: 2, options: expect.arrayContaining(['quorum', 'rounds']) });
  const body = { goal: GOAL, pattern: 'parallel' as const, patternOptions: { rounds: 2 } };
  expect((await call('submitTask', { body })).json()).toMatchObject({ code: 'invalid_input', status: 400 });
});

it('two who compete are judged by somebody who does not', async () => {
  await using stage = await openTestApp();
  const call = createCallRoute(stage.app);
  const body = { goal: GOAL, agents: ['drafting', 'editing'], pattern: 'competitive' as const };
  const { task } = bodyOf('submitTask', await call('submitTask', { body }));
  const told = bodyOf('getTask', await call('getTask', { params: { task } }));
  expect(told.patternOptions).toEqual({ judges: ['project'] });
});

it('feedback about a task is kept with its newest run', async () => {
  await using stage = await openTestApp();
  const call = createCallRoute(stage.app);
  const { task } = bodyOf('submitTask', await call('submitTask', { body: { goal: GOAL } }));
  const body = { rating: 'bad', comment: 'too long' };
  const given = bodyOf('giveTaskFeedback', await call('giveTaskFeedback', { params: { task }, body }));
  expect(given).toMatchObject({ ...body, by: stage.home.principal.user });
  expect(bodyOf('getTask', await call('getTask', { params: { task } })).feedback).toEqual([given]);
});

it('tasks are listed in pages, by status and by words', async () => {
  await using stage = await openTestApp();
  const call = createCallRoute(stage.app);
  for (const goal of ['apples one', 'apples two', 'pears'])
    bodyOf('submitTask', await call('submitTask', { body: { goal } }));
  const first = bodyOf('listTasks', await call('listTasks', { query: { limit: '2' } }));
  expect(first.items.map(({ title }) => title)).toEqual(['pears', 'apples two']);
  const second = bodyOf('listTasks', await call('listTasks', { query: { limit: '2', cursor: first.next ?? '' } }));
  expect(second).toMatchObject({ items: [{ title: 'apples one' }], next: null });
  expect(bodyOf('listTasks', await call('listTasks', { query: { text: 'apple' } })).items).toHaveLength(2);
  expect(bodyOf('listTasks', await call('listTasks', { query: { status: 'failed,running' } })).items).toEqual([]);
});

it('what makes no sense is refused with the field that is meant', async () => {
  await using stage = await openTestApp();
  const call = createCallRoute(stage.app);
  const refused = async (body: object) => (await call('submitTask', { body })).json() as unknown;
  expect(await refused({ goal: ' ' })).toMatchObject({ status: 400, code: 'invalid_input', path: 'goal' });
  expect(await refused({ goal: GOAL, agents: ['writter'] })).toMatchObject({ status: 404, code: 'unknown_agent' });
  expect(await refused({ goal: GOAL, agents: ['writter'] })).toHaveProperty(
    'detail',
    expect.stringContaining('drafting'),
  );
  expect(await refused({ goal: GOAL, extra: 1 })).toMatchObject({ code: 'invalid_input' });
  expect(await refused({ goal: GOAL, budget: { usd: 'NaN' } })).toMatchObject({ path: 'budget.usd' });
  expect((await call('listTasks', { query: { cursor: "' OR 1=1" } })).json()).toMatchObject({
    code: 'invalid_input',
    path: 'cursor',
  });
});

it('nothing of another tenant is there, and who may only look may only look', async () => {
  await using stage = await openTestApp();
  const call = createCallRoute(stage.app);
  const { task, run } = bodyOf('submitTask', await call('submitTask', { body: { goal: GOAL } }));
  for (const name of ['getTask', 'cancelTask', 'giveTaskFeedback'] as const) {
    const response = await call(name, { params: { task }, headers: STRANGER, body: { rating: 'good' } });
    if (name !== 'cancelTask') expect(response.json()).toMatchObject({ code: 'task_not_found', status: 404 });
  }
  expect((await call('cancelTask', { params: { task }, headers: STRANGER })).statusCode).toBe(404);
  expect((await call('getRun', { params: { run }, headers: STRANGER })).statusCode).toBe(404);
  expect((await call('submitTask', { body: { goal: GOAL }, headers: VIEWER })).json()).toMatchObject({
    code: 'forbidden',
  });
  expect((await call('getTask', { params: { task }, headers: VIEWER })).statusCode).toBe(200);
  expect(TaskId.safeParse(task).success).toBe(true);
});
