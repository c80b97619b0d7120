/** What a server says it has, measured and judged before anything else looks at it. */
import type { Client, Tool as ListedTool } from '@modelcontextprotocol/client';
import { DESCRIPTION_LIMIT, toToolHash } from '@tutti/engine';
import { type EffectClass, type Hash, Json, type ToolServerName } from '@tutti/protocol';
import { findSchemaProblem } from './checks/find-schema-problem.ts';
import { toEffect } from './checks/to-effect.ts';
import { toToolName } from './checks/to-tool-name.ts';
import { ToolServerError } from './tool-server-error.ts';

export interface LiveTool {
  /** As its server calls it. */
  readonly name: string;
  /** As agents call it. */
  readonly tool: string;
  readonly description: string;
  readonly input: Json;
  readonly hash: Hash;
  /** As its server says. */
  readonly effect: EffectClass;
  /** Why it cannot be offered. */
  readonly refusal: string | undefined;
  /** Word for word, for the call. */
  readonly listed: ListedTool;
}

export interface ListWish {
  readonly server: ToolServerName;
  readonly mostTools: number;
  readonly timeoutMs: number;
}

const MOST_PAGES = 100;
const LONGEST_NAME = 128;
const NO_INPUT: Json = { type: 'object', properties: {} };

export async function listTools(client: Client, wish: ListWish): Promise<readonly LiveTool[]> {
  const { server, mostTools, timeoutMs } = wish;
  const listed: ListedTool[] = [];
  let cursor: string | undefined;
  for (let page = 1; ; page++) {
    const request = { method: 'tools/list' as const, params: cursor === undefined ? {} : { cursor } };
    const { tools, nextCursor } = await client.request(request, { timeout: timeoutMs });
    listed.push(...tools);
    if (listed.length > mostTools)
      throw new ToolServerError(
        'tool_server_broken',
        `it has ${listed.length} tools or more, and ${mostTools} are allowed (limits.tools)`,
      );
    if (nextCursor === undefined) break;
    if (nextCursor === cursor || page === MOST_PAGES)
      throw new ToolServerError('tool_server_broken', 'its list of tools has no end');
    cursor = nextCursor;
  }
  if (listed.length === 0) throw new ToolServerError('tool_unavailable', 'it answers, but has no tools at all');
  return refuseTwins(listed.map((tool) => toLive(server, tool)));
}

function toLive(server: ToolServerName, listed: ListedTool): LiveTool {
  const name = listed.name.slice(0, LONGEST_NAME);
  const problem = findProblem(listed);
  const schema = problem === undefined ? Json.safeParse(listed.inputSchema) : undefined;
  const input = schema?.data ?? NO_INPUT;
  const description = (listed.description ?? '').slice(0, DESCRIPTION_LIMIT);
  const tool = toToolName(server, name);
  const hash = toToolHash({ name: tool, description, input });
  return { name, tool, description, input, hash, effect: toEffect(listed.annotations), refusal: problem, listed };
}

function findProblem({ name, description = '', inputSchema, outputSchema }: ListedTool): string | undefined {
  if (name === '__proto__') return 'its name means something else to programs';
  if (name.trim() === '' || name.length > LONGEST_NAME) return `its name has not 1 to ${LONGEST_NAME} characters`;
  if (description.length > DESCRIPTION_LIMIT)
    return `its description has ${description.length} characters, and ${DESCRIPTION_LIMIT} are allowed`;
  return findSchemaProblem(inputSchema) ?? (outputSchema && findSchemaProblem(outputSchema));
}

/** Of two that would be called the same, neither can be told from the other. */
function refuseTwins(tools: readonly LiveTool[]): readonly LiveTool[] {
  const counts = new Map<string, number>();
  for (const { tool } of tools) counts.set(tool, (counts.get(tool) ?? 0) + 1);
  const first = new Map(tools.toReversed().map((tool) => [tool.tool, tool]));
  return [...first.values()].toReversed().map((tool) => {
    const count = counts.get(tool.tool) ?? 1;
    return count === 1 ? tool : { ...tool, refusal: `${count} tools of its server would have this name` };
  });
}
