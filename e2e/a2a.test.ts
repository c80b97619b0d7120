/** Agents over A2A between real servers: a foreign client and a restart, and Tutti asking Tutti. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TaskState } from '@a2a-js/sdk';
import { expect, it, onTestFinished, vi } from 'vitest';
import { connectA2a, createKey, toA2aMessage } from './foreign-clients.ts';
import { TuttiHome } from './tutti-process.ts';
import { TuttiServer } from './tutti-server.ts';

const LONG = 180_000;
const PATIENT = { timeout: 90_000, interval: 200 };
const ALONE = { OLLAMA_API_URL: 'off', TUTTI_MODELS: 'rehearsal' };

async function start(env: Record<string, string> = {}): Promise<TuttiServer> {
  const server = await TuttiServer.start(new TuttiHome(), { ...ALONE, ...env });
  onTestFinished(() => server.kill());
  return server;
}

it('a foreign client finds its task again after kill -9, finished', { timeout: LONG }, async () => {
  const server = await start({ TUTTI_REHEARSAL_LATENCY_MS: '30' });
  const client = await connectA2a(server, 'drafting', await createKey(server, ['view', 'use']));
  const task = await client.sendMessage(toA2aMessage('one', 'Write about harbours'));
  if (!('artifacts' in task)) throw new Error('a task was expected');
  expect([TaskState.TASK_STATE_SUBMITTED, TaskState.TASK_STATE_WORKING]).toContain(task.status?.state);
  await server.kill();
  await server.startAgain();
  await vi.waitFor(async () => {
    const now = await client.getTask({ tenant: '', id: task.id });
    expect(now).toMatchObject({ contextId: task.contextId, status: { state: TaskState.TASK_STATE_COMPLETED } });
    expect(now.artifacts).toHaveLength(1);
  }, PATIENT);
});

it('Tutti asks an agent of another Tutti, and is told the same words', { timeout: LONG }, async () => {
  const there = await start();
  const here = await start();
  const { directory } = here.home;
  mkdirSync(join(directory, 'agents'), { recursive: true });
  const definition = [
    '---',
    'id: far-writer',
    'purpose: Writes elsewhere.',
    'capabilities: [writing]',
    'runtime: a2a',
    '---',
    'Writes.',
  ];
  writeFileSync(join(directory, 'agents', 'far-writer.md'), definition.join('\n'));
  const url = `${there.url}/a2a/agents/drafting/.well-known/agent-card.json`;
  const headers = { authorization: 'Bearer {secret.token}' };
  const connection = { kind: 'a2a', url, headers, secrets: { token: 'file:far.key' } };
  writeFileSync(join(directory, 'far.key'), await createKey(there, ['view', 'use']));
  writeFileSync(join(directory, 'runtimes.yaml'), JSON.stringify({ connections: { 'far-writer': connection } }));

  await vi.waitFor(async () => expect((await here.fetch('/api/v1/agents/far-writer')).status).toBe(200), PATIENT);
  const run = await here.submit({ goal: 'Write about harbours', agents: ['far-writer'] });
  await vi.waitFor(async () => expect(await here.getRun(run)).toMatchObject({ status: 'completed' }), PATIENT);
  const { items } = await there.ask<{ items: { run: string }[] }>('/api/v1/runs');
  expect(items).toHaveLength(1);
  const far = await there.ask<{ output: { text: string } }>(`/api/v1/runs/${items[0]?.run}`);
  const near = await here.ask<{ output: { text: string } }>(`/api/v1/runs/${run}`);
  expect(near.output.text).toContain(far.output.text.trim());
  // Made up is made up, however many servers it has passed.
  expect(near.output.text).toContain('[rehearsal: no model was asked');
});
