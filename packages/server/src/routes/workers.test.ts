import { toIdText, WorkerId } from '@tutti/protocol';
import { expect, it } from 'vitest';
import { bodyOf, createCallRoute } from '../testing/call-route.ts';
import { openTestApp, VIEWER } from '../testing/test-app.ts';

const PROCESS = { name: 'harbour:4711', roles: ['server' as const, 'worker' as const], pid: 4711, host: 'harbour' };

it('those who manage see who works here, what each drives, and when it was heard of', async () => {
  await using stage = await openTestApp();
  const call = createCallRoute(stage.app);
  await stage.home.engine.announce({ ...PROCESS, room: 7 });
  const { items } = bodyOf('listWorkers', await call('listWorkers'));
  expect(items).toEqual([
    {
      ...PROCESS,
      worker: expect.stringMatching(/^wrk_/),
      state: 'at_work',
      build: expect.stringMatching(/^tutti\//),
      room: 7,
      driving: 0,
      programs: expect.arrayContaining(['team']),
      startedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      quietMs: expect.any(Number),
      lostRuns: 0,
      takenOver: 0,
    },
  ]);
  expect((await call('listWorkers', { headers: VIEWER })).json()).toMatchObject({ code: 'forbidden', status: 403 });
});

it('a worker that drains is shown as such', async () => {
  await using stage = await openTestApp();
  await stage.home.engine.announce(PROCESS);
  await stage.home.engine.close();
  const { items } = bodyOf('listWorkers', await createCallRoute(stage.app)('listWorkers'));
  expect(items.map(({ state }) => state)).toEqual(['draining']);
});

it('runs are found by the worker that drives them', async () => {
  await using stage = await openTestApp();
  const call = createCallRoute(stage.app);
  await stage.home.engine.announce(PROCESS);
  const body = { goal: 'Write a haiku about autumn', agents: ['drafting'], review: true };
  const { run } = bodyOf('submitTask', await call('submitTask', { body }));
  const [worker] = bodyOf('listWorkers', await call('listWorkers')).items;
  const list = async (id: string) =>
    bodyOf('listRuns', await call('listRuns', { query: { worker: id } })).items.map((view) => view.run);
  expect(await list(worker?.worker ?? '')).toEqual([]);
  const [claimed] = (await stage.home.store.claimReady(WorkerId.parse(worker?.worker), { limit: 1 })).runs;
  expect(claimed?.run).toBe(run);
  expect(await list(worker?.worker ?? '')).toEqual([run]);
  expect(await list(toIdText('wrk', 1, new Uint8Array(16)))).toEqual([]);
  expect((await call('listRuns', { query: { worker: 'wrk_0' } })).json()).toMatchObject({
    status: 400,
    path: 'worker',
  });
});
