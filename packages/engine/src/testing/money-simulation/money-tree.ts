/** Work that costs something: calls one after the other, side by side, and in child runs with budgets of their own. */
import { Agent, type AgentId, type Json, LadderStep } from '@tutti/protocol';
import * as z from 'zod';
import { takeTurn, type TurnPorts } from '../../agents/take-turn.ts';
import { EngineError } from '../../errors.ts';
import type { Program } from '../../run/program.ts';
import type { Scope } from '../../run/scope.ts';
import type { SimRandom } from '../sim-random.ts';

/** What a call really takes, and what can be known of it beforehand. */
export const CallNeed = z.object({
  input: z.int(),
  /** At most so many tokens of input, as far as anybody can tell. */
  inputBound: z.int(),
  output: z.int(),
  outputLimit: z.int(),
});
export type CallNeed = z.infer<typeof CallNeed>;

export interface MoneyBudget {
  readonly costNanoUsd: number;
}

export type MoneyPart =
  | { readonly kind: 'call'; readonly agent: number; readonly need: CallNeed }
  | { readonly kind: 'sequence'; readonly parts: readonly MoneyPart[] }
  | { readonly kind: 'parallel'; readonly parts: readonly MoneyPart[] }
  | { readonly kind: 'child'; readonly part: MoneyPart; readonly budget?: MoneyBudget };

/** Checked no further: whoever drew it is this file. */
const MoneyInput = z.object({ part: z.custom<MoneyPart>(), ladder: z.array(LadderStep).exactOptional() });
export type MoneyInput = z.infer<typeof MoneyInput>;

export const MONEY_PROGRAM = 'money';

export const spenders: readonly Agent[] = ['ann', 'bob', 'cid', 'dee', 'eva'].map((id) =>
  Agent.parse({ id, purpose: 'spends', capabilities: ['spending'], instructions: 'Spend.' }),
);

export function createMoneyProgram(ports: TurnPorts): Program<MoneyInput> {
  return {
    name: MONEY_PROGRAM,
    version: 1,
    input: MoneyInput,
    async run(scope, { input }) {
      return { output: await carryOut(scope, input.part, { ports, ladder: input.ladder }), labels: [] };
    },
  };
}

interface Setting {
  readonly ports: TurnPorts;
  readonly ladder: LadderStep[] | undefined;
}

/** How many calls were answered. A part that fails ends what it is a part of. */
async function carryOut(scope: Scope, part: MoneyPart, setting: Setting): Promise<number> {
  switch (part.kind) {
    case 'call':
      return call(scope, part, setting);
    case 'sequence': {
      let answered = 0;
      for (const next of part.parts) answered += await carryOut(scope, next, setting);
      return answered;
    }
    case 'parallel': {
      const branches = part.parts.map((each, index) => {
        const branch = (own: Scope) => carryOut(own, each, setting);
        return [`b${index}`, branch] as const;
      });
      const outcomes = Object.values(await scope.all(Object.fromEntries(branches)));
      return outcomes.reduce((sum, outcome) => sum + (outcome.status === 'done' ? outcome.value : 0), 0);
    }
    case 'child':
      return child(scope, part, setting);
    default:
      return part satisfies never;
  }
}

async function call(scope: Scope, { agent, need }: MoneyPart & { kind: 'call' }, setting: Setting): Promise<number> {
  const spender = spenders[agent];
  if (!spender) throw new Error(`there is no spender ${agent}`);
  const prompt = { text: JSON.stringify(need), labels: [] };
  await takeTurn(scope, setting.ports, { agent: spender, prompt, ladder: setting.ladder });
  return 1;
}

async function child(scope: Scope, { part, budget }: MoneyPart & { kind: 'child' }, setting: Setting): Promise<number> {
  const { ladder } = setting;
  const input = { part, ...(ladder && { ladder }) } as unknown as Json;
  const outcome = await scope.child('child', {
    program: MONEY_PROGRAM,
    title: 'child',
    input,
    ...(budget && { budget }),
  });
  return outcome.status === 'done' ? z.number().parse(outcome.value) : 0;
}

/** Whether a failure was expected: everything else is a defect. */
export function isExpected(error: unknown): boolean {
  return error instanceof EngineError;
}

export function drawMoneyTree(random: SimRandom, calls: number, depth = 0): MoneyPart {
  if (calls <= 1) return drawCall(random);
  const parts = split(random, calls).map((share) => drawMoneyTree(random, share, depth + 1));
  const whole: MoneyPart = { kind: random.chance(0.4) ? 'parallel' : 'sequence', parts };
  if (depth === 0 || calls < 4 || !random.chance(0.35)) return whole;
  const budget = random.chance(0.5) ? { costNanoUsd: Math.round(sumCost(whole) * (0.5 + random.next())) } : undefined;
  return { kind: 'child', part: whole, ...(budget && { budget }) };
}

function drawCall(random: SimRandom): MoneyPart {
  const input = random.between(100, 2_000);
  const outputLimit = random.pick([256, 512, 1_024]);
  // A byte bounds a token, and a token has about four of them; where a tokenizer is known the bound is close.
  const inputBound = Math.ceil(input * (random.chance(0.5) ? 1.1 : 4));
  const need = { input, inputBound, output: random.between(16, outputLimit), outputLimit };
  return { kind: 'call', agent: random.below(spenders.length), need };
}

function split(random: SimRandom, calls: number): number[] {
  const shares: number[] = [];
  for (let left = calls; left > 0; ) {
    const share = Math.min(left, random.between(1, Math.max(1, Math.ceil(calls / 2))));
    shares.push(share);
    left -= share;
  }
  return shares;
}

export function listCalls(part: MoneyPart): (MoneyPart & { kind: 'call' })[] {
  if (part.kind === 'call') return [part];
  return part.kind === 'child' ? listCalls(part.part) : part.parts.flatMap(listCalls);
}

/** Whether a child run of it has a limit of its own. */
export function hasBudget(part: MoneyPart): boolean {
  if (part.kind === 'call') return false;
  return part.kind === 'child' ? part.budget !== undefined || hasBudget(part.part) : part.parts.some(hasBudget);
}

/** Of the dearest model: what it takes where nothing stands in the way. */
export function sumCost(part: MoneyPart): number {
  return listCalls(part).reduce((sum, { need }) => sum + need.input * DEAREST.input + need.output * DEAREST.output, 0);
}

export interface TokenPrice {
  /** In billionths of a dollar. */
  readonly input: number;
  readonly output: number;
}
export const DEAREST: TokenPrice = { input: 3_000, output: 15_000 };

export function agentIds(): AgentId[] {
  return spenders.map(({ id }) => id);
}
