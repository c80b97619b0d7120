/** The tools that begin work. */
import type { McpServer, ServerContext } from '@modelcontextprotocol/server';
import { AgentName, Goal, PatternName, PatternOptions, PATTERNS, PatternWish } from '@tutti/protocol';
import type { NewTaskBody } from '@tutti/protocol/api';
import * as z from 'zod';
import type { McpDoor } from './mcp-door.ts';
import { tellRun } from './tell-run.ts';
import { tellOutcome, toRunResult } from './tool-result.ts';
import { waitInCall } from './wait-in-call.ts';

/** Less than the minute after which most clients give up. */
const USUAL_SECONDS = 45;
export const MOST_SECONDS = 600;

export const WaitSeconds = z
  .int()
  .min(0)
  .max(MOST_SECONDS)
  .describe(
    `How long to wait for the answer, in seconds, at most ${MOST_SECONDS}. A run that takes longer goes on; get_run brings its answer.`,
  );

const MoneyText = z
  .string()
  .regex(/^\d{1,6}(\.\d{1,9})?$/)
  .describe('The run stops before it costs more than this many US dollars, such as "0.50".');

/** Its agents use tools of their own. What cannot be undone waits for a person, unless the owner of the server allows it. */
const BEGINS = { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true };
const CANCELLING = 'Cancelling this call while it waits cancels the run.';

const AskAgent = z.strictObject({
  agent: AgentName.describe('Id or alias of the agent, as list_agents tells it.'),
  request: Goal.describe(
    'What it should do, with everything that it has to know: it sees nothing of your conversation.',
  ),
  waitSeconds: WaitSeconds.default(USUAL_SECONDS),
  budgetUsd: MoneyText.optional(),
});

const PATTERN_TEXT = [
  ...PatternName.options.map((name) => `${name}: ${PATTERNS[name].sentence}`),
  'auto: One agent, or what suits the goal best; why is recorded with the run.',
].join(' ');
const OPTIONS_TEXT = PatternName.options.map((name) => `${name} takes ${PATTERNS[name].options.join(', ')}.`).join(' ');

const RunTeam = z.strictObject({
  agents: z
    .array(AgentName)
    .min(1)
    .max(20)
    .optional()
    .describe(
      'Ids or aliases of the agents, in the order in which they work. Left out: with auto whoever suits the goal, else project, drafting and editing.',
    ),
  goal: Goal.describe('What they should reach, with everything that they have to know.'),
  pattern: PatternWish.default('sequential').describe(PATTERN_TEXT),
  patternOptions: PatternOptions.optional().describe(
    `How the team works in detail; what a pattern does not know is refused. ${OPTIONS_TEXT}`,
  ),
  review: z.boolean().default(false).describe('A person approves the result before the run ends.'),
  waitSeconds: WaitSeconds.default(USUAL_SECONDS),
  budgetUsd: MoneyText.optional(),
});

export function addAskTools(server: McpServer, door: McpDoor): void {
  server.registerTool(
    'ask_agent',
    {
      title: 'Ask an agent',
      description: `Lets one agent of Tutti work on a request, and waits for its answer. Returns the id of the run, its status, the answer and its documents. ${CANCELLING}`,
      inputSchema: AskAgent,
      annotations: BEGINS,
    },
    ({ agent, request, ...wish }, context) => begin({ door, context }, { goal: request, agents: [agent] }, wish),
  );
  server.registerTool(
    'run_team',
    {
      title: 'Let a team work',
      description: `Lets several agents of Tutti work on a goal together, and waits for the result. Returns as ask_agent does. ${CANCELLING}`,
      inputSchema: RunTeam,
      annotations: BEGINS,
    },
    ({ goal, agents, pattern, patternOptions, review, ...wish }, context) => {
      const how = { pattern, review, ...(patternOptions && { patternOptions }) };
      return begin({ door, context }, { goal, ...how, ...(agents && { agents }) }, wish);
    },
  );
}

interface Place {
  readonly door: McpDoor;
  readonly context: ServerContext;
}

interface Wish {
  readonly waitSeconds: number;
  readonly budgetUsd?: string | undefined;
}

function begin({ door, context }: Place, task: NewTaskBody, { waitSeconds, budgetUsd }: Wish) {
  return tellOutcome(door, async () => {
    const run = await door.desk.submit({ ...task, ...(budgetUsd !== undefined && { budget: { usd: budgetUsd } }) });
    const detail = await waitInCall(door, context, { run, seconds: waitSeconds, isOwn: true });
    return toRunResult(tellRun(detail, { offset: 0, pages: door.pages }));
  });
}
