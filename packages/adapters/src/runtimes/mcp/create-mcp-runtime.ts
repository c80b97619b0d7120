/** One tool of a configured MCP server as an agent: its input is made of the goal by a template, its result is the answer. */
import {
  AgentFailedError,
  type AgentRuntime,
  type CallDecision,
  EngineError,
  RunError,
  type Tool,
  type Toolbox,
  type ToolPolicy,
} from '@tutti/engine';
import type { McpDefinition } from '../config/definition.ts';
import { fillJson } from '../fill-template.ts';
import { toPlaces } from '../to-places.ts';

export interface McpRuntimeOptions {
  readonly definition: McpDefinition;
  readonly values: Readonly<Record<string, string>>;
  readonly toolbox: Toolbox;
  readonly policy: ToolPolicy;
}

export function createMcpRuntime({ definition, values, toolbox, policy }: McpRuntimeOptions): AgentRuntime {
  return {
    kind: 'mcp',
    async take(turn) {
      const { tenant, run, agent, signal, key, trace, workspace } = turn;
      const name = `${definition.server}__${definition.tool}`;
      const place = { tenant, run, agent: agent.id, signal, ...(workspace !== undefined && { workspace }) };
      const { tools, missing } = await toolbox.open([name], place);
      const tool = tools.find((each) => each.offer.name === name)?.tool;
      if (!tool) throw refuse(missing[0]?.message ?? `there is no tool ${name}`);
      const input = tool.input.safeParse(fillJson(definition.input, toPlaces(turn, values)) ?? null);
      if (!input.success) throw refuse(`${name} does not take what its connection gives it: ${input.error.message}`);
      // It may cause what its connection says, and what the tool says of itself: neither makes the other harmless.
      for (const effect of new Set([tool.effect, definition.effect ?? 'irreversible']))
        assertAllowed(policy.decide({ agent, tool: name, set: definition.server, effect, input: input.data }));
      const use = { signal, key, ...(trace !== undefined && { trace }) };
      const output = await call(tool, input.data, use);
      return {
        status: 'answered',
        text: typeof output === 'string' ? output : JSON.stringify(output),
        labels: [...tool.labels],
      };
    },
  };
}

/** Whoever set up the connection has answered for the agent's own questions, but not for a rule's: nobody can be asked in the middle of a turn. */
function assertAllowed({ verdict, because, rule }: CallDecision): void {
  if (verdict === 'allow' || (verdict === 'ask' && rule === undefined)) return;
  const why = verdict === 'ask' ? `${because}, and nobody can be asked in the middle of a turn` : because;
  throw new RunError('tool_denied', why, { nothingHappened: true });
}

async function call(tool: Tool, ...[input, use]: Parameters<Tool['use']>): ReturnType<Tool['use']> {
  try {
    return await tool.use(input, use);
  } catch (cause) {
    use.signal.throwIfAborted();
    if (cause instanceof EngineError) throw cause;
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new AgentFailedError('agent_failed', `the tool ${tool.name} failed: ${words.slice(0, 1_000)}`, { cause });
  }
}

function refuse(message: string): AgentFailedError {
  return new AgentFailedError('agent_not_configured', message, { nothingHappened: true });
}
