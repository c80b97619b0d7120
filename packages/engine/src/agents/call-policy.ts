/** What the policy says of the calls that a model asks for, decided when its answer comes and recorded with it: a replay decides nothing again. */
import { type Agent, type Json, type Label, toCanonicalText } from '@tutti/protocol';
import * as z from 'zod';
import type { CallDecision } from '../tools/policy/decide-call.ts';
import { decideByAgent } from '../tools/policy/decide-call.ts';
import { createToolPolicy, type ToolPolicy } from '../tools/policy/tool-policy.ts';
import type { ToolCall } from '../ports/model.ts';
import type { Answered, RecordedDecision } from './answered.ts';
import type { TurnTool, TurnTools } from './turn-tools.ts';

export interface PolicyPorts {
  /** Absent: only what the agents' definitions say. */
  readonly policy?: ToolPolicy;
}

/** Whom a call would reach, and what it may carry along. */
export interface WayOut {
  readonly hosts?: readonly string[] | undefined;
  readonly reached?: readonly Label[] | undefined;
}

const BY_AGENT_ALONE = createToolPolicy();

export class CallPolicy {
  readonly #agent: Agent;
  readonly #policy: ToolPolicy;
  readonly #tools: TurnTools;

  constructor({ policy = BY_AGENT_ALONE }: PolicyPorts, agent: Agent, tools: TurnTools) {
    this.#agent = agent;
    this.#policy = policy;
    this.#tools = tools;
  }

  /** With what was decided about each of its calls. A tool of the build that is simply allowed needs no word. */
  async judge(
    answered: Answered,
    { signal, reached }: { signal: AbortSignal; reached: readonly Label[] },
  ): Promise<Answered> {
    const found = await Promise.all(
      answered.toolCalls.map((call, place) => this.#judge(call, place, { signal, reached })),
    );
    const decisions = found.filter((decision) => decision !== undefined);
    return decisions.length === 0 ? answered : { ...answered, decisions };
  }

  async #judge(
    { name, input }: ToolCall,
    call: number,
    { signal, reached }: { signal: AbortSignal; reached: readonly Label[] },
  ): Promise<RecordedDecision | undefined> {
    const tool = this.#tools.find(name);
    if (!tool) return undefined;
    // One that cannot be had now may be there again when it is called: then its schema has the last word.
    const live = await this.#tools.toLive(tool, signal).catch(() => undefined);
    const parsed = live?.input.safeParse(input);
    const exact = parsed?.success ? parsed.data : input;
    const decision = this.decide(tool, exact, { reached, hosts: parsed?.success ? live?.hostsOf?.(exact) : [] });
    if (parsed?.success === false) return { call, ...decision, invalid: z.prettifyError(parsed.error) };
    const isPlain = this.#isPlain(tool) && decision.verdict === 'allow' && decision.rule === undefined;
    if (isPlain) return undefined;
    return { call, ...decision, ...(toCanonicalText(exact) !== toCanonicalText(input) && { input: exact }) };
  }

  /** As it is now. */
  decide({ name, set, effect }: TurnTool, input: Json, { hosts = [], reached = [] }: WayOut = {}): CallDecision {
    return this.#policy.decide({ agent: this.#agent, tool: name, set, effect, input, hosts, reached });
  }

  /** As it was decided when the model answered. An answer that a person has put in the place of the model's says nothing of it. */
  recall(tool: TurnTool, decided: CallDecision | undefined): CallDecision {
    if (decided) return decided;
    const own = decideByAgent({ agent: this.#agent, effect: tool.effect });
    if (own.verdict !== 'allow' || this.#isPlain(tool)) return own;
    return { verdict: 'ask', because: 'nothing was decided about this call' };
  }

  #isPlain({ name, effect }: TurnTool): boolean {
    const own = decideByAgent({ agent: this.#agent, effect });
    return own.verdict === 'allow' && this.#tools.findFixed(name) !== undefined;
  }
}
