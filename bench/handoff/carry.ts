/** One case through the real engine: the facts go from agent to agent, with contracts or without. */
import { createSingleModel, createToolbox, type Program, unpackPayload } from '@tutti/engine';
import { Agent, AgentId, type RunState, unionLabels } from '@tutti/protocol';
import * as z from 'zod';
import { createAgentBook } from '../../packages/engine/src/agents/agent-book.ts';
import { ROOM } from '../../packages/engine/src/handoff/write-prompt.ts';
import { createPatternContext } from '../../packages/engine/src/team/pattern-context.ts';
import { createScriptedModel } from '../../packages/engine/src/testing/scripted-model.ts';
import { createMemoryStore } from '../../packages/engine/src/testing/memory-store.ts';
import { type Member, PatternStage } from '../../packages/engine/src/testing/pattern-stage.ts';
import { TestStage } from '../../packages/engine/src/testing/test-stage.ts';

export type Members = Readonly<Record<string, Member>>;

const GOAL = 'Write the report on the places of the festival. Keep the figures.';
const Output = z.object({ text: z.string(), details: z.unknown().optional() });

export interface Carried {
  readonly text: string;
  readonly details: unknown;
}

export async function carryWithContracts(members: Members, facts: readonly string[]): Promise<Carried> {
  const options = facts.length > 0 ? { options: { facts: [...facts] } } : {};
  const team = new PatternStage({ pattern: 'sequential', goal: GOAL, members, ...options });
  const state = await team.run();
  return toCarried(team.stage, state);
}

export type Reach = 'everything' | 'last text';

/** Each is handed what was said so far, the newest of it as far as there is room, and nothing else. */
export async function carryWithout(members: Members, reach: Reach): Promise<Carried> {
  const counts = new Map<string, number>();
  const model = createScriptedModel({
    answer(request) {
      const count = (counts.get(request.agent) ?? 0) + 1;
      counts.set(request.agent, count);
      const prompt = request.messages.findLast(({ role }) => role === 'user')?.text ?? '';
      return String(members[request.agent]?.({ prompt, count, request }));
    },
  });
  const stage = new TestStage({ programs: [createPlainProgram(model, { ids: Object.keys(members), reach })] });
  const state = await stage.run('plain');
  return toCarried(stage, state);
}

function createPlainProgram(
  model: ReturnType<typeof createScriptedModel>,
  { ids, reach }: { ids: readonly string[]; reach: Reach },
): Program {
  const agents = ids.map((id) =>
    Agent.parse({ id, purpose: `does what ${id} does`, capabilities: ['work'], instructions: 'Work.' }),
  );
  return {
    name: 'plain',
    version: 1,
    input: z.json(),
    async run(scope, { labels }) {
      const ports = { models: createSingleModel(model), tools: createToolbox([]), library: createMemoryStore() };
      const context = createPatternContext(scope, { agents: createAgentBook(agents), ports });
      let said = { text: '', labels: [...labels] };
      let all = '';
      for (const id of ids) {
        const handed = (reach === 'everything' ? all : said.text).slice(-ROOM.texts);
        said = await context.say(AgentId.parse(id), { text: `${GOAL}\n\n${handed}`, labels: unionLabels(said.labels) });
        all += `\n\n${said.text}`;
      }
      return { output: { text: said.text }, labels: said.labels };
    },
  };
}

async function toCarried({ engine, store }: TestStage, { tenant, status, output, error }: RunState): Promise<Carried> {
  await engine.close(0);
  if (status !== 'completed' || !output) throw new Error(`a run ended ${status}: ${error?.message ?? ''}`);
  const { text, details } = Output.parse(await unpackPayload(output, tenant, store));
  return { text, details };
}
