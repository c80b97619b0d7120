import { Agent, type EffectClass, type Json, type Labelled } from '@tutti/protocol';
import * as z from 'zod';
import { describe, expect, it } from 'vitest';
import { ModelUnavailableError } from '../model-errors.ts';
import { createSingleModel } from '../models/create-single-model.ts';
import type { Model, ModelAnswer, ModelRequest } from '../ports/model.ts';
import type { Tool, ToolUse } from '../ports/tool.ts';
import type { Program } from '../run/program.ts';
import type { Scope } from '../run/scope.ts';
import { TEST_PRINCIPAL, TestStage, toProgram } from '../testing/test-stage.ts';
import { createFixedSource, createToolbox } from '../tools/toolbox.ts';
import { takeTurn, type TurnPorts } from './take-turn.ts';

const agent = Agent.parse({
  id: 'ann',
  purpose: 'counts',
  capabilities: ['counting'],
  instructions: 'Count.',
  tools: ['add'],
});
const prompt: Labelled = { text: 'count', labels: [{ source: 'owner' }] };
const usage = { inputTokens: 10, outputTokens: 5, costNanoUsd: 0 };

type Line = Partial<ModelAnswer> | Error;

class ScriptedModel implements Model {
  readonly id = 'scripted';
  readonly requests: ModelRequest[] = [];
  readonly #lines: readonly Line[];
  constructor(lines: readonly Line[]) {
    this.#lines = lines;
  }
  worstCase() {
    return { tokens: 100, costNanoUsd: 0 };
  }
  async answer(request: ModelRequest, { onDelta }: Parameters<Model['answer']>[1]): Promise<ModelAnswer> {
    this.requests.push(request);
    const line = this.#lines[this.requests.length - 1];
    if (!line || line instanceof Error) throw line ?? new Error('the script is at its end');
    for (const piece of (line.text ?? '').split(/(?<= )/)) onDelta(piece);
    return { text: '', toolCalls: [], finish: 'stop', usage, labels: [{ source: 'model', name: 'scripted' }], ...line };
  }
}

function createAdd(
  effect: EffectClass = 'pure',
  use: Tool['use'] = async (input) => (input as { a: number }).a + 1,
): Tool {
  return {
    name: 'add',
    description: 'adds one',
    input: z.object({ a: z.number() }) as z.ZodType<Json>,
    effect,
    timeoutMs: 1_000,
    labels: [{ source: 'tool', name: 'add' }],
    use,
  };
}

const wish = (a: Json, name = 'add') =>
  ({ toolCalls: [{ id: 'c1', name, input: { a } }], finish: 'tool_calls' }) as const;

class Desk {
  readonly stage: TestStage;
  readonly model: ScriptedModel;
  constructor(
    lines: readonly Line[],
    tools: readonly Tool[] = [createAdd()],
    body?: (scope: Scope, ports: TurnPorts) => Promise<Json>,
  ) {
    this.model = new ScriptedModel(lines);
    const model = this.model;
    const whole =
      body ?? (async (scope: Scope, ports: TurnPorts) => (await takeTurn(scope, ports, { agent, prompt })).text);
    const library = {
      readConversation: (...args: Parameters<TurnPorts['library']['readConversation']>) =>
        this.stage.store.readConversation(...args),
      raiseLimit: (...args: Parameters<TurnPorts['library']['raiseLimit']>) => this.stage.store.raiseLimit(...args),
    };
    const program: Program = toProgram('turn', (scope) =>
      whole(scope, {
        models: createSingleModel(model),
        tools: createToolbox([createFixedSource(tools)]),
        library: library as TurnPorts['library'],
      }),
    );
    this.stage = new TestStage({ programs: [program] });
  }
}

