import { RunError } from '@tutti/engine';
import { type Agent, LOCAL_OWNER, RunId } from '@tutti/protocol';
import { expect, it } from 'vitest';
import { openRuntimeStage, toAgent, toSaid } from '../testing/runtime-stage.ts';
import { createFunctionRuntime, type FunctionRegistry } from './create-function-runtime.ts';

/** Each agent is answered by the function of its own name, but for those that are named. */
async function run(
  functions: FunctionRegistry,
  agents: readonly Agent[],
  named: Readonly<Record<string, string>> = {},
) {
  const own = agents.filter(({ runtime }) => runtime === 'function');
  const connections = Object.fromEntries(
    own.map(({ id }) => [id, { kind: 'function', function: named[id] ?? id, effect: 'read' }]),
  );
  await using stage = await openRuntimeStage({ functions, config: { connections } });
  return await stage.run('count', agents);
}

class Counter {
  #count = 0;
  run(): { count: number } {
    return { count: ++this.#count };
  }
}

it('functions and objects of the program itself take turns, beside a model, without any file', async () => {
  const usage = { inputTokens: 2, outputTokens: 3, costNanoUsd: 5 };
  const state = await run(
    { plain: (goal: string) => `heard ${goal}`, told: () => ({ text: 'costly', usage }), counter: new Counter() },
    [toAgent('plain', 'function'), toAgent('told', 'function'), toAgent('other', 'function'), toAgent('model', 'llm')],
    { other: 'counter' },
  );
  expect(toSaid(state)).toEqual({
    plain: expect.stringMatching(/^heard count/),
    told: 'costly',
    other: '{"count":1}',
    model: 'by a model',
  });
  expect(state.usage.costNanoUsd).toBe(5);
});

it('a function is not called for a run that was stopped by then, and only its own word proves that nothing happened', async () => {
  const called: string[] = [];
  const functions = {
    late: () => called.push('late'),
    careful: () => {
      throw new RunError('tool_failed', 'out of paper', { nothingHappened: true });
    },
    careless: () => {
      throw new Error('out of paper');
    },
  };
  const [prompt, key] = [{ text: 'count', labels: [] }, 'key'];
  const { tenant } = LOCAL_OWNER;
  const run = RunId.parse(`run_${'0'.repeat(36)}`);
  const take = (name: string, signal: AbortSignal) =>
    createFunctionRuntime(functions, name)
      .take({ tenant, run, agent: toAgent(name, 'function'), prompt, key, history: [], signal, onDelta: () => {} })
      .catch((error: unknown) => error);
  expect(await take('late', AbortSignal.abort())).toMatchObject({ code: 'branch_aborted', nothingHappened: true });
  expect(called).toEqual([]);
  const { signal } = new AbortController();
  expect(await take('careful', signal)).toMatchObject({ code: 'agent_failed', nothingHappened: true });
  expect(await take('careless', signal)).toMatchObject({ code: 'agent_failed', nothingHappened: false });
});

it('what a function throws is told, and what is not registered is not configured', async () => {
  const broken = () => {
    throw new Error('out of paper');
  };
  expect(await run({ broken }, [toAgent('broken', 'function')])).toMatchObject({
    error: { code: 'agent_failed', message: expect.stringContaining('out of paper') },
  });
  for (const name of ['nobody', 'constructor', 'to-string'])
    expect(await run({ broken }, [toAgent(name, 'function')])).toMatchObject({
      error: { code: 'agent_not_configured' },
    });
});
