/** One tool call of a turn, as a step of the tool's own effect class. What goes wrong is told to the model, which may try otherwise. */
import type { AgentId, Json, Label } from '@tutti/protocol';
import { RunError, toMessage } from '../errors.ts';
import type { ToolCall } from '../ports/model.ts';
import type { Tool, ToolUse } from '../ports/tool.ts';
import type { Scope, StepCall, StepOptions } from '../run/scope.ts';

export interface ToolAnswer {
  readonly text: string;
  readonly failed: boolean;
  readonly labels: readonly Label[];
}

/** After these the turn cannot go on: they are about the run, not about the tool. */
const ENDING: ReadonlySet<string> = new Set([
  'run_cancelled',
  'deadline_exceeded',
  'branch_aborted',
  'budget_exceeded',
  'nondeterministic_program',
]);

export async function useTool(
  scope: Scope,
  tools: readonly Tool[],
  wish: ToolCall & { agent: AgentId },
): Promise<ToolAnswer> {
  const tool = tools.find(({ name }) => name === wish.name);
  if (!tool)
    return {
      text: `There is no tool ${wish.name}. You have: ${tools.map(({ name }) => name).join(', ') || 'none'}.`,
      failed: true,
      labels: [],
    };
  const input = tool.input.safeParse(wish.input);
  if (!input.success) return { text: `The input is not valid: ${input.error.message}`, failed: true, labels: [] };
  try {
    const output = await scope.step<Json>('tool', toOptions(tool, input.data, wish.agent), (signal, call) =>
      tool.use(input.data, toUse(signal, call)),
    );
    return { text: typeof output === 'string' ? output : JSON.stringify(output), failed: false, labels: tool.labels };
  } catch (error) {
    if (!(error instanceof RunError) || ENDING.has(error.code)) throw error;
    return { text: `The tool failed: ${toMessage(error)}`, failed: true, labels: tool.labels };
  }
}

function toOptions(tool: Tool, input: Json, agent: AgentId): StepOptions<Json> {
  return {
    kind: 'tool',
    effect: tool.effect,
    agent,
    tool: tool.name,
    input,
    timeoutMs: tool.timeoutMs,
    labels: () => tool.labels,
    ...(tool.verify && {
      verify: async (signal, call) => tool.verify?.(input, toUse(signal, call)) ?? { happened: false },
    }),
    ...(tool.undo && { undo: async (signal, call) => tool.undo?.(input, toUse(signal, call)) }),
  };
}

function toUse(signal: AbortSignal, { key, trace }: StepCall): ToolUse {
  return { signal, key, ...(trace !== undefined && { trace }) };
}
