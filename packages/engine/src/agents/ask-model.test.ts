import {
  Agent,
  type BudgetRule,
  type Json,
  LOCAL_OWNER,
  listOpenApprovals,
  MOST_ATTEMPTS,
  type RunEvent,
  type RunId,
} from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ModelFailedError, NoModelError, NoRouteError } from '../model-errors.ts';
import type { Tool } from '../ports/tool.ts';
import { CLAIMS_WITHOUT_PROGRESS } from '../run/quarantine.ts';
import { SimClock } from '../testing/sim-clock.ts';
import { type ScriptedRoute, createScriptedModels } from '../testing/scripted-models.ts';
import { TEST_PRINCIPAL, TestStage, toProgram } from '../testing/test-stage.ts';
import { createFixedSource, createToolbox } from '../tools/toolbox.ts';
import { takeTurn, type TurnRequest } from './take-turn.ts';

const agent = Agent.parse({
  id: 'ann',
  purpose: 'asks',
  capabilities: ['asking'],
  instructions: 'Ask.',
  tools: ['read'],
});
const read: Tool = {
  name: 'read',
  description: 'reads a long text',
  input: z.json(),
  effect: 'pure',
  timeoutMs: 1_000,
  labels: [],
  use: async () => 'word '.repeat(2_000),
};
const prompt = { text: 'question', labels: [] };
const usage = { inputTokens: 10, outputTokens: 5, costNanoUsd: 7 };
const overflow = new ModelFailedError('too long', { class: 'context_overflow' });
const cut = new ModelFailedError('cut', { class: 'cut', elsewhere: true, used: usage });
const limited = new ModelFailedError('slow down', { class: 'rate_limited', elsewhere: true });
const tenantDay: BudgetRule = {
  account: 'tenant',
  period: 'day',
  limit: { tokens: 100 },
  warnAt: [0.5],
  ladder: ['cheaper', 'stop'],
};

function createDesk(
  script: readonly (ScriptedRoute | Error)[],
  more: Partial<TurnRequest<string>> = {},
  clock?: SimClock,
) {
  const models = createScriptedModels(script);
  const program = toProgram('turn', async (scope): Promise<Json> => {
    const library = {
      ...stage.store,
      raiseLimit: (...args: Parameters<typeof stage.store.raiseLimit>) => stage.store.raiseLimit(...args),
    };
    const { text } = await takeTurn(
      scope,
      { models, tools: createToolbox([createFixedSource([read])]), library },
      { agent, prompt, ...more },
    );
    return text;
  });
  const stage: TestStage = new TestStage({ programs: [program], ...(clock && { clock }) });
  return { stage, models };
}

function ofType<Type extends RunEvent['type']>(events: readonly RunEvent[], type: Type) {
  return events.flatMap((event) => (event.type === type ? [event as Extract<RunEvent, { type: Type }>] : []));
}

async function approve({ engine }: TestStage, run: RunId, decision: 'approved' | 'rejected'): Promise<void> {
  await engine.untilSettled(TEST_PRINCIPAL, run, { or: ['waiting'] });
  const [open] = listOpenApprovals(await engine.getRun(TEST_PRINCIPAL, run));
  if (!open) throw new Error('nobody is asked');
  await engine.answerApproval(TEST_PRINCIPAL, run, { path: open.path, subject: open.subject, decision });
}

