/** What is tried, one after the other, when a budget does not allow a call: by the task's own wish, else as the budget says. */
import {
  type AgentId,
  type Amount,
  type BudgetRefusal,
  DEFAULT_LADDER,
  type Json,
  type LadderStep,
} from '@tutti/protocol';
import * as z from 'zod';
import { BudgetExceededError } from '../errors.ts';
import type { Accounts } from '../ports/accounts.ts';
import { askApproval, BUDGET_APPROVAL } from '../run/ask-approval.ts';
import type { Scope } from '../run/scope.ts';

type Smaller = 'cheaper' | 'fewer_tokens';

export interface LadderPorts {
  readonly library: Pick<Accounts, 'raiseLimit'>;
}

/** Whoever has allowed it so often for one call is not asked again. */
const MOST_ASKED = 3;
const Raised = z.enum(['raised', 'known', 'missing']);

/** Of one logical call. */
export class BudgetLadder {
  readonly #own: readonly LadderStep[] | undefined;
  readonly #declined = new Set<string>();
  #asked = 0;

  constructor(own: readonly LadderStep[] | undefined) {
    this.#own = own;
  }

  /** `allowed` comes without a person; `rest` is what is left to do when that is not enough. */
  next(refusal: BudgetRefusal): { allowed: readonly Smaller[]; rest: readonly LadderStep[] } {
    const steps = this.#stepsFor(refusal);
    const end = steps.findIndex((step) => step === 'ask' || step === 'stop');
    const [first, rest] = end < 0 ? [steps, []] : [steps.slice(0, end), steps.slice(end)];
    const allowed = first.flatMap((step) => (step === 'cheaper' || step === 'fewer_tokens' ? [step] : []));
    return { allowed, rest };
  }

  /** True where the call may be tried again: somebody has allowed more, or the ladder goes on without them. */
  async goOn(scope: Scope, ports: LadderPorts, wish: { refusal: BudgetRefusal; agent: AgentId }): Promise<boolean> {
    const { refusal } = wish;
    if (!this.#stepsFor(refusal).includes('ask') || this.#asked >= MOST_ASKED) return false;
    this.#asked++;
    if (await allowMore(scope, ports, wish)) return true;
    this.#declined.add(toName(refusal));
    return this.next(refusal).allowed.length > 0;
  }

  /** What comes before a person was asked who said no was tried already. */
  #stepsFor(refusal: BudgetRefusal): readonly LadderStep[] {
    const steps = this.#own ?? refusal.ladder ?? DEFAULT_LADDER;
    return this.#declined.has(toName(refusal)) ? steps.slice(steps.indexOf('ask') + 1) : steps;
  }
}

/** For the journal: the ladder has come to a person, or to its end. */
export function toStopped({ account, left }: BudgetRefusal, rest: readonly LadderStep[]): BudgetExceededError {
  return new BudgetExceededError(account, left, { ladder: rest.includes('ask') ? ['ask'] : ['stop'] });
}

async function allowMore(
  scope: Scope,
  { library }: LadderPorts,
  { refusal, agent }: { refusal: BudgetRefusal; agent: AgentId },
): Promise<boolean> {
  const { account, period, asked, left } = refusal;
  const of = period === undefined || period === 'total' ? account : `${account} for this ${period}`;
  const shows = { kind: 'budget', agent, account, asked, left: toPlain(left), ...(period && { period }) };
  const answer = await askApproval(scope, {
    name: BUDGET_APPROVAL,
    title: `May ${agent} go on beyond the budget of ${of}?`,
    shows,
    decisions: ['approved', 'rejected'],
  });
  if (answer.status !== 'answered' || answer.decision !== 'approved') return false;
  const by = toMissing(refusal);
  const input = { account, by, ...(period && { period }) };
  const raised = await scope.step('raise', { effect: 'idempotent', input, output: Raised }, (_, { key }) =>
    // A retried or forked run has the keys of the run that it comes from, and asks anew.
    library.raiseLimit(scope.tenant, { id: `${scope.run} ${key}`, account, by, ...(period && { period }) }),
  );
  return raised !== 'missing';
}

/** What it takes to make the call fit, and no more. */
function toMissing({ asked, left }: BudgetRefusal): Amount {
  return {
    tokens: Math.max(0, asked.tokens - (left.tokens ?? asked.tokens)),
    costNanoUsd: Math.max(0, asked.costNanoUsd - (left.costNanoUsd ?? asked.costNanoUsd)),
  };
}

function toPlain({ tokens, costNanoUsd }: BudgetRefusal['left']): Record<string, Json> {
  return { ...(tokens !== undefined && { tokens }), ...(costNanoUsd !== undefined && { costNanoUsd }) };
}

function toName({ account, period = 'total' }: BudgetRefusal): string {
  return `${period} ${account}`;
}
