/**
 * One call of a tool in a turn: what the policy decided is done, a person is asked where it says so, and then the call is made as a
 * step of the tool's own effect class. What goes wrong is told to the model, which may try otherwise.
 */
import { type AgentId, type Hash, type Json, type Label, unionLabels } from '@tutti/protocol';
import * as z from 'zod';
import { InvalidInputError, RunError, toMessage } from '../errors.ts';
import type { ToolCall } from '../ports/model.ts';
import type { Tool, ToolUse } from '../ports/tool.ts';
import type { Scope, StepCall, StepOptions } from '../run/scope.ts';
import type { CallDecision } from '../tools/policy/decide-call.ts';
import type { RecordedDecision } from './answered.ts';
import { askAboutCall } from './ask-about-call.ts';
import type { CallPolicy } from './call-policy.ts';
import { keepDocument } from './keep-document.ts';
import { toKept, toShortError, toTold } from './tool-result.ts';
import { toCallHash, type TurnTool, type TurnTools } from './turn-tools.ts';

export interface ToolAnswer {
  readonly text: string;
  readonly failed: boolean;
  readonly labels: readonly Label[];
}

/** Of one turn. */
export interface ToolDesk {
  readonly tools: TurnTools;
  readonly policy: CallPolicy;
  /** Calls that a person has said no to: nobody is asked about the same one twice. */
  readonly rejected: Set<Hash>;
}

export interface ToolWish extends ToolCall {
  readonly agent: AgentId;
  /** What was decided when the model asked for it. */
  readonly decided?: RecordedDecision | undefined;
  /** Where everything came from that the model has seen by now. */
  readonly reached?: readonly Label[] | undefined;
}

/** After these the turn cannot go on: they are about the run, not about the tool. */
const ENDING: ReadonlySet<string> = new Set([
  'run_cancelled',
  'deadline_exceeded',
  'branch_aborted',
  'budget_exceeded',
  'nondeterministic_program',
  'workspace_elsewhere',
]);

/** Names and inputs are the model's own words. */
const MOST_NAME = 200;
const MOST_WHY = 1_000;

export async function useTool(scope: Scope, desk: ToolDesk, wish: ToolWish): Promise<ToolAnswer> {
  const { tools, policy } = desk;
  const tool = tools.find(wish.name);
  if (!tool)
    return notMade(scope, wish, `There is no tool ${wish.name}. You have: ${tools.names.join(', ') || 'none'}.`);
  if (wish.decided?.invalid !== undefined)
    return notMade(scope, wish, `The input is not valid: ${wish.decided.invalid}`);
  const input = tools.findFixed(tool.name)?.input.safeParse(wish.input);
  if (input?.success === false) return notMade(scope, wish, `The input is not valid: ${input.error.message}`);
  const { agent, reached = [] } = wish;
  const exact = wish.decided?.input ?? wish.input;
  const decision = policy.recall(tool, wish.decided);
  const call: Call = { tool, input: input ? input.data : exact, agent, reached, asked: decision.verdict === 'ask' };
  if (decision.verdict === 'deny') return deny(scope, call, decision);
  if (decision.verdict === 'ask') {
    const refusal = await ask(scope, desk, { call, decision });
    if (refusal) return refusal;
  }
  return carryOut(scope, desk, call);
}

/** Told to the model, and to whoever looks at the run. */
async function notMade(scope: Scope, { agent, name }: ToolWish, why: string): Promise<ToolAnswer> {
  const data = { agent, tool: name.slice(0, MOST_NAME), why: why.slice(0, MOST_WHY) };
  await scope.record({ name: 'tool.refused', data });
  return refuse(why);
}

interface Call {
  readonly tool: TurnTool;
  readonly input: Json;
  readonly agent: AgentId;
  readonly reached: readonly Label[];
  /** A person is asked about it, and has approved it by the time it is made. */
  readonly asked: boolean;
}

async function deny(scope: Scope, { tool, input, agent }: Call, decision: CallDecision): Promise<ToolAnswer> {
  const { because, rule } = decision;
  const data = { agent, tool: tool.name, call: toCallHash(tool, input), because, ...(rule !== undefined && { rule }) };
  await scope.record({ name: 'tool.denied', data });
  return refuse(`The call was not made, because the policy does not allow it: ${because}.`);
}

/** Undefined where exactly this call was approved. */
async function ask(
  scope: Scope,
  { rejected }: ToolDesk,
  { call, decision }: { call: Call; decision: CallDecision },
): Promise<ToolAnswer | undefined> {
  const { tool, agent } = call;
  const hash = toCallHash(tool, call.input);
  if (rejected.has(hash)) return refuse('The call was not made: a person has already said no to exactly this call.');
  const answer = await askAboutCall(scope, { ...call, hash, decision });
  if (answer.approved) return undefined;
  rejected.add(hash);
  const { why, comment } = answer;
  await scope.record({ name: 'tool.rejected', data: { agent, tool: tool.name, call: hash, why } });
  const refusal = refuse(`The call was not made: ${why}.`);
  if (comment === undefined) return refusal;
  return { ...refusal, text: `${refusal.text} They said: ${comment}`, labels: [{ source: 'user', name: 'approver' }] };
}

