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
