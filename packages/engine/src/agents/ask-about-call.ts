/**
 * A person is asked about one call of a tool. What is shown is the call itself, from data: who makes it, which tool, with which arguments.
 * The answer is bound to the hash of all of that, and what it allows is this one call.
 */
import type { AgentId, Hash, Json } from '@tutti/protocol';
import { askApproval } from '../run/ask-approval.ts';
import { takeBeginning } from '../run/beginning.ts';
import type { Scope } from '../run/scope.ts';
import type { CallDecision } from '../tools/policy/decide-call.ts';
import type { TurnTool } from './turn-tools.ts';

export interface CallQuestion {
  readonly tool: TurnTool;
  readonly input: Json;
  readonly agent: AgentId;
  /** Of the tool's name, its hash and the exact input. */
  readonly hash: Hash;
  readonly decision: CallDecision;
}

export type CallAnswer =
  | { readonly approved: true }
  | { readonly approved: false; readonly why: string; readonly comment?: string | undefined };

/** The approval's name; its wait is `approval:tool`. */
const TOOL_APPROVAL = 'tool';
/** Longer arguments are shown by their beginning; the step that is named beside it holds all of them. */
const SHOWN_INPUT = 6_000;

export async function askAboutCall(scope: Scope, question: CallQuestion): Promise<CallAnswer> {
  const { tool, agent, decision } = question;
  const { waitMs } = decision;
  const answer = await askApproval(scope, {
    name: TOOL_APPROVAL,
    title: `${agent} asks to call ${tool.name}`,
    shows: await toShown(scope, question),
    decisions: ['approved', 'rejected'],
    ...(waitMs !== undefined && { until: scope.now() + waitMs }),
  });
  if (answer.status === 'timed_out') return { approved: false, why: 'nobody decided about it in time' };
  if (answer.decision === 'approved') return { approved: true };
  return { approved: false, why: 'a person said no', comment: answer.comment };
}

async function toShown(scope: Scope, { tool, input, agent, hash, decision }: CallQuestion): Promise<Json> {
  const { name, set, effect, hash: toolHash } = tool;
  const facts = { kind: 'tool', agent, tool: name, set, effect, toolHash, call: hash, because: decision.because };
  const text = JSON.stringify(input, null, 2);
  if (text.length <= SHOWN_INPUT) return { ...facts, input };
  const path = await scope.within('call', async (own) => {
    await own.step('arguments', { kind: 'decision', effect: 'pure', agent, tool: name }, async () => input);
    return `${own.path}/arguments/1`;
  });
  return { ...facts, preview: takeBeginning(text, SHOWN_INPUT), characters: text.length, whole: false, path };
}
