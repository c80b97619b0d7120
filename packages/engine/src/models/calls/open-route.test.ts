import { Agent, RunId, StepPath, TenantId } from '@tutti/protocol';
import { expect, it, vi } from 'vitest';
import { systemClock } from '../../ports/clock.ts';
import { systemRandom } from '../../ports/random.ts';
import { createMemoryStore } from '../../testing/memory-store.ts';
import { createScriptedProviders } from '../../testing/scripted-providers.ts';
import { createModels } from '../create-models.ts';
import { createRehearsalModel } from '../rehearsal-model.ts';

const MODEL = 'a/one';

it('a route that is not asked gives back the request too, and one that is asked does not', async () => {
  const quotas = createMemoryStore();
  const card = { id: MODEL, free: { requestsPerDay: 9 } };
  const keys = [{ id: 'k', name: 'k', fingerprint: 'f' }];
  const server = { local: true, parallel: 1, host: 'here' };
  const providers = createScriptedProviders([{ card, keys, ...server, answer: () => new Promise(() => {}) }]);
  const ports = { providers, quotas, clock: systemClock, random: systemRandom };
  const models = createModels({ ...ports, rehearsal: createRehearsalModel() });
  const agent = Agent.parse({ id: 'ann', purpose: 'p', capabilities: ['c'], instructions: 'i' });
  const messages = [{ role: 'user', text: 'Hello', labels: [] }] as const;
  const request = { agent: agent.id, system: 's', messages, tools: [], maxOutputTokens: 50, seed: 'x' };
  const tenant = TenantId.parse(`ten_${'0'.repeat(36)}`);
  const run = RunId.parse(`run_${'0'.repeat(36)}`);
  const wish = { tenant, run, path: StepPath.parse('turn/1/model'), agent, complexity: 'medium' } as const;
  const next = () => models.open({ ...wish, read: async () => request }).next({ number: 1 });
  const toCall = () => {
    const abort = new AbortController();
    return { abort, call: { signal: abort.signal, onDelta: () => {} } };
  };
  const read = async () => (await quotas.readQuotas(undefined, [{ key: 'k', model: MODEL }]))[0]?.requestsPerDay;

  const unused = await next();
  expect(await read()).toBe(1);
  unused.giveBack?.();
  unused.giveBack?.();
  expect(await read()).toBe(0);

  const sent = await next();
  const first = toCall();
  const cut = sent.answer(first.call).catch((error: unknown) => String(error));
  await vi.waitUntil(() => providers.sent.length === 1, { timeout: 10_000 });
  const second = toCall();
  const stopped = (await next()).answer(second.call);
  expect(await read()).toBe(2);
  second.abort.abort(new Error('stopped'));
  await expect(stopped).rejects.toThrow('stopped');
  sent.giveBack?.();
  expect(await read()).toBe(1);
  first.abort.abort(new Error('over'));
  expect(await cut).toContain('over');
});
