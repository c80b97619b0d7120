/** A set of tools as an agent in a run has it, called by hand. */
import type { Tool, ToolPlace, ToolSource, ToolUse } from '@tutti/engine';
import { AgentId, type Json, type Label, RunId, TenantId } from '@tutti/protocol';

export const PLACE: ToolPlace = {
  tenant: TenantId.parse(`ten_${'0'.repeat(36)}`),
  run: RunId.parse(`run_${'0'.repeat(36)}`),
  agent: AgentId.parse('ann'),
  signal: new AbortController().signal,
};

export interface CallWish {
  readonly key?: string;
  readonly reached?: readonly Label[];
  readonly signal?: AbortSignal;
}

export interface OpenSet {
  readonly tools: readonly Tool[];
  /** The tool with this name in the set. */
  find(name: string): Tool;
  call(name: string, input: Json, wish?: CallWish): Promise<Json>;
  verify(name: string, input: Json, wish?: CallWish): Promise<unknown>;
  undo(name: string, input: Json, wish?: CallWish): Promise<void>;
}

export async function openSet(source: ToolSource, set = source.names[0] ?? '', place = PLACE): Promise<OpenSet> {
  const tools = await source.open(set, place);
  const find = (name: string): Tool => {
    const found = tools.find((tool) => tool.name === `${set}__${name}`);
    if (!found) throw new Error(`${set} has no ${name}, only ${tools.map((tool) => tool.name).join(', ')}`);
    return found;
  };
  const toUse = ({ key = 'key-1', reached, signal = place.signal }: CallWish = {}): ToolUse => ({
    signal,
    key,
    ...(reached && { reached }),
  });
  return {
    tools,
    find,
    call: async (name, input, wish) => find(name).use(input, toUse(wish)),
    verify: async (name, input, wish) => find(name).verify?.(input, toUse(wish)),
    undo: async (name, input, wish) => find(name).undo?.(input, toUse(wish)),
  };
}
