import { Agent, BudgetRule, type EffectClass, type Json, listOpenApprovals, type RunEvent } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { AgentRuntime, RuntimeAnswer, RuntimeChoice, RuntimeTerms, RuntimeTurn } from '../../ports/runtime.ts';
import { SimClock } from '../../testing/sim-clock.ts';
import { createScriptedModels } from '../../testing/scripted-models.ts';
import { TEST_PRINCIPAL, TestStage, toProgram } from '../../testing/test-stage.ts';
import { createToolbox } from '../../tools/toolbox.ts';
import { takeTurn, type TurnRequest } from '../take-turn.ts';
import { AgentFailedError } from './agent-failed-error.ts';

const agent = Agent.parse({
  id: 'far',
  purpose: 'works elsewhere',
  capabilities: ['working'],
  instructions: 'Work.',
  runtime: 'http',
});
const prompt = { text: 'do it', labels: [{ source: 'owner' as const }] };
const answered = (text: string, more: Partial<Extract<RuntimeAnswer, { status: 'answered' }>> = {}): RuntimeAnswer => ({
  status: 'answered',
  text,
  labels: [],
  ...more,
});

type Line = RuntimeAnswer | Error | ((turn: RuntimeTurn) => Promise<RuntimeAnswer>);

interface DeskOptions {
  readonly terms?: Partial<RuntimeTerms>;
  readonly choice?: RuntimeChoice | Error;
  readonly request?: Partial<TurnRequest<unknown>>;
  readonly words?: string;
  readonly clock?: SimClock;
}

class Desk {
  readonly turns: (RuntimeTurn & { readonly by: 'take' | 'follow' })[] = [];
  readonly stage: TestStage;

  constructor(lines: readonly Line[], { terms, choice, request, words = 'of a model', clock }: DeskOptions = {}) {
    const whole: RuntimeTerms = {
      kind: 'http',
      name: 'there',
      effect: 'read',
      timeoutMs: 60_000,
      local: false,
      worstCase: { tokens: 0, costNanoUsd: 0 },
      ...terms,
    };
    const next = async (by: 'take' | 'follow', turn: RuntimeTurn) => {
      this.turns.push({ ...turn, by });
      const line = lines[this.turns.length - 1];
      if (line instanceof Error) throw line;
      if (!line) throw new AgentFailedError('agent_failed', 'the script is at its end');
      return typeof line === 'function' ? line(turn) : line;
    };
    const runtime: AgentRuntime = {
      kind: 'http',
      take: (turn) => next('take', turn),
      follow: (_session, turn) => next('follow', turn),
    };
    const runtimes = {
      choose: async (): Promise<RuntimeChoice> => {
        if (choice instanceof Error) throw choice;
        return choice ?? { by: 'elsewhere', terms: whole };
      },
      connect: async () => runtime,
      view: async () => ({ kind: 'http' as const, state: 'ready' as const }),
    };
    const program = toProgram('turn', async (scope): Promise<Json> => {
      const { store } = this.stage;
      const ports = {
        models: createScriptedModels([{ model: 'one/model', text: words }]),
        tools: createToolbox([]),
        library: store,
        elsewhere: { runtimes, accounts: store },
      };
      const { answer, labels } = await takeTurn<unknown>(scope, ports, { agent, prompt, ...request });
      return { answer: answer as Json, labels: labels.map(({ source, name }) => `${source}:${name ?? ''}`) };
    });
    this.stage = new TestStage({ programs: [program], ...(clock && { clock }) });
  }
}

/** As a runtime answers whoever follows with a signal that is aborted. */
async function stopped({ signal }: RuntimeTurn): Promise<RuntimeAnswer> {
  signal.throwIfAborted();
  throw new Error('nobody stopped it');
}

function spentOf(events: readonly RunEvent[]) {
  return events.flatMap((event) => (event.type === 'budget.settled' && event.spent ? [event.spent] : []));
}