describe('a turn', () => {
  it('asks, uses the tool that is asked for, shows its result, and ends with the answer', async () => {
    const { stage, model } = new Desk([wish(1), { text: 'it is two' }]);
    const state = await stage.run('turn');
    expect(state).toMatchObject({
      status: 'completed',
      output: { value: 'it is two' },
      steps: { completed: 3 },
      usage: { inputTokens: 20, outputTokens: 10 },
    });
    expect(model.requests[1]?.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool']);
    expect(model.requests[1]?.messages[2]).toMatchObject({ text: '2', failed: false });
    const steps = (await stage.events(state.run)).flatMap((event) =>
      event.type === 'step.completed' ? [event.path] : [],
    );
    expect(steps).toEqual(['turn/1/model/1', 'turn/1/tool/1', 'turn/1/model/2']);
    const executions = await stage.store.listExecutions(state.tenant, state.run);
    expect(executions.map(({ kind, agent: who, tool }) => [kind, who, tool])).toEqual([
      ['model', 'ann', undefined],
      ['tool', 'ann', 'add'],
      ['model', 'ann', undefined],
    ]);
  });

  it('tells model and tool which request they work for', async () => {
    const seen: (string | undefined)[] = [];
    const add = { ...createAdd(), use: async (_: Json, { trace }: ToolUse) => seen.push(trace) };
    const { stage, model } = new Desk([wish(1), { text: 'two' }], [add]);
    const answer = model.answer.bind(model);
    model.answer = (request, call) => {
      seen.push(call.trace);
      return answer(request, call);
    };
    await stage.run('turn', null, { trace: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' });
    expect(new Set(seen).size).toBe(3);
    for (const trace of seen) expect(trace).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01$/);
  });

  it('streams the words on the live feed and journals none of the pieces', async () => {
    const { stage } = new Desk([{ text: 'one two three' }]);
    const { run } = await stage.run('turn');
    const deltas = stage.notices.flatMap((notice) => (notice.type === 'delta' ? [notice] : []));
    expect(deltas.map(({ text }) => text).join('')).toBe('one two three');
    expect(deltas.map(({ offset }) => offset)).toEqual([0, 4, 8]);
    expect(await stage.types(run)).not.toContain('delta');
  });

  it('tells the model of a tool that fails, of a wrong input and of a tool that it does not have', async () => {
    const broken = createAdd('pure', async () => {
      throw new Error('out of order');
    });
    const { stage, model } = new Desk([wish(1), wish('one'), wish(1, 'rocket'), { text: 'I give up' }], [broken]);
    const { status, run } = await stage.run('turn');
    expect(status).toBe('completed');
    const notMade = (await stage.events(run)).filter((event) => event.type === 'domain.recorded');
    expect(notMade).toMatchObject([
      { name: 'tool.refused', data: { value: { tool: 'add', why: expect.stringContaining('not valid') } } },
      { name: 'tool.refused', data: { value: { tool: 'rocket', why: expect.stringContaining('no tool rocket') } } },
    ]);
    const told = model.requests[3]?.messages.flatMap((message) => (message.role === 'tool' ? [message] : []));
    expect(told?.map(({ failed }) => failed)).toEqual([true, true, true]);
    expect(told?.map(({ text }) => text)).toEqual([
      expect.stringContaining('out of order'),
      expect.stringContaining('not valid'),
      expect.stringContaining('There is no tool rocket'),
    ]);
  });

  it('does not offer an agent the tools of others', async () => {
    const { stage, model } = new Desk([{ text: 'ok' }], [createAdd(), { ...createAdd(), name: 'rocket' }]);
    await stage.run('turn');
    expect(model.requests[0]?.tools.map(({ name }) => name)).toEqual(['add']);
  });

  it('ends a turn that never ends', async () => {
    const { stage, model } = new Desk(Array.from({ length: 50 }, (_, count) => wish(count)));
    expect((await stage.run('turn')).error).toMatchObject({ code: 'turn_too_long' });
    expect(model.requests).toHaveLength(agent.maxCallsPerTurn);
  });

  it('carries the same call with the same result out five times in a row, says so three times, and then fails', async () => {
    const { stage, model } = new Desk(Array.from({ length: 50 }, () => wish(1)));
    const state = await stage.run('turn');
    expect(state.error).toMatchObject({ code: 'turn_too_long', message: expect.stringContaining('again and again') });
    const executions = await stage.store.listExecutions(state.tenant, state.run);
    expect(executions.filter(({ kind }) => kind === 'tool')).toHaveLength(5);
    expect(model.requests).toHaveLength(9);
    expect(model.requests[6]?.messages.at(-1)).toMatchObject({
      failed: true,
      text: expect.stringContaining('5 times'),
    });
  });

  it('asks again when an answer is empty, twice, and then fails', async () => {
    const mended = new Desk([{ text: '' }, { text: ' \n' }, { text: 'two' }]);
    expect((await mended.stage.run('turn')).output).toEqual({ value: 'two' });
    const hopeless = new Desk([{ text: '' }, { text: '' }, { text: '' }, { text: 'two' }]);
    expect((await hopeless.stage.run('turn')).error).toMatchObject({ code: 'model_output_invalid' });
    expect(hopeless.model.requests).toHaveLength(3);
  });

  it('tries again when the answer was cut off, and never takes half of one', async () => {
    const { stage, model } = new Desk([{ text: 'half of', finish: 'interrupted' }, { text: 'half of it all' }]);
    const state = await stage.run('turn');
    expect(state).toMatchObject({ output: { value: 'half of it all' }, steps: { retried: 1 } });
    expect(model.requests).toHaveLength(2);
  });

  it.each([
    ['length', 'model_output_invalid'],
    ['refused', 'content_filtered'],
  ] as const)('fails when the model ends with %s, and counts what it used', async (finish, code) => {
    const { stage } = new Desk([{ text: 'half', finish }]);
    expect(await stage.run('turn')).toMatchObject({ error: { code }, usage: { inputTokens: 10, outputTokens: 5 } });
  });

  it('gives up when the model cannot be reached for good', async () => {
    const { stage, model } = new Desk([new ModelUnavailableError('no key', { retryable: false })]);
    expect((await stage.run('turn')).error).toMatchObject({ code: 'model_unavailable', message: 'no key' });
    expect(model.requests).toHaveLength(1);
  });

  it('shows the model what is wrong with its data, twice, and then fails', async () => {
    const schema = z.object({ count: z.number() });
    const body = async (scope: Scope, ports: TurnPorts) =>
      (await takeTurn(scope, ports, { agent, prompt, schema })).answer.count;
    const mended = new Desk([{ text: 'three' }, { text: '{"count":"3"}' }, { text: '{"count":3}' }], [], body);
    expect((await mended.stage.run('turn')).output).toEqual({ value: 3 });
    expect(mended.model.requests[0]?.answerSchema).toMatchObject({ type: 'object' });
    const hopeless = new Desk([{ text: 'a' }, { text: 'b' }, { text: 'c' }, { text: '{"count":3}' }], [], body);
    expect((await hopeless.stage.run('turn')).error).toMatchObject({ code: 'model_output_invalid' });
  });

  it('asks the model nothing again on replay', async () => {
    const go = z.null();
    const { stage, model } = new Desk([wish(1), { text: 'two' }], [createAdd()], async (scope, ports) => {
      const { text } = await takeTurn(scope, ports, { agent, prompt });
      await scope.waitFor({ key: 'message:go', payload: go });
      return text;
    });
    const run = await stage.submit('turn');
    await stage.asleep(run);
    stage.restart();
    await stage.engine.send(TEST_PRINCIPAL, run, { key: 'message:go', payload: null });
    expect((await stage.ended(run)).output).toEqual({ value: 'two' });
    expect(model.requests).toHaveLength(2);
  });

  it('goes on with a conversation by the hash of its last message', async () => {
    const { stage, model } = new Desk([{ text: 'hello' }, { text: 'again' }], [], async (scope, ports) => {
      const first = await takeTurn(scope, ports, { agent, prompt });
      const second = await takeTurn(scope, ports, { agent, prompt, after: first.last });
      return second.text;
    });
    expect((await stage.run('turn')).output).toEqual({ value: 'again' });
    expect(model.requests[1]?.messages.map(({ text }) => text)).toEqual(['count', 'hello', 'count']);
  });

  it('carries the labels of the prompt, the model and the tools into the answer', async () => {
    const { stage } = new Desk([wish(1), { text: 'two' }], [createAdd()], async (scope, ports) => {
      const { labels } = await takeTurn(scope, ports, { agent, prompt });
      return labels.map(({ source }) => source);
    });
    expect((await stage.run('turn')).output).toEqual({ value: ['owner', 'model', 'tool'] });
  });

  it('puts an irreversible tool in doubt before a person when its answer is lost', async () => {
    const cut = createAdd('irreversible', async () => {
      throw new Error('socket hang up');
    });
    const bold = Agent.parse({ ...agent, effects: ['irreversible'], ask: [] });
    const { stage } = new Desk(
      [wish(1), { text: 'done' }],
      [cut],
      async (scope, ports) => (await takeTurn(scope, ports, { agent: bold, prompt })).text,
    );
    const run = await stage.submit('turn');
    expect(Object.keys((await stage.asleep(run)).doubts)).toEqual(['turn/1/tool/1']);
    await stage.engine.answerDoubt(TEST_PRINCIPAL, run, { path: 'turn/1/tool/1', verdict: 'happened', output: 2 });
    expect((await stage.ended(run)).output).toEqual({ value: 'done' });
  });
});
