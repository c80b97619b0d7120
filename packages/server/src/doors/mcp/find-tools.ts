/** The tools that tell which agents there are, and who suits a request. */
import type { McpServer } from '@modelcontextprotocol/server';
import { Goal } from '@tutti/protocol';
import * as z from 'zod';
import type { McpDoor } from './mcp-door.ts';
import { tellOutcome, toDataResult } from './tool-result.ts';

/** They look at what is here, and change nothing. */
export const LOOKS = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };

const ListAgents = z.strictObject({
  search: z.string().max(200).optional().describe('Words that all stand in what the agent is called, does or can.'),
  category: z.string().max(60).optional(),
  capability: z.string().max(80).optional(),
  limit: z.int().min(1).max(100).default(20),
  cursor: z.string().max(200).optional().describe('`next` of the page before.'),
});

const AnalyzeTask = z.strictObject({
  request: Goal.describe('What somebody wants done.'),
  most: z.int().min(1).max(20).default(5).describe('How many agents are named.'),
});

export function addFindTools(server: McpServer, door: McpDoor): void {
  server.registerTool(
    'list_agents',
    {
      title: 'List agents',
      description:
        'The agents that can be asked here: their ids, what they are for and what they can do. There are many: search, or let analyze_task choose.',
      inputSchema: ListAgents,
      annotations: LOOKS,
    },
    ({ search, ...wish }) =>
      tellOutcome(door, async () => {
        const { items, next } = await door.desk.findAgents({ ...wish, text: search });
        const agents = items.map(({ id, purpose, capabilities, category }) => ({
          id,
          purpose,
          capabilities,
          category,
        }));
        return toDataResult({ agents, ...(next !== undefined && { next }) });
      }),
  );
  server.registerTool(
    'analyze_task',
    {
      title: 'Who suits a request',
      description:
        'Which agents suit a request best and how hard it is, with reasons. No model is asked, nothing is begun and it costs nothing.',
      inputSchema: AnalyzeTask,
      annotations: LOOKS,
    },
    ({ request, most }) =>
      tellOutcome(door, async () => {
        const { type, complexity, pattern, capabilities, agents } = await door.desk.analyzeTask(request, most);
        const named = agents.map(({ id, score, reasons }) => ({ id, score, reasons }));
        return toDataResult({ type, complexity, pattern, capabilities, agents: named });
      }),
  );
}