async function carryOut(scope: Scope, desk: ToolDesk, call: Call): Promise<ToolAnswer> {
  const { labels } = call.tool;
  const live = new LiveTool(desk, call);
  // Tools of the build are at hand on replay too, so that the same labels are found again.
  const fixed = desk.tools.findFixed(call.tool.name);
  const toLabels = (output: Json) => unionLabels(labels, fixed?.labelsOf?.(output) ?? []);
  try {
    const options = { ...toOptions(live, call), labels: toLabels };
    const output = await scope.step<Json>('tool', options, (signal, step) => live.use(signal, step));
    const own = toLabels(output);
    if (!call.tool.givesDocument) return { text: toTold(output), failed: false, labels: own };
    const told = await keepDocument(scope, output, unionLabels(call.reached, own));
    return { text: toTold(told), failed: false, labels: own };
  } catch (error) {
    if (!(error instanceof RunError) || ENDING.has(error.code)) throw error;
    return { text: `The tool failed: ${toMessage(error)}`, failed: true, labels };
  }
}

function toOptions(live: LiveTool, { tool, input, agent }: Call): StepOptions<Json> {
  const { name, effect, timeoutMs } = tool;
  return {
    kind: 'tool',
    effect,
    agent,
    tool: name,
    input,
    timeoutMs,
    prepare: (signal) => live.prepare(signal),
    verify: (signal, step) => live.verify(signal, step),
    undo: (signal, step) => live.undo(signal, step),
  };
}

/** The tool behind a call, looked up anew by whoever really makes the call. */
class LiveTool {
  readonly #desk: ToolDesk;
  readonly #call: Call;
  #found: { readonly tool: Tool; readonly input: Json } | undefined;

  constructor(desk: ToolDesk, call: Call) {
    this.#desk = desk;
    this.#call = call;
  }

  /** Before anything is written down or done: what has been forbidden or changed since the model asked is not called. */
  async prepare(signal: AbortSignal): Promise<void> {
    const { tool, input } = this.#call;
    this.#assertNotDenied(input);
    const found = await this.#desk.tools.toLive(tool, signal);
    const parsed = found.input.safeParse(input);
    if (!parsed.success) throw new InvalidInputError(z.prettifyError(parsed.error), 'input');
    this.#assertNotDenied(parsed.data, found.hostsOf?.(parsed.data));
    this.#found = { tool: found, input: parsed.data };
  }

  /** What has reached the model since it asked for this call counts too: then it has to ask again. */
  #assertNotDenied(input: Json, hosts: readonly string[] = []): void {
    const { tool, reached, asked } = this.#call;
    const { verdict, because } = this.#desk.policy.decide(tool, input, { hosts, reached });
    const isForbidden = verdict === 'deny' || (verdict === 'ask' && !asked && hosts.length > 0);
    if (isForbidden) throw new RunError('tool_denied', because, { nothingHappened: true });
  }

  /** A redirect is another choice of a host, and nobody has approved that. */
  #mayGo(host: string): boolean {
    const { tool, reached } = this.#call;
    if (!this.#found || this.#found.tool.hostsOf?.(this.#found.input).includes(host)) return true;
    const { input } = this.#found;
    const [there, nowhere] = [[host], []].map((hosts) => this.#desk.policy.decide(tool, input, { hosts, reached }));
    return there?.verdict === nowhere?.verdict;
  }

  async use(signal: AbortSignal, step: StepCall): Promise<Json> {
    if (!this.#found) throw new RunError('internal', 'the tool was not prepared', { nothingHappened: true });
    const { tool, input } = this.#found;
    try {
      return toKept(await tool.use(input, this.#toUse(signal, step)));
    } catch (error) {
      throw toShortError(error);
    }
  }

  async verify(signal: AbortSignal, step: StepCall): Promise<{ happened: true; output: Json } | { happened: false }> {
    const { tool, input } = await this.#find(signal);
    if (!tool.verify) throw new Error(`${tool.name} cannot tell whether it happened`);
    const found = await tool.verify(input, this.#toUse(signal, step));
    return found.happened ? { happened: true, output: toKept(found.output) } : found;
  }

  async undo(signal: AbortSignal, step: StepCall): Promise<void> {
    const { tool, input } = await this.#find(signal);
    if (!tool.undo) throw new Error(`${tool.name} cannot take it back`);
    await tool.undo(input, this.#toUse(signal, step));
  }

  #toUse(signal: AbortSignal, { key, trace }: StepCall): ToolUse {
    const { reached } = this.#call;
    return { signal, key, reached, mayGo: (host) => this.#mayGo(host), ...(trace !== undefined && { trace }) };
  }

  async #find(signal: AbortSignal): Promise<{ readonly tool: Tool; readonly input: Json }> {
    const tool = await this.#desk.tools.toLive(this.#call.tool, signal);
    return { tool, input: tool.input.parse(this.#call.input) };
  }
}

function refuse(text: string): ToolAnswer {
  return { text, failed: true, labels: [] };
}
