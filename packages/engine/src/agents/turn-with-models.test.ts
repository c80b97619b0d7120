/** Turns over the real router, with providers that do as a test says, on a clock that a test moves. */
import { Agent, type Json, MOST_ATTEMPTS, type RunEvent } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ModelFailedError } from '../model-errors.ts';
import { createModels } from '../models/create-models.ts';
import { createRehearsalModel } from '../models/rehearsal-model.ts';
import type { Program } from '../run/program.ts';
import { createScriptedProviders, type ScriptedOffer } from '../testing/scripted-providers.ts';
import { systemClock } from '../ports/clock.ts';
import { createMemoryStore } from '../testing/memory-store.ts';
import { SimRandom } from '../testing/sim-random.ts';
import { eventsOf } from '../testing/simulation/observer.ts';
import { SimStage } from '../testing/simulation/sim-stage.ts';
import { TestStage, toProgram } from '../testing/test-stage.ts';
import { createToolbox } from '../tools/toolbox.ts';
import { takeTurn } from './take-turn.ts';

const agent = Agent.parse({ id: 'ann', purpose: 'asks', capabilities: ['asking'], instructions: 'Ask.' });
const keys = (name: string) => [{ id: name, name, fingerprint: name, secret: name }];
const OUTAGE_MS = 600_000;

function createDesk(offers: readonly ScriptedOffer[], text = 'question') {
  const providers = createScriptedProviders(offers);
  const stage = new SimStage({
    createPrograms: ({ clock, store }): Program[] => {
      const models = createModels({ providers, rehearsal: createRehearsalModel(), clock, random: new SimRandom(1) });
      return [
        toProgram('turn', async (scope): Promise<Json> => {
          const turn = { agent, prompt: { text, labels: [] } };
          return (await takeTurn(scope, { models, tools: createToolbox([]), library: store }, turn)).text;
        }),
      ];
    },
  });
  return { providers, stage };
}

function fail(
  failure: ConstructorParameters<typeof ModelFailedError>[1]['class'],
): NonNullable<ScriptedOffer['answer']> {
  return () => Promise.reject(new ModelFailedError(`plays ${failure}`, { class: failure }));
}

function modelsOf(events: readonly RunEvent[]): string[] {
  return events.flatMap((event) => (event.type === 'model.routed' ? [event.route.model] : []));
}

// Ten minutes of many timers pass here, on a machine that may be busy.
describe('a turn over the models of an installation', { timeout: 120_000 }, () => {
  it('goes to another model at once where the first one says that it was asked too often', async () => {
    const { stage, providers } = createDesk([
      { card: { id: 'one/best', strength: 90 }, keys: keys('one'), answer: fail('rate_limited') },
      { card: { id: 'two/next', strength: 50 }, keys: keys('two') },
    ]);
    const run = await stage.submit({ program: 'turn' });
    await stage.play(1_000);
    const { state, events } = stage.get(run);
    expect(state).toMatchObject({ status: 'completed', output: { value: 'two/next' } });
    expect(providers.sent.length).toBeLessThanOrEqual(2);
    expect(modelsOf(events).at(-1)).toBe('two/next');
  });

  it('takes the larger window where a conversation is too long for the first', async () => {
    const { stage } = createDesk([
      { card: { id: 'one/small', context: 8_000, free: {} }, keys: keys('one'), answer: fail('context_overflow') },
      { card: { id: 'two/wide', context: 1_000_000 }, keys: keys('two') },
    ]);
    const run = await stage.submit({ program: 'turn' });
    await stage.play(60_000);
    const { state, events } = stage.get(run);
    expect(state).toMatchObject({ status: 'completed', output: { value: 'two/wide' } });
    expect(modelsOf(events)).toEqual(['one/small', 'two/wide']);
  });

  it('sleeps through ten minutes in which no provider answers, and ends each run when one is back', async () => {
    const offers = ['one', 'two'].map((name) => ({ card: { id: `${name}/model` }, keys: keys(name) }));
    const { stage, providers } = createDesk(offers.map((offer) => ({ ...offer, answer: fail('unreachable') })));
    const runs = await Promise.all(Array.from({ length: 20 }, () => stage.submit({ program: 'turn' })));
    await stage.play(60_000);
    const afterOneMinute = providers.sent.length;
    for (const run of runs) expect(stage.get(run).state).toMatchObject({ status: 'waiting' });
    await stage.play(OUTAGE_MS - 60_000);
    const sent = providers.sent.length;
    // The runs do not try by themselves: now and then one call finds out whether a provider is back, however many wait.
    expect(sent - afterOneMinute).toBeLessThanOrEqual(2 * 3 * (OUTAGE_MS / 60_000));
    providers.offer(offers);
    await stage.play(300_000);
    for (const run of runs) {
      const watched = stage.get(run);
      expect(watched.state).toMatchObject({ status: 'completed' });
      expect(modelsOf(watched.events).length).toBeLessThanOrEqual(MOST_ATTEMPTS);
      expect(eventsOf(watched, 'model.awaited').length).toBeGreaterThan(0);
    }
  });
});

it('a turn answers a repeat from before only with what had its shape', async () => {
  const texts = ['seven', '{"count":-1}', '{"count":"7"}', '{"count":7}'];
  const providers = createScriptedProviders([
    { card: { id: 'one/model' }, keys: keys('one'), answer: () => ({ text: texts[providers.sent.length - 1] ?? '' }) },
  ]);
  const cache = createMemoryStore();
  const ports = { providers, cache, clock: systemClock, random: new SimRandom(1) };
  const models = createModels({ ...ports, rehearsal: createRehearsalModel() });
  const careful = { ...agent, models: { ...agent.models, cache: true } };
  // No schema that a provider is sent can say this.
  const schema = z.object({ count: z.number().refine((count) => count > 0, 'not above zero') });
  const stage = new TestStage({
    programs: [
      toProgram('turn', async (scope): Promise<Json> => {
        const turn = { agent: careful, prompt: { text: 'count', labels: [] }, schema };
        return (await takeTurn(scope, { models, tools: createToolbox([]), library: cache }, turn)).answer.count;
      }),
    ],
  });
  expect(await stage.run('turn')).toMatchObject({ status: 'failed', error: { code: 'model_output_invalid' } });
  for (let count = 0; count < 2; count++)
    expect(await stage.run('turn')).toMatchObject({ status: 'completed', output: { value: 7 } });
  expect(providers.sent).toHaveLength(4);
});