describe('a turn that is taken elsewhere', () => {
  it('is one step, whose answer carries where it came from, and whose words are shown as they come', async () => {
    const desk = new Desk([
      async ({ onDelta }) => {
        onDelta('do');
        onDelta('ne');
        return answered('done');
      },
    ]);
    const run = await desk.stage.submit('turn');
    const state = await desk.stage.ended(run);
    expect(state).toMatchObject({ status: 'completed', output: { value: { answer: 'done' } } });
    expect(state.output).toMatchObject({ value: { labels: ['owner:', 'agent:there'] } });
    const steps = (await desk.stage.events(run)).filter(({ type }) => type === 'step.completed');
    expect(steps).toMatchObject([{ kind: 'decision' }, { kind: 'agent', agent: 'far', model: 'http/there' }]);
    const shown = desk.stage.notices.flatMap((notice) => (notice.type === 'delta' ? [notice.text] : []));
    expect(shown).toEqual(['do', 'ne']);
  });

  it('is begun once and followed by its name after a crash, however often', async () => {
    const held = Promise.withResolvers<RuntimeAnswer>();
    const following = Promise.withResolvers<void>();
    const hang = () => {
      following.resolve();
      return held.promise;
    };
    const desk = new Desk([{ status: 'underway', session: 'task-7' }, hang, answered('done')], {
      terms: { effect: 'irreversible' },
    });
    const run = await desk.stage.submit('turn');
    await following.promise;
    desk.stage.restart();
    expect(await desk.stage.ended(run)).toMatchObject({ status: 'completed', output: { value: { answer: 'done' } } });
    expect(desk.turns.map(({ by, session }) => `${by} ${session ?? ''}`)).toEqual([
      'take ',
      'follow task-7',
      'follow task-7',
    ]);
  });

  it('is in doubt after a crash where it cannot be undone, and a person tells what came of it', async () => {
    const began = Promise.withResolvers<void>();
    const hang = () => {
      began.resolve();
      return Promise.withResolvers<RuntimeAnswer>().promise;
    };
    const desk = new Desk([hang, answered('again')], { terms: { effect: 'irreversible' } });
    const run = await desk.stage.submit('turn');
    await began.promise;
    desk.stage.restart();
    await desk.stage.asleep(run);
    const answer = { path: 'turn/1/agent/1', verdict: 'happened', output: 'it had answered' } as const;
    await desk.stage.engine.answerDoubt(TEST_PRINCIPAL, run, answer);
    expect(await desk.stage.ended(run)).toMatchObject({ output: { value: { answer: 'it had answered' } } });
    expect(desk.turns).toHaveLength(1);
  });

  it('is stopped there when the run is cancelled in the moment in which it was begun', async () => {
    const began = Promise.withResolvers<void>();
    const go = Promise.withResolvers<void>();
    const take = async ({ signal }: RuntimeTurn): Promise<RuntimeAnswer> => {
      began.resolve();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      await go.promise;
      return { status: 'underway', session: 'task-7' };
    };
    const desk = new Desk([take, stopped]);
    const run = await desk.stage.submit('turn');
    await began.promise;
    await desk.stage.engine.cancel(TEST_PRINCIPAL, run, 'enough');
    go.resolve();
    expect(await desk.stage.ended(run)).toMatchObject({ status: 'cancelled' });
    expect(desk.turns.map(({ by, signal }) => `${by} ${signal.aborted}`)).toEqual(['take true', 'follow true']);
  });

  it.each(['at once', 'after a crash'])(
    'is stopped there when the run is cancelled while nobody asks for it: %s',
    async (when) => {
      const away = new AgentFailedError('agent_unreachable', 'nobody is there', { retryable: true });
      const clock = new SimClock();
      const desk = new Desk([{ status: 'underway', session: 'task-7' }, away, stopped], { clock });
      const run = await desk.stage.submit('turn');
      await expect.poll(() => desk.stage.types(run)).toContain('step.retried');
      if (when === 'after a crash') desk.stage.restart();
      await desk.stage.engine.cancel(TEST_PRINCIPAL, run, 'enough');
      expect(await desk.stage.ended(run)).toMatchObject({ status: 'cancelled' });
      expect(desk.turns.map(({ by }) => by)).toEqual(['take', 'follow', 'follow']);
      expect(desk.turns[2]?.signal.aborted).toBe(true);
    },
  );

  it('puts what it asks before a person, and goes on with the answer', async () => {
    const desk = new Desk([
      { status: 'asks', text: 'which colour?', session: 's1', labels: [] },
      answered('blue it is'),
    ]);
    const run = await desk.stage.submit('turn');
    const [open] = listOpenApprovals(await desk.stage.asleep(run));
    if (!open) throw new Error('nothing waits');
    expect(open.title).toBe('far asks: which colour?');
    const { path, subject } = open;
    const answer = { path, subject, decision: 'approved', comment: 'blue' } as const;
    await desk.stage.engine.answerApproval(TEST_PRINCIPAL, run, answer);
    expect(await desk.stage.ended(run)).toMatchObject({ output: { value: { answer: 'blue it is' } } });
    expect(desk.turns[1]).toMatchObject({ session: 's1', prompt: { text: 'blue' } });
  });

  it.each<[EffectClass, string]>([
    ['read', 'completed'],
    ['irreversible', 'failed'],
  ])('asks again for data of the wrong shape only where that changes nothing: %s', async (effect, status) => {
    const schema = z.object({ count: z.number() });
    const desk = new Desk([answered('seven'), answered('```json\n{"count":7}\n```')], {
      terms: { effect },
      request: { schema },
    });
    const state = await desk.stage.run('turn');
    expect(state.status).toBe(status);
    expect(desk.turns).toHaveLength(effect === 'read' ? 2 : 1);
    expect(desk.turns[0]?.prompt.text).toContain('"count"');
    if (effect === 'irreversible') expect(state).toMatchObject({ error: { code: 'model_output_invalid' } });
  });

  it('books what the other side tells, and the worst case where it tells nothing, so that costs equal events', async () => {
    const worstCase = { tokens: 1_000, costNanoUsd: 5_000 };
    const usage = { inputTokens: 3, outputTokens: 4, costNanoUsd: 700 };
    for (const [told, expected] of [
      [{ usage }, usage],
      [{}, { inputTokens: 1_000, costNanoUsd: 5_000, estimated: true }],
    ] as const) {
      const desk = new Desk([answered('done', told)], { terms: { worstCase } });
      const run = await desk.stage.submit('turn');
      const state = await desk.stage.ended(run);
      expect(spentOf(await desk.stage.events(run))).toMatchObject([
        { model: 'http/there', usage: expected, free: false },
      ]);
      expect(state.usage.costNanoUsd).toBe(expected.costNanoUsd);
      const sums = await desk.stage.store.sumSpendings(TEST_PRINCIPAL.tenant, { by: 'model', limit: 10 });
      expect(sums.rows).toMatchObject([{ of: 'http/there', costNanoUsd: expected.costNanoUsd }]);
    }
  });

  it('books the worst case as soon as it is under way, once, and what is told beyond it in the end', async () => {
    const worstCase = { tokens: 1_000, costNanoUsd: 5_000 };
    const away = new AgentFailedError('agent_unreachable', 'nobody is there', { retryable: true });
    const underway = { status: 'underway', session: 'job' } as const;
    const toDone = (costNanoUsd: number) =>
      answered('done', { usage: { inputTokens: 3, outputTokens: 4, costNanoUsd } });
    for (const [last, cost] of [
      [answered('done'), 5_000],
      [toDone(700), 5_000],
      [toDone(5_600), 5_600],
    ] as const) {
      const desk = new Desk([underway, away, away, underway, last], { terms: { worstCase } });
      const run = await desk.stage.submit('turn', null, { budget: { costNanoUsd: 5_000 } });
      const state = await desk.stage.ended(run);
      expect(state).toMatchObject({ status: 'completed', usage: { costNanoUsd: cost } });
      const [first, ...others] = spentOf(await desk.stage.events(run));
      expect(first).toMatchObject({ usage: { costNanoUsd: 5_000, estimated: true } });
      expect(others).toHaveLength(4);
    }
  });

  it('leaves no room for another while it is under way, where a limit allows one worst case', async () => {
    const worstCase = { tokens: 0, costNanoUsd: 5_000 };
    const held = Promise.withResolvers<RuntimeAnswer>();
    const following = Promise.withResolvers<void>();
    const hang = () => {
      following.resolve();
      return held.promise;
    };
    const desk = new Desk([{ status: 'underway', session: 'job' }, hang, answered('done')], { terms: { worstCase } });
    const limit = { costNanoUsd: 5_000 };
    const rule = BudgetRule.parse({ account: 'tenant', period: 'total', limit });
    await desk.stage.store.setBudget(TEST_PRINCIPAL.tenant, rule);
    const first = await desk.stage.submit('turn');
    await following.promise;
    expect(await desk.stage.run('turn')).toMatchObject({ error: { code: 'budget_exceeded' } });
    held.resolve(answered('done'));
    expect(await desk.stage.ended(first)).toMatchObject({ status: 'completed', usage: { costNanoUsd: 5_000 } });
    expect(desk.turns).toHaveLength(2);
  });

  it('is not begun where a budget does not allow its worst case', async () => {
    const desk = new Desk([answered('done')], { terms: { worstCase: { tokens: 0, costNanoUsd: 5_000 } } });
    const state = await desk.stage.run('turn', null, { budget: { costNanoUsd: 4_999 } });
    expect(state).toMatchObject({ status: 'failed', error: { code: 'budget_exceeded' } });
    expect(desk.turns).toHaveLength(0);
  });

  it('is not begun where a budget must hold and nobody has said what it costs', async () => {
    const unknown = { terms: { worstCase: undefined } };
    const limited = new Desk([answered('done')], unknown);
    const state = await limited.stage.run('turn', null, { budget: { costNanoUsd: 1_000_000_000 } });
    expect(state).toMatchObject({ status: 'failed', error: { code: 'agent_cost_unknown' } });
    expect(limited.turns).toHaveLength(0);
    expect(await new Desk([answered('done')], unknown).stage.run('turn')).toMatchObject({ status: 'completed' });
  });

  it('is refused by a limit of tokens where only its price is stated', async () => {
    const priced = { terms: { worstCase: { costNanoUsd: 5_000 } } };
    const limited = new Desk([answered('done')], priced);
    const state = await limited.stage.run('turn', null, { budget: { tokens: 1_000_000 } });
    expect(state).toMatchObject({ error: { code: 'agent_cost_unknown', message: expect.stringContaining('tokens') } });
    expect(limited.turns).toHaveLength(0);
    const desk = new Desk([answered('done')], priced);
    expect(await desk.stage.run('turn', null, { budget: { costNanoUsd: 5_000 } })).toMatchObject({
      status: 'completed',
    });
  });

  it.each([
    [undefined, false],
    [{ tokens: 0, costNanoUsd: 0 }, true],
  ])('is shown as free only where somebody has said so: %j', async (worstCase, free) => {
    const desk = new Desk([answered('done')], { terms: { worstCase } });
    const run = await desk.stage.submit('turn');
    await desk.stage.ended(run);
    const events = await desk.stage.events(run);
    expect(spentOf(events)).toMatchObject([{ free }]);
    expect(events.find(({ type }) => type === 'model.routed')).toMatchObject({ route: { free } });
  });

  it('is tried again where the other side was not reached', async () => {
    const away = new AgentFailedError('agent_unreachable', 'nobody is there', {
      retryable: true,
      nothingHappened: true,
    });
    const desk = new Desk([away, away, answered('done')], { terms: { effect: 'irreversible' } });
    expect(await desk.stage.run('turn')).toMatchObject({ status: 'completed' });
    expect(new Set(desk.turns.map(({ key }) => key)).size).toBe(1);
  });

  it('fails with what has to be set where it is not configured', async () => {
    const choice = new AgentFailedError('agent_not_configured', 'add a connection', { nothingHappened: true });
    const state = await new Desk([], { choice }).stage.run('turn');
    expect(state).toMatchObject({
      status: 'failed',
      error: { code: 'agent_not_configured', message: 'add a connection' },
    });
  });

  it('is headed by a notice where a model advises in the place of a product', async () => {
    const desk = new Desk([], { choice: { by: 'model', notice: 'Semgrep was not used.' } });
    const state = await desk.stage.run('turn');
    expect(state).toMatchObject({ output: { value: { answer: 'Semgrep was not used.\n\nof a model' } } });
  });

  it('stops what it has begun when the run is cancelled', async () => {
    const began = Promise.withResolvers<void>();
    const reasons: unknown[] = [];
    const heed = ({ signal }: RuntimeTurn) => {
      began.resolve();
      const { promise, reject } = Promise.withResolvers<RuntimeAnswer>();
      signal.addEventListener('abort', () => {
        reasons.push(signal.reason);
        reject(signal.reason);
      });
      return promise;
    };
    const desk = new Desk([heed]);
    const run = await desk.stage.submit('turn');
    await began.promise;
    await desk.stage.engine.cancel(TEST_PRINCIPAL, run, 'enough');
    expect(await desk.stage.ended(run)).toMatchObject({ status: 'cancelled' });
    expect(reasons).toMatchObject([{ code: 'run_cancelled' }]);
  });
});