describe('a model call', () => {
  it('records each attempt with its route, at once where another is open, and settles what each has used', async () => {
    const { stage, models } = createDesk([
      { model: 'groq/small', failure: limited },
      { model: 'groq/middle', failure: cut },
      { model: 'openai/large', text: 'answer', usage },
    ]);
    const state = await stage.run('turn');
    const events = await stage.events(state.run);
    expect(state).toMatchObject({
      output: { value: 'answer' },
      usage: { inputTokens: 20, outputTokens: 10, costNanoUsd: 14 },
    });
    expect(ofType(events, 'model.routed').map(({ attempt, route }) => [attempt, route.model])).toEqual([
      [1, 'groq/small'],
      [2, 'groq/middle'],
      [3, 'openai/large'],
    ]);
    expect(ofType(events, 'step.retried').map(({ model, class: failureClass }) => [model, failureClass])).toEqual([
      ['groq/small', 'rate_limited'],
      ['groq/middle', 'cut'],
    ]);
    expect(ofType(events, 'budget.settled').map(({ spent, inDoubt }) => [spent?.usage.costNanoUsd, inDoubt])).toEqual([
      [0, false],
      [7, false],
      [7, false],
    ]);
    expect(ofType(events, 'step.completed')).toMatchObject([{ model: 'openai/large', attempts: 3 }]);
    const spendings = await stage.store.listSpendings(state.tenant, state.run);
    expect(spendings.map(({ model, provider, agent: by, user }) => [model, provider, by, user])).toEqual([
      ['groq/small', 'groq', 'ann', LOCAL_OWNER.user],
      ['groq/middle', 'groq', 'ann', LOCAL_OWNER.user],
      ['openai/large', 'openai', 'ann', LOCAL_OWNER.user],
    ]);
    expect(models.asked.map(({ number }) => number)).toEqual([1, 2, 3]);
  });

  it('writes the route down in the same flush as its reservation, before anything is sent', async () => {
    const { stage } = createDesk([{ model: 'groq/small', text: 'answer' }]);
    const { run } = await stage.run('turn');
    const flushes = stage.notices.flatMap((notice) =>
      notice.type === 'events' && notice.run === run ? [notice.events.map(({ type }) => type)] : [],
    );
    expect(flushes.find((types) => types.includes('model.routed'))).toEqual(['model.routed', 'budget.reserved']);
  });

  it('is sent at most as often as is stated, over all routes', async () => {
    const { stage, models } = createDesk(Array.from({ length: 20 }, () => ({ model: 'groq/small', failure: limited })));
    const state = await stage.run('turn');
    expect(state.error).toMatchObject({ code: 'model_unavailable' });
    expect(models.sent).toBe(MOST_ATTEMPTS);
  });

  it('counts the attempts of the processes before it', async () => {
    const hung = Array.from({ length: 20 }, () => ({ model: 'groq/small', hangs: true }));
    const { stage, models } = createDesk(hung);
    const run = await stage.submit('turn');
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
      await expect.poll(() => models.sent, { timeout: 30_000 }).toBe(attempt);
      stage.restart();
      if (attempt !== CLAIMS_WITHOUT_PROGRESS) continue;
      // So many deaths without an outcome put the run aside, until somebody has looked after it.
      await stage.asleep(run);
      await stage.engine.resume(TEST_PRINCIPAL, run);
    }
    const state = await stage.ended(run);
    const spendings = await stage.store.listSpendings(state.tenant, run);
    expect(spendings.map(({ model, inDoubt }) => [model, inDoubt])).toEqual(
      Array.from({ length: MOST_ATTEMPTS }, () => ['groq/small', true]),
    );
    expect(state).toMatchObject({ status: 'failed', error: { code: 'model_unavailable' } });
    expect(models.sent).toBe(MOST_ATTEMPTS);
    expect(state.usage).toMatchObject({ inputTokens: 100 * MOST_ATTEMPTS, estimated: true });
  });

  it('sleeps without using up an attempt where no model can answer, says so, and goes on', async () => {
    const clock = new SimClock();
    const until = clock.now() + 600_000;
    const down = { model: 'groq/small', why: 'down' } as const;
    const { stage, models } = createDesk(
      [new NoRouteError(until, [down]), { model: 'groq/small', text: 'back' }],
      {},
      clock,
    );
    const run = await stage.submit('turn');
    const asleep = await stage.asleep(run);
    expect(asleep.modelWaits?.['turn/1/model/1']).toMatchObject({ until, passedOver: [down], agent: 'ann' });
    await expect.poll(() => stage.engine.driving).toBe(0);
    expect(models.sent).toBe(0);
    clock.advanceTo(until);
    const state = await stage.ended(run);
    expect(state.output).toEqual({ value: 'back' });
    expect(state.modelWaits ?? {}).toEqual({});
    expect(ofType(await stage.events(run), 'step.completed')).toMatchObject([{ attempts: 1 }]);
  });

  it('asks for nothing before the time it waits for, in whichever process it wakes', async () => {
    const clock = new SimClock();
    const until = clock.now() + 600_000;
    const { stage, models } = createDesk(
      [new NoRouteError(until, []), { model: 'groq/small', text: 'back' }],
      {},
      clock,
    );
    const run = await stage.submit('turn');
    await stage.asleep(run);
    stage.restart();
    await expect.poll(() => stage.engine.driving).toBe(0);
    expect(models.asked).toHaveLength(1);
    clock.advanceTo(until);
    expect((await stage.ended(run)).output).toEqual({ value: 'back' });
  });

  it('shortens a conversation that is too long for every model, and keeps the whole', async () => {
    const { stage, models } = createDesk([
      { model: 'groq/small', toolCalls: [{ id: 'c1', name: 'read', input: null }] },
      { model: 'groq/small', failure: overflow },
      { model: 'groq/small', text: 'short enough' },
    ]);
    const state = await stage.run('turn');
    expect(state.output).toEqual({ value: 'short enough' });
    const sizes = models.requests.map(({ messages }) => messages.at(-1)?.text.length ?? 0);
    expect(sizes).toEqual([8, 10_000, expect.any(Number)]);
    expect(sizes[2]).toBeLessThan(1_000);
    expect(models.asked.map(({ number }) => number)).toEqual([1, 1, 2]);
  });

  it('fails by its name where nothing in a conversation that is too long can be shortened', async () => {
    const { stage, models } = createDesk([
      { model: 'groq/small', failure: overflow },
      { model: 'groq/small', text: 'x' },
    ]);
    const state = await stage.run('turn');
    expect(state.error).toMatchObject({ code: 'context_overflow' });
    expect(models.sent).toBe(1);
    expect(ofType(await stage.events(state.run), 'step.failed').map(({ class: failureClass }) => failureClass)).toEqual(
      ['context_overflow', 'context_overflow'],
    );
  });

  it('fails with what stands in the way where no model can ever answer', async () => {
    const { stage } = createDesk([new NoModelError([{ model: 'groq/small', why: 'no_tools' }])]);
    expect((await stage.run('turn')).error).toMatchObject({
      code: 'no_model',
      message: expect.stringContaining('groq/small'),
    });
  });

  it('passes on how hard the work is: as the task says, else as the agent does, else medium', async () => {
    const complexities: string[] = [];
    for (const [models, complexity] of [
      [{}, undefined],
      [{ complexity: 'high' }, undefined],
      [{ complexity: 'high' }, 'low'],
    ] as const) {
      const own = Agent.parse({ ...agent, models });
      const desk = createDesk([{ model: 'groq/small', text: 'x' }], { agent: own, complexity });
      await desk.stage.run('turn');
      complexities.push(...desk.models.opened.map((wish) => wish.complexity));
    }
    expect(complexities).toEqual(['medium', 'high', 'low']);
  });
});

