/** The programs that are measured. Their steps do nothing, so what is left is what the engine costs. */
import {
  createRehearsalModel,
  createSingleModel,
  createToolbox,
  type Program,
  type Scope,
  type Store,
} from '@tutti/engine';
import { Agent, Hash, Json } from '@tutti/protocol';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { takeTurn } from '../../packages/engine/src/agents/take-turn.ts';

export const STEPS_PER_RUN = 10;
export const FAN_WIDTH = 100;
/** What the documentation recommends at most; longer work goes on in a next episode. */
export const STEPS_PER_EPISODE = 2_000;
/** About as long as a short call over the network. */
export const SLOW_STEP_MS = 50;
export const GO_KEY = 'message:go';

const Long = z.object({ steps: z.int().nonnegative() });
const LongState = z.object({ done: z.int().nonnegative() });
const Chat = z.object({ exchanges: z.int().nonnegative() });
const ChatState = z.object({ exchange: z.int().nonnegative(), last: Hash.optional() });

export function createPrograms(library: Store): Program[] {
  return [
    toProgram('one-step', (scope) => doSteps(scope, 1)),
    toProgram('ten-steps', (scope) => doSteps(scope, STEPS_PER_RUN)),
    toProgram('slow-steps', doSlowSteps),
    toProgram('fan-out', fanOut),
    toProgram('approval', awaitApproval),
    toProgram('long', doLong),
    toProgram('chat', createChat(library)),
  ];
}

type Body = (scope: Scope, start: { input: Json; state: Json | undefined }) => Promise<Json>;

function toProgram(name: string, body: Body): Program {
  return {
    name,
    version: 1,
    input: Json,
    run: async (scope, start) => ({ output: await body(scope, start), labels: start.labels }),
  };
}

async function doSteps(scope: Scope, count: number): Promise<null> {
  for (let step = 0; step < count; step++) await scope.step('nothing', { effect: 'pure' }, async () => null);
  return null;
}

async function doSlowSteps(scope: Scope): Promise<null> {
  for (let step = 0; step < STEPS_PER_RUN; step++) {
    await scope.step('slow', { effect: 'pure' }, async () => {
      await sleep(SLOW_STEP_MS);
      return null;
    });
  }
  return null;
}

async function fanOut(scope: Scope): Promise<null> {
  const names = Array.from({ length: FAN_WIDTH }, (_, index) => `branch-${index}`);
  await scope.all(Object.fromEntries(names.map((name) => [name, (branch: Scope) => doSteps(branch, 1)])));
  return null;
}

async function awaitApproval(scope: Scope): Promise<Json> {
  await doSteps(scope, 1);
  const approval = await scope.waitFor({ key: 'approval', payload: z.object({ approved: z.boolean() }) });
  return approval.status === 'received' && approval.value.approved;
}

/** Episode after episode, then a wait: as a run that a restart finds in the middle of its work. */
async function doLong(scope: Scope, { input, state }: Parameters<Body>[1]): Promise<null> {
  const { steps } = Long.parse(input);
  const { done } = LongState.parse(state ?? { done: 0 });
  const here = Math.min(steps - done, STEPS_PER_EPISODE);
  await doSteps(scope, here);
  if (done + here < steps) scope.continueAs({ done: done + here });
  await scope.waitFor({ key: GO_KEY, payload: z.null() });
  return doSteps(scope, 1);
}

const AGENT = Agent.parse({
  id: 'bench-agent',
  purpose: 'Answers questions about a benchmark.',
  capabilities: ['answering'],
  instructions: 'Answer in one paragraph.',
});

/** One exchange is one episode; the conversation goes on by the hash of its last message. */
function createChat(library: Store): Body {
  const ports = { models: createSingleModel(createRehearsalModel()), tools: createToolbox([]), library };
  return async (scope, { input, state }) => {
    const { exchanges } = Chat.parse(input);
    const { exchange, last } = ChatState.parse(state ?? { exchange: 0 });
    if (exchange === exchanges) await scope.waitFor({ key: GO_KEY, payload: z.null() });
    const text = `Question ${exchange}: what would you measure next, and why would you measure it before anything else?`;
    const prompt = { text, labels: [{ source: 'owner' as const }] };
    const turn = await takeTurn(scope, ports, { agent: AGENT, prompt, after: last });
    if (exchange === exchanges) return turn.text;
    return scope.continueAs({ exchange: exchange + 1, ...(turn.last && { last: turn.last }) });
  };
}
