/** What agents may do with tools, and what a run's journal holds apart, as commands ask for it: at a server or in this process. */
import type { AgentId, EffectClass, Hash, Json, RunId } from '@tutti/protocol';
import type { ConfigProblem, ToolDecisionView, ToolRulesView, ToolSetView } from '@tutti/protocol/api';
import type { Caller } from './caller.ts';

export interface CallToCheck {
  readonly agent: AgentId;
  readonly tool: string;
  readonly effect?: EffectClass;
  readonly input?: Json;
}

export interface ToolPolicyDesk {
  getRules(): Promise<ToolRulesView>;
  /** The tools that are built in, and mistakes in the files that configure tools and agents elsewhere. */
  listSets(): Promise<{ readonly items: readonly ToolSetView[]; readonly problems: readonly ConfigProblem[] }>;
  /** Nothing is called. */
  check(call: CallToCheck): Promise<ToolDecisionView>;
  /** A value that is too large to stand in an event. */
  readPayload(run: RunId, hash: Hash): Promise<Json>;
}

export function createToolPolicyDesk(client: Caller): ToolPolicyDesk {
  return {
    getRules: () => client.call('getToolRules'),
    listSets: () => client.call('listToolSets'),
    check: (call) => client.call('checkToolCall', call),
    readPayload: async (run, hash) => (await client.call('getPayload', { run, hash })).value,
  };
}
