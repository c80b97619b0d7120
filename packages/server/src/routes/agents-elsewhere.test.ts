import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bodyOf, createCallRoute } from '../testing/call-route.ts';
import { openTestApp } from '../testing/test-app.ts';

it('an agent that stands for a product is told with what is missing, and from then on with where it works', async () => {
  await using stage = await openTestApp();
  const call = createCallRoute(stage.app);
  const tell = async (agent: string) => bodyOf('getAgent', await call('getAgent', { params: { agent } })).works;
  expect(await tell('coding')).toEqual({ kind: 'llm', state: 'ready' });
  expect(await tell('langflow')).toMatchObject({
    kind: 'llm',
    product: 'Langflow',
    state: 'not_configured',
    missing: expect.stringContaining('connector: langflow') as unknown,
  });
  const values = { baseUrl: 'http://127.0.0.1:7860', flow: 'f1' };
  const flows = { connector: 'langflow', values, secrets: { key: 'file:langflow.key' } };
  await writeFile(join(stage.home.directory, 'runtimes.yaml'), JSON.stringify({ connections: { flows } }));
  expect(await tell('langflow')).toEqual({
    kind: 'http',
    product: 'Langflow',
    connection: 'flows',
    state: 'ready',
    target: 'http://127.0.0.1:7860',
    effect: 'irreversible',
  });
  await writeFile(join(stage.home.directory, 'runtimes.yaml'), 'connections: [');
  expect(await tell('langflow')).toMatchObject({
    state: 'not_configured',
    missing: expect.stringContaining('runtimes.yaml'),
  });
});

it('a task of an agent that is not configured is refused at once with what to set, and taken as soon as it is', async () => {
  await using stage = await openTestApp();
  const call = createCallRoute(stage.app);
  const submit = () => call('submitTask', { body: { goal: 'draw a flow', agents: ['coding', 'langflow'] } });
  const refused = await submit();
  expect(refused.statusCode).toBe(409);
  expect(refused.json()).toMatchObject({
    code: 'agent_not_configured',
    detail: expect.stringContaining('connector: langflow') as unknown,
  });
  expect((await stage.home.engine.listRuns(stage.home.principal, { limit: 10 })).runs).toEqual([]);
  const flows = {
    connector: 'langflow',
    values: { baseUrl: 'http://127.0.0.1:1', flow: 'f1' },
    secrets: { key: 'file:k' },
  };
  await writeFile(join(stage.home.directory, 'runtimes.yaml'), JSON.stringify({ connections: { flows } }));
  expect((await submit()).statusCode).toBe(202);
});
