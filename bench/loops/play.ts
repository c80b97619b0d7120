/** One generated run: who is asked what, what the models answer, and what the tools give. The engine is the real one. */
import { createSingleModel, createToolbox, createFixedSource, type Program, type Tool } from '@tutti/engine';
import { Agent, AgentId, type Json } from '@tutti/protocol';
import * as z from 'zod';
import { createAgentBook } from '../../packages/engine/src/agents/agent-book.ts';
import type { ScriptedAnswer } from '../../packages/engine/src/testing/scripted-model.ts';
import { createScriptedModel } from '../../packages/engine/src/testing/scripted-model.ts';
import { createMemoryStore } from '../../packages/engine/src/testing/memory-store.ts';
import { TestStage } from '../../packages/engine/src/testing/test-stage.ts';
import { ProgressWatch } from '../../packages/engine/src/progress/progress-watch.ts';
import { createPatternContext } from '../../packages/engine/src/team/pattern-context.ts';

export interface Ask {
  readonly agent: string;
  readonly prompt: string;
}

export interface Play {
  readonly kind: string;
  readonly loops: boolean;
  readonly agents: readonly string[];
  readonly tools?: readonly PlayTool[];
  /** Who is asked next, `last` is what was said last; undefined: the work is done. A loop never is. */
  next(turn: number, last: string): Ask | readonly Ask[] | undefined;
  /** What a model gives the nth time that anybody is asked. */
  answer(ask: { readonly agent: string; readonly prompt: string; readonly count: number }): ScriptedAnswer;
}

export interface PlayTool {
  readonly name: string;
  readonly writes?: boolean;
  /** Throws where it fails. */
  use(input: Json, count: number): Json;
}

export interface Played {
  readonly play: Play;
  readonly ended: boolean;
  readonly stopped: boolean;
  readonly code: string | undefined;
  readonly nudged: boolean;
  /** Calls of models until the end. */
  readonly calls: number;
  readonly stall: string | undefined;
}

/** Whoever is not stopped by then never would be. */
export const MOST_TURNS = 60;
const MOST_CALLS = 120;
const STALLED = z.object({ kind: z.string() });

export async function perform(play: Play): Promise<Played> {
  let calls = 0;
  const model = createScriptedModel({
    answer(request, count) {
      calls = count;
      const prompt = request.messages.find(({ role }) => role === 'user')?.text ?? '';
      return play.answer({ agent: request.agent, prompt, count });
    },
  });
  const stage = new TestStage({ programs: [createProgram(play, model)] });
  const { status, error, run } = await stage.run('play');
  const events = await stage.events(run);
  const recorded = events.flatMap((event) => (event.type === 'domain.recorded' ? [event] : []));
  const stall = recorded.findLast(({ name }) => name === 'progress.stalled')?.data;
  await stage.engine.close(0);
  return {
    play,
    ended: status === 'completed' || status === 'failed',
    stopped: error?.code === 'no_progress',
    code: error?.code,
    nudged: recorded.some(({ name }) => name === 'progress.nudged'),
    calls,
    stall: stall && 'value' in stall ? STALLED.parse(stall.value).kind : undefined,
  };
}

function createProgram(play: Play, model: ReturnType<typeof createScriptedModel>): Program {
  const agents = play.agents.map((id) =>
    Agent.parse({
      id,
      purpose: `does what ${id} does`,
      capabilities: ['work'],
      instructions: 'Work.',
      tools: (play.tools ?? []).map(({ name }) => name),
      maxCallsPerTurn: MOST_CALLS,
    }),
  );
  const tools = createToolbox([createFixedSource((play.tools ?? []).map(toTool))]);
  return {
    name: 'play',
    version: 1,
    input: z.json(),
    async run(scope, { labels }) {
      const progress = new ProgressWatch({ mayAsk: false });
      const ports = { models: createSingleModel(model), tools, library: createMemoryStore(), progress };
      const context = createPatternContext(scope, { agents: createAgentBook(agents), ports });
      const say = (own: typeof context, { agent, prompt }: Ask) =>
        own.say(AgentId.parse(agent), { text: prompt, labels: [...labels] });
      let last = '';
      for (let turn = 1; turn <= MOST_TURNS; turn++) {
        const next = play.next(turn, last);
        if (!next) break;
        if ('agent' in next) last = (await say(context, next)).text;
        else
          await context.all(Object.fromEntries(next.map((ask) => [ask.agent, (own: typeof context) => say(own, ask)])));
      }
      // As a team does, where a branch was stopped.
      if (progress.stopped) throw progress.stopped;
      return { output: { last }, labels };
    },
  };
}

function toTool({ name, writes = false, use }: PlayTool): Tool {
  let count = 0;
  return {
    name,
    description: name,
    input: z.json(),
    schema: { type: 'object' },
    effect: writes ? 'idempotent' : 'read',
    timeoutMs: 5_000,
    labels: [],
    use: async (input) => use(input, ++count),
  };
}
