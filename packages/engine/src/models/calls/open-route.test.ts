import { Agent, type FailureClass, type ModelPolicy, RunId, StepPath, TenantId } from '@tutti/protocol';
import { expect, it, vi } from 'vitest';
import { ModelFailedError } from '../../model-errors.ts';
import { systemClock } from '../../ports/clock.ts';
import { systemRandom } from '../../ports/random.ts';
import { createMemoryStore } from '../../testing/memory-store.ts';
import { createScriptedProviders, type ScriptedOffer, type ScriptedSend } from '../../testing/scripted-providers.ts';
import { createModels } from '../create-models.ts';
import type { LogicalCall } from '../models.ts';
import { createRehearsalModel } from '../rehearsal-model.ts';

const MODEL = 'a/one';
const PRICE = { input: 1_000_000, output: 2_000_000 };
const TENANT = TenantId.parse(`ten_${'0'.repeat(36)}`);
const NEVER = new AbortController().signal;

const toKey = (name: string) => ({ id: name, name, fingerprint: 'f' });

function openModels(offers: readonly ScriptedOffer[]) {
  const store = createMemoryStore();
  const providers = createScriptedProviders(offers);
  const ports = { providers, quotas: store, cache: store, clock: systemClock, random: systemRandom };
  const models = createModels({ ...ports, rehearsal: createRehearsalModel() });
  const open = (policy: Partial<ModelPolicy> = {}): LogicalCall => {
    const facts = { id: 'ann', purpose: 'p', capabilities: ['c'], instructions: 'i' };
    const agent = Agent.parse({ ...facts, models: policy });
    const messages = [{ role: 'user', text: 'Hello', labels: [] }] as const;
    const request = { agent: agent.id, system: 's', messages, tools: [], maxOutputTokens: 1_000, seed: 'x' };
    const run = RunId.parse(`run_${'0'.repeat(36)}`);
    const place = { tenant: TENANT, run, path: StepPath.parse('turn/1/model') };
    return models.open({ ...place, agent, complexity: 'medium', read: async () => request });
  };
  return { store, providers, models, open };
}

async function ask(call: LogicalCall, number = 1) {
  return (await call.next({ number })).answer({ signal: NEVER, onDelta: () => {} });
}

async function fail(call: LogicalCall, number = 1): Promise<ModelFailedError> {
  const error: unknown = await ask(call, number).catch((reason: unknown) => reason);
  if (error instanceof ModelFailedError) return error;
  throw new Error(`no failed model: ${String(error)}`);
}

it('a route that is not asked gives back the request too, and one that is asked does not', async () => {
  const card = { id: MODEL, free: { requestsPerDay: 9 } };
  const server = { local: true, parallel: 1, host: 'here' };
  const answer = () => new Promise<never>(() => {});
  const { store, providers, open } = openModels([{ card, keys: [toKey('k')], ...server, answer }]);
  const next = () => open().next({ number: 1 });
  const toCall = () => {
    const abort = new AbortController();
    return { abort, call: { signal: abort.signal, onDelta: () => {} } };
  };
  const read = async () => (await store.readQuotas(undefined, [{ key: 'k', model: MODEL }]))[0]?.requestsPerDay;

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

it.each<[FailureClass]>([['cut'], ['overloaded'], ['timed_out'], ['malformed']])(
  'a model that thinks unseen leaves in doubt what it has used, unless it tells: %s',
  async (failed) => {
    const card = { id: MODEL, price: PRICE, reasoning: true };
    const used = { inputTokens: 10, outputTokens: 900, costNanoUsd: 0 };
    const settle = (more: object) => {
      const answer = ({ call }: ScriptedSend) => {
        call.onDelta('x'.repeat(400));
        throw new ModelFailedError('it failed', { class: failed, ...more });
      };
      return fail(openModels([{ card, keys: [toKey('k')], answer }]).open());
    };
    for (const untold of [{}, { used: { ...used, estimated: true } }])
      expect(await settle(untold)).toMatchObject({ used: undefined, nothingHappened: false });
    expect((await settle({ used })).used).toMatchObject({ outputTokens: 900, costNanoUsd: 1_810 });
    expect(await settle({ nothingHappened: true })).toMatchObject({ used: undefined, nothingHappened: true });
  },
);

it('what a model that thinks was sent, and refused for by a status, is known all the same', async () => {
  const card = { id: MODEL, price: PRICE, reasoning: true };
  const used = { inputTokens: 10, outputTokens: 0, costNanoUsd: 0, estimated: true };
  const refuse = (more: object) => {
    const answer = () => Promise.reject(new ModelFailedError('no', { class: 'content_filtered', used, ...more }));
    return fail(openModels([{ card, keys: [toKey('k')], answer }]).open());
  };
  expect((await refuse({ status: 400 })).used).toMatchObject({ inputTokens: 10, estimated: true });
  expect(await refuse({})).toMatchObject({ used: undefined, nothingHappened: false });
});

it('what is more than its key allows at once goes to any other route, and else is to be shortened', async () => {
  const answer = ({ key }: ScriptedSend) => {
    if (key === 'large') return { text: 'ok' };
    throw new ModelFailedError('too much', { class: 'context_overflow', overAllowance: true });
  };
  const { providers, models, open } = openModels([
    { card: { id: MODEL, price: PRICE }, keys: [toKey('first'), toKey('large')], answer },
    { card: { id: 'b/two', price: PRICE }, keys: [toKey('second')], answer },
  ]);
  const call = open({ prefer: [MODEL] });
  expect(await fail(call)).toMatchObject({ elsewhere: true });
  expect((await ask(call, 2)).text).toBe('ok');
  expect(providers.sent.map(({ key }) => key)).toEqual(['first', 'large']);
  expect(models.health(TENANT).map(({ state }) => state)).toEqual(['ready', 'ready', 'ready']);
  const small = open({ prefer: ['b/two'], otherwise: 'nothing' });
  expect(await fail(small)).toMatchObject({ code: 'context_overflow', elsewhere: false, retryable: false });
});

it('an answer that nobody said was of use is not kept', async () => {
  const { providers, open } = openModels([{ card: { id: MODEL }, keys: [toKey('k')] }]);
  for (let count = 0; count < 2; count++) await ask(open({ cache: true }));
  expect(providers.sent).toHaveLength(2);
});
