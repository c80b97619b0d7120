import { NO_TOOL_RULES, type ToolRules } from '@tutti/protocol';
import { type CallDecision, type CallFacts, decideCall } from './decide-call.ts';

export interface ToolPolicy {
  decide(call: CallFacts): CallDecision;
}

/** Asks for the rules each time, so that a change counts from the next call on. */
export function createToolPolicy(read: () => ToolRules = () => NO_TOOL_RULES): ToolPolicy {
  return { decide: (call) => decideCall(call, read()) };
}
