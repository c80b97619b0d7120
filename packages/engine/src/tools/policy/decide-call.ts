/**
 * Whether a call of a tool may be made: decided from data alone, outside the model. First what the agent's definition allows it,
 * then the rules of the installation. A rule can ask or deny where the agent may, and allow where the agent must ask, but
 * never give an agent what its definition refuses it.
 */
import {
  type Agent,
  type EffectClass,
  type Json,
  toCanonicalText,
  type ToolRule,
  type ToolRules,
  ToolVerdict,
} from '@tutti/protocol';
import * as z from 'zod';
import { type EgressFacts, guardEgress } from './guard-egress.ts';
import { matchesPattern } from './matches-pattern.ts';

export interface CallFacts extends EgressFacts {
  readonly agent: Pick<Agent, 'id' | 'effects' | 'ask'>;
  readonly tool: string;
  /** The set that it belongs to, or its own name. */
  readonly set: string;
  readonly effect: EffectClass;
  readonly input: Json;
}

export const CallDecision = z.object({
  verdict: ToolVerdict,
  /** For people, and for the model where it is refused. */
  because: z.string(),
  /** The rule that decided, counted from 1; absent: the agent's own definition. */
  rule: z.int().positive().exactOptional(),
  /** How long a person has to decide. */
  waitMs: z.number().positive().exactOptional(),
});
export type CallDecision = z.infer<typeof CallDecision>;

const MINUTE_MS = 60_000;
const STRICTNESS = { allow: 0, ask: 1, deny: 2 } as const satisfies Record<ToolVerdict, number>;

export function decideCall(facts: CallFacts, installed: ToolRules): CallDecision {
  const { rules, waitMinutes } = installed;
  const own = decideByAgent(facts);
  const byRules = own.verdict === 'deny' ? own : (decideByRules(facts, rules) ?? own);
  const ruled: CallDecision = guardEgress(byRules, facts, installed);
  return ruled.verdict === 'ask' && waitMinutes !== undefined
    ? { ...ruled, waitMs: Math.ceil(waitMinutes * MINUTE_MS) }
    : ruled;
}

/** What stands under both is asked about. */
export function decideByAgent({ agent, effect }: Pick<CallFacts, 'agent' | 'effect'>): CallDecision {
  if (agent.ask.includes(effect))
    return { verdict: 'ask', because: `${agent.id} must ask before it causes an effect that is ${effect}` };
  if (agent.effects.includes(effect))
    return { verdict: 'allow', because: `${agent.id} may cause effects that are ${effect}` };
  return { verdict: 'deny', because: `${agent.id} may not cause effects that are ${effect}` };
}

function decideByRules(facts: CallFacts, rules: readonly ToolRule[]): CallDecision | undefined {
  const fitting = rules.map((rule, index) => ({ rule, number: index + 1 })).filter(({ rule }) => fits(rule, facts));
  const [first] = fitting.toSorted((one, other) => compare(one.rule, other.rule, facts) || one.number - other.number);
  if (!first) return undefined;
  const { rule, number } = first;
  return { verdict: rule.verdict, because: rule.because ?? toWords(rule, number), rule: number };
}

function fits(rule: ToolRule, { agent, tool, set, effect, input }: CallFacts): boolean {
  return (
    (rule.agent === undefined || matchesPattern(agent.id, rule.agent)) &&
    (rule.tool === undefined || rule.tool === set || matchesPattern(tool, rule.tool)) &&
    (rule.effect === undefined || rule.effect === effect) &&
    Object.entries(rule.arguments ?? {}).every(([way, pattern]) => {
      const value = findValue(input, way);
      return value !== undefined && matchesPattern(toText(value), pattern);
    })
  );
}

/** The more specific first; of equally specific ones the strictest. */
function compare(one: ToolRule, other: ToolRule, facts: CallFacts): number {
  const [left, right] = [toRank(one, facts), toRank(other, facts)];
  const place = left.findIndex((rank, index) => rank !== right[index]);
  return place < 0 ? 0 : (right[place] ?? 0) - (left[place] ?? 0);
}

/** What a rule says of the tool counts before its arguments, then the agent, then the effect. */
function toRank(rule: ToolRule, { agent, tool, set }: CallFacts): readonly number[] {
  const named = rule.tool === undefined ? 0 : rule.tool === tool ? 3 : rule.tool === set ? 2 : 1;
  const spoken = Object.keys(rule.arguments ?? {}).length;
  const meant = rule.agent === undefined ? 0 : rule.agent === agent.id ? 2 : 1;
  return [named, spoken, meant, rule.effect === undefined ? 0 : 1, STRICTNESS[rule.verdict]];
}

/** The argument of exactly this name, else the one that the dots lead to. */
function findValue(input: Json, way: string): Json | undefined {
  const exact = take(input, way);
  return exact === undefined ? way.split('.').reduce<Json | undefined>(take, input) : exact;
}

function take(value: Json | undefined, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, Json>>)[name];
}

function toText(value: Json): string {
  return typeof value === 'string' ? value : toCanonicalText(value);
}

function toWords({ agent, tool, effect }: ToolRule, number: number): string {
  const about = [agent && `agent ${agent}`, tool && `tool ${tool}`, effect && `effect ${effect}`].filter(Boolean);
  return `rule ${number} of the installation${about.length === 0 ? '' : ` (${about.join(', ')})`}`;
}
