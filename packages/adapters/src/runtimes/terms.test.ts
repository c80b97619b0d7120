import type { RuntimeTerms } from '@tutti/engine';
import { expect, it } from 'vitest';
import { openRuntimeStage, toAgent } from './testing/runtime-stage.ts';

const agent = toAgent('far', 'http', { setup: { connection: 'one' } });
const one = { kind: 'http', url: 'http://127.0.0.1:7001/ask', effect: 'idempotent' };

async function chooseTerms(stage: Awaited<ReturnType<typeof openRuntimeStage>>): Promise<RuntimeTerms> {
  const choice = await stage.runtimes.choose(agent);
  if (choice.by !== 'elsewhere') throw new Error('a model was chosen');
  return choice.terms;
}

it.each([
  ['target', { one: { ...one, url: 'http://127.0.0.1:7002/ask' } }],
  ['effect', { one: { ...one, effect: 'irreversible' } }],
  ['kind', { one: { kind: 'a2a', url: one.url, effect: 'idempotent' } }],
])('a turn goes on only where and as it has begun: another %s', async (changed, connections) => {
  await using stage = await openRuntimeStage({ config: { connections: { one } } });
  const terms = await chooseTerms(stage);
  await stage.configure({ connections });
  const later = changed === 'kind' ? { ...agent, runtime: 'a2a' as const } : agent;
  await expect(stage.runtimes.connect(later, terms)).rejects.toMatchObject({
    code: 'agent_not_configured',
    nothingHappened: true,
    message: expect.stringContaining(changed),
  });
});

it('a turn does not go on over a connection of another name, and does where nothing but its patience has changed', async () => {
  await using stage = await openRuntimeStage({ config: { connections: { one, two: one } } });
  const terms = await chooseTerms(stage);
  const other = { ...agent, setup: { connection: 'two' } };
  await expect(stage.runtimes.connect(other, terms)).rejects.toMatchObject({ code: 'agent_not_configured' });
  await stage.configure({ connections: { one: { ...one, timeoutSeconds: 5, url: 'http://127.0.0.1:7001/other' } } });
  expect(await stage.runtimes.connect(agent, terms)).toMatchObject({ kind: 'http' });
});

it('what is not stated of a worst case is not taken for nothing', async () => {
  await using stage = await openRuntimeStage({
    config: { connections: { one: { ...one, worstCase: { usd: 0.05 } } } },
  });
  expect((await chooseTerms(stage)).worstCase).toEqual({ costNanoUsd: 50_000_000 });
});
