import type { CallToolResult } from '@modelcontextprotocol/server';
import type { McpDoor } from './mcp-door.ts';
import type { ToldRun } from './tell-run.ts';

export function toRunResult({ data, texts }: ToldRun): CallToolResult {
  return { structuredContent: data, content: texts.map((text) => ({ type: 'text', text })) };
}

export function toDataResult(data: Record<string, unknown>, text = JSON.stringify(data)): CallToolResult {
  return { structuredContent: data, content: [{ type: 'text', text }] };
}

/** What fails is told to the model that has called, with what it can do about it. */
export async function tellOutcome(door: McpDoor, act: () => Promise<CallToolResult>): Promise<CallToolResult> {
  try {
    return await act();
  } catch (error) {
    const { code, message, remedy } = door.describe(error);
    const text = `${message}\ncode: ${code}\nremedy: ${remedy}`;
    return {
      isError: true,
      structuredContent: { error: { code, message, remedy } },
      content: [{ type: 'text', text }],
    };
  }
}
