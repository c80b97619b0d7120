/** Runs whose turns ask models that fail: what their journals say of it, and that all of them end well. */
import { Agent, type BudgetRule, type EventOf, type Labelled, MOST_ATTEMPTS, type RunEvent } from '@tutti/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { takeTurn } from '../agents/take-turn.ts';
import { ModelFailedError } from '../model-errors.ts';
import type { Quotas } from '../ports/quotas.ts';
import { createMemoryStore } from '../testing/memory-store.ts';
import { createScriptedProviders, type ScriptedOffer, type ScriptedProviders } from '../testing/scripted-providers.ts';
import { SimClock } from '../testing/sim-clock.ts';
import { SimRandom } from '../testing/sim-random.ts';
import { TEST_PRINCIPAL, TestStage, toProgram } from '../testing/test-stage.ts';
import { createToolbox } from '../tools/toolbox.ts';
import { createModels } from './create-models.ts';
import { createRehearsalModel } from './rehearsal-model.ts';

const MINUTE = 60_000;
const agent = Agent.parse({
  id: 'ann',
  purpose: 'counts',
  capabilities: ['counting'],
  instructions: 'Count.',
  models: { prefer: ['a/one', 'b/two'] },
});

let clock: SimClock;
let providers: ScriptedProviders;
let stage: TestStage;

beforeEach(() => {
  clock = new SimClock();
});

function open(offers: readonly ScriptedOffer[], quotas?: Quotas): void {
  providers = createScriptedProviders(offers);
  const models = createModels({
    providers,
    rehearsal: createRehearsalModel({ clock }),
    clock,
    random: new SimRandom(3),
    ...(quotas && { quotas }),
  });
  const program = toProgram('turn', async (scope) => {
    const prompt: Labelled = { text: 'count', labels: [{ source: 'owner' }] };
    return (await takeTurn(scope, { models, tools: createToolbox([]), library: stage.store }, { agent, prompt })).text;
  });
  stage = new TestStage({ programs: [program], clock, random: new SimRandom(5) });
}

/** Lets the time pass until it is over. */
async function drive<T>(work: Promise<T>): Promise<T> {
  let isOver = false;
  const done = work.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    for (let turn = 0; turn < 5; turn++)
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    if (!isOver) clock.advanceToNext();
  }
  return done;
}

function only<Type extends RunEvent['type']>(events: readonly RunEvent[], type: Type): EventOf<Type>[] {
  return events.filter((event): event is EventOf<Type> => event.type === type);
}

const fails = (failed: ModelFailedError['class']) => () =>
  Promise.reject(new ModelFailedError(`it is ${failed}`, { class: failed }));
const offer = (id: string, more: Partial<ScriptedOffer> = {}): ScriptedOffer => ({
  card: { id, price: { input: 1_000_000, output: 1_000_000 } },
  keys: [{ id, name: 'key', fingerprint: 'f' }],
  ...more,
});

// Minutes of many timers pass here, on a machine that may be busy.
describe('a run whose models fail', { timeout: 120_000 }, () => {
  it('goes on with another model at once, and its journal says which, why and what was paid', async () => {
    open([offer('a/one', { answer: fails('rate_limited') }), offer('b/two')]);
    const state = await drive(stage.run('turn'));
    expect(state).toMatchObject({ status: 'completed', output: { value: 'b/two' } });
    const events = await stage.events(state.run);
    expect(only(events, 'model.routed').map(({ attempt, route }) => [attempt, route.model, route.because])).toEqual([
      [1, 'a/one', 'named'],
      [2, 'b/two', 'next_best'],
    ]);
    const [retried] = only(events, 'step.retried');
    expect(retried).toMatchObject({ model: 'a/one', class: 'rate_limited', resumeAt: retried?.at });
    expect(only(events, 'budget.settled').map(({ amount }) => amount.costNanoUsd)).toEqual([0, 20]);
    expect(state.usage.costNanoUsd).toBe(20);
  });

  it('sleeps through an outage of ten minutes, however many wait, and uses up no more than its attempts', async () => {
    const until = clock.now() + 10 * MINUTE;
    const isDown = () => clock.now() < until;
    const answer: ScriptedOffer['answer'] = (send) => (isDown() ? fails('unreachable')() : { text: send.model });
    const probe: ScriptedOffer['probe'] = () =>
      isDown() ? { status: 'failed', class: 'unreachable', message: 'down' } : { status: 'ok' };
    open([offer('a/one', { answer, probe }), offer('b/two', { answer, probe })]);
    const states = await drive(Promise.all(Array.from({ length: 4 }, () => stage.run('turn'))));
    expect(states.map(({ status }) => status)).toEqual(states.map(() => 'completed'));
    for (const { run } of states) {
      const events = await stage.events(run);
      expect(only(events, 'model.awaited').length).toBeGreaterThan(0);
      expect(only(events, 'model.routed').at(-1)?.attempt).toBeLessThanOrEqual(MOST_ATTEMPTS);
    }
    expect(providers.sent.length).toBeLessThan(4 * MOST_ATTEMPTS);
    expect(clock.now() - until).toBeLessThan(3 * MINUTE);
  });

  it('uses nothing of what a key allows where a budget allows no call', async () => {
    const quotas = createMemoryStore({ clock });
    const card = { id: 'a/one', free: { requestsPerDay: 9 } };
    open([offer('a/one', { card })], quotas);
    const day = { account: 'tenant', period: 'day' } as const;
    for (const ladder of [['stop'], ['cheaper', 'stop']] as const) {
      const rule: BudgetRule = { ...day, limit: { tokens: 100 }, warnAt: [], ladder: [...ladder] };
      await stage.store.setBudget(TEST_PRINCIPAL.tenant, rule);
      expect(await drive(stage.run('turn'))).toMatchObject({ error: { code: 'budget_exceeded' } });
      expect(await quotas.readQuotas(undefined, [{ key: 'key', model: 'a/one' }])).toMatchObject([
        { requestsPerDay: 0 },
      ]);
    }
  });

  it('fails with the reasons where no model can ever answer', async () => {
    open([offer('a/one', { answer: fails('unauthorized') })]);
    const state = await drive(stage.run('turn'));
    expect(state).toMatchObject({ status: 'failed', error: { code: 'provider_key_refused' } });
  });
});