describe('a call that no model can answer', () => {
  it('looks the more seldom the longer it has waited', async () => {
    const closed = Array.from({ length: 7 }, () => new NoRouteError(0, []));
    const { stage } = createDesk([...closed, { model: 'groq/small', text: 'back' }]);
    const state = await stage.run('turn');
    expect(state.output).toEqual({ value: 'back' });
    const pauses = ofType(await stage.events(state.run), 'model.awaited').map(({ until, at }) => until - at);
    expect(pauses).toHaveLength(7);
    expect(pauses.at(0)).toBeLessThan(300);
    expect(pauses.at(-1)).toBeGreaterThan(450);
  });
});

describe('a budget that does not allow a call', () => {
  it('is told of, walked around by something cheaper, and says when so much of it is used', async () => {
    const { stage, models } = createDesk([
      { model: 'dear/large', worst: 500 },
      { model: 'cheap/small', worst: 60, step: 'cheaper', text: 'cheap' },
    ]);
    await stage.store.setBudget(TEST_PRINCIPAL.tenant, tenantDay);
    const state = await stage.run('turn');
    const events = await stage.events(state.run);
    expect(state.output).toEqual({ value: 'cheap' });
    expect(ofType(events, 'budget.refused')).toMatchObject([
      { account: 'tenant', period: 'day', asked: { tokens: 500 }, left: { tokens: 100 } },
    ]);
    expect(ofType(events, 'budget.stepped')).toMatchObject([{ account: 'tenant', period: 'day', step: 'cheaper' }]);
    expect(ofType(events, 'budget.warned')).toMatchObject([{ account: 'tenant', period: 'day', share: 0.5 }]);
    expect(models.asked[1]?.refused).toMatchObject({ account: 'tenant', period: 'day', ladder: ['cheaper'] });
    expect(models.sent).toBe(1);
  });

  it('stops the run where its ladder ends, and says which it was and what is left', async () => {
    const { stage } = createDesk([{ model: 'dear/large', worst: 500 }]);
    await stage.store.setBudget(TEST_PRINCIPAL.tenant, { ...tenantDay, ladder: ['stop'] });
    const state = await stage.run('turn');
    expect(state.error).toMatchObject({
      code: 'budget_exceeded',
      message: expect.stringMatching(/tenant.*day.*100 tokens.*500 tokens/),
    });
    const events = await stage.events(state.run);
    expect(ofType(events, 'budget.stepped')).toMatchObject([{ step: 'stop' }]);
    expect(ofType(events, 'step.failed')).toMatchObject([{ refusal: { account: 'tenant', period: 'day' } }]);
  });

  it('is raised by what is missing, once, where a person allows it', async () => {
    const { stage, models } = createDesk([
      { model: 'dear/large', worst: 500 },
      { model: 'dear/large', worst: 500, text: 'allowed' },
    ]);
    await stage.store.setBudget(TEST_PRINCIPAL.tenant, { ...tenantDay, ladder: ['ask', 'stop'] });
    const run = await stage.submit('turn');
    await stage.asleep(run);
    const [open] = listOpenApprovals(await stage.state(run));
    expect(open).toMatchObject({
      key: 'approval:budget',
      shows: {
        kind: 'budget',
        agent: 'ann',
        account: 'tenant',
        period: 'day',
        asked: { tokens: 500 },
        left: { tokens: 100 },
      },
    });
    const guest = { ...TEST_PRINCIPAL, rights: ['view', 'use'] as const };
    const yes = { path: open?.path ?? '', subject: open?.subject ?? '', decision: 'approved' } as const;
    await expect(stage.engine.answerApproval({ ...guest, rights: [...guest.rights] }, run, yes)).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('manage'),
    });
    await approve(stage, run, 'approved');
    expect((await stage.ended(run)).output).toEqual({ value: 'allowed' });
    const [budget] = await stage.store.listBudgets(TEST_PRINCIPAL.tenant);
    expect(budget?.raised).toMatchObject({ tokens: 400 });
    expect(models.sent).toBe(1);
    expect(ofType(await stage.events(run), 'budget.stepped')).toMatchObject([{ step: 'ask' }]);
  });

  it('is raised anew where a person allows it to a run that was tried again', async () => {
    const dear = { model: 'dear/large', worst: 500 };
    const failure = new ModelFailedError('no', { class: 'bad_request', retryable: false });
    const dearer = { ...dear, worst: 2_000 };
    const { stage, models } = createDesk([dear, { ...dear, failure }, dearer, { ...dearer, text: 'allowed' }]);
    await stage.store.setBudget(TEST_PRINCIPAL.tenant, { ...tenantDay, ladder: ['ask', 'stop'] });
    const first = await stage.submit('turn');
    await approve(stage, first, 'approved');
    const { status } = await stage.ended(first);
    expect(status).toBe('failed');
    const [asked] = ofType(await stage.events(first), 'step.failed');
    const second = await stage.engine.retry(TEST_PRINCIPAL, first, { from: asked?.path });
    await approve(stage, second, 'approved');
    expect((await stage.ended(second)).output).toEqual({ value: 'allowed' });
    expect(models.sent).toBe(2);
  });

  it('goes on with the next step of the ladder where a person says no', async () => {
    const { stage } = createDesk(
      [
        { model: 'dear/large', worst: 500 },
        { model: 'dear/large', worst: 500 },
        { model: 'cheap/small', worst: 60, step: 'cheaper', text: 'cheap' },
      ],
      { ladder: ['ask', 'cheaper', 'stop'] },
    );
    await stage.store.setBudget(TEST_PRINCIPAL.tenant, tenantDay);
    const run = await stage.submit('turn');
    await approve(stage, run, 'rejected');
    expect((await stage.ended(run)).output).toEqual({ value: 'cheap' });
  });
});
