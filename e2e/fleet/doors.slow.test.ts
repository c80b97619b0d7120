/** Several servers on one database: a call of a foreign client may reach any of them. */
import { TaskState } from '@a2a-js/sdk';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { connectA2a, connectMcp, createKey, toA2aMessage } from '../foreign-clients.ts';
import type { TuttiServer } from '../tutti-server.ts';
import { Fleet } from './fleet.ts';

vi.setConfig({ testTimeout: 400_000 });

let fleet: Fleet;
let here: TuttiServer;
let there: TuttiServer;
beforeAll(async () => {
  fleet = await Fleet.start();
  here = await fleet.startServer({ TUTTI_WORKER: 'false' });
  there = await fleet.startServer({ TUTTI_WORKER: 'false' });
}, 240_000);
afterAll(async () => {
  await here?.stop();
  await there?.stop();
  await fleet?.[Symbol.asyncDispose]();
});

it('what is begun at one server is heard, found and waited for at another, whoever works on it', async () => {
  const key = await createKey(here, ['view', 'use']);
  const [one, other] = [await connectA2a(here, 'drafting', key), await connectA2a(there, 'drafting', key)];
  const [asking, waiting] = [await connectMcp(here, key), await connectMcp(there, key)];
  const task = await one.sendMessage(toA2aMessage('one', 'Write about harbours'));
  if (!('artifacts' in task)) throw new Error('a task was expected');
  // The very same message, to the other server: it is the task that there is already.
  expect(await other.sendMessage(toA2aMessage('one', 'Write about harbours'))).toMatchObject({ id: task.id });
  const heard: (TaskState | undefined)[] = [];
  const listening = (async () => {
    for await (const { payload } of other.resubscribeTask({ tenant: '', id: task.id }))
      if (payload?.$case === 'task' || payload?.$case === 'statusUpdate') heard.push(payload.value.status?.state);
  })();
  const input = { agent: 'drafting', request: 'Write about rivers', waitSeconds: 0 };
  const asked = await asking.callTool({ name: 'ask_agent', arguments: input });
  const { run } = asked.structuredContent as { run: string };
  const found = waiting.callTool({ name: 'get_run', arguments: { run, waitSeconds: 300 } }, { timeout: 320_000 });
  const worker = await fleet.startWorker('only');
  await listening;
  expect(heard.at(-1)).toBe(TaskState.TASK_STATE_COMPLETED);
  expect((await other.getTask({ tenant: '', id: task.id })).artifacts).toHaveLength(1);
  expect(await found).toMatchObject({ structuredContent: { status: 'completed' } });
  worker.process.kill('SIGTERM');
  await worker.process.ended;
});
