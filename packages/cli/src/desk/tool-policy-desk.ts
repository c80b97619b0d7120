/** What agents may do with tools, and what a run's journal holds apart, as commands ask for it: at a server or in this process. */
import type { AgentId, EffectClass, Hash, Json, RunId, ToolRules } from '@tutti/protocol';
import type { ToolDecisionView } from '@tutti/protocol/api';
import type { Caller } from './model-desk.ts';

export interface CallToCheck {
  readonly agent: AgentId;
  readonly tool: string;
  readonly effect?: EffectClass;
  readonly input?: Json;
}

export interface ToolPolicyDesk {
  getRules(): Promise<ToolRules>;
  /** Nothing is called. */
  check(call: CallToCheck): Promise<ToolDecisionView>;
  /** A value that is too large to stand in an event. */
  readPayload(run: RunId, hash: Hash): Promise<Json>;
}

export function createToolPolicyDesk(client: Caller): ToolPolicyDesk {
  return {
    getRules: () => client.call('getToolRules'),
    check: (call) => client.call('checkToolCall', call),
    readPayload: async (run, hash) => (await client.call('getPayload', { run, hash })).value,
  };
}
