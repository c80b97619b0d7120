/** Before a call its worst case is set aside on every account above the run, and a smaller one where that does not fit. */
import {
  type AccountRef,
  type AgentId,
  Amount,
  type BudgetRefusal,
  NOTHING,
  RouteRecord,
  type RunState,
  type StepPath,
} from '@tutti/protocol';
import { BudgetExceededError, RunError } from '../errors.ts';
import type { BudgetWarning, Reservation, ReservationVerdict } from '../ports/accounts.ts';
import { parseTold } from './done.ts';
import { never, type RunCore } from './run-core.ts';
import type { AttemptWish } from './scope.ts';
import { toKey } from './step-key.ts';
import type { StepPlan } from './step-plan.ts';
import type { Ticket } from './waiting-line.ts';

/** Whoever asks for less each time comes to nothing long before this. */
const MOST_REFUSALS = 50;

/** What is set aside for one attempt. */
export interface Held {
  readonly id: string;
  readonly amount: Amount;
  readonly routed: Routed | undefined;
}

/** The model that an attempt asks. */
export interface Routed extends Pick<AttemptWish, 'toSpent'> {
  readonly path: StepPath;
  readonly agent?: AgentId | undefined;
  readonly route: RouteRecord;
}

/** `round` tells those apart that were not used up. */
export interface AttemptNumber {
  readonly number: number;
  readonly round: number;
}

export async function reserve(core: RunCore, plan: StepPlan, attempt: AttemptNumber): Promise<Held> {
  let refused: BudgetRefusal | undefined;
  for (let count = 0; ; count++) {
    const wish = await askFor(core, plan, { number: attempt.number, refused });
    if (refused && wish.step)
      core.log.enqueue({ type: 'budget.stepped', path: plan.path, ...toAccount(refused), step: wish.step });
    const held = toHeld(core, plan, { attempt, wish });
    const verdict = await awaitVerdict(core, plan, held);
    if (verdict.status === 'granted') {
      await note(core, held, { path: plan.path, attempt: attempt.number, warnings: verdict.warnings ?? [] });
      return held;
    }
    const { left, ladder } = verdict;
    refused = { ...toAccount(verdict), asked: held.amount, left, ...(ladder && { ladder: [...ladder] }) };
    const { ladder: _, ...told } = refused;
    core.log.enqueue({ type: 'budget.refused', path: plan.path, ...told });
    if (!wish.route || count >= MOST_REFUSALS) throw toExceeded(refused);
  }
}

async function askFor(
  core: RunCore,
  plan: StepPlan,
  { number, refused }: { number: number; refused: BudgetRefusal | undefined },
): Promise<AttemptWish> {
  if (plan.node.isAborted) throw stoppedBefore(plan.path);
  const { path } = plan;
  try {
    const key = toKey(core.log.state, path);
    const given = await plan.options.reserve?.({ number, path, key, ...(refused && { refused }) });
    if (core.gone) return await never();
    return parseWish(plan, given);
  } catch (error) {
    if (!(error instanceof BudgetExceededError) || !refused) throw error;
    const [step = 'stop'] = error.refusal.ladder ?? [];
    core.log.enqueue({ type: 'budget.stepped', path, ...toAccount(refused), step });
    // Whoever chooses knows what does not fit, but not all that was said about it.
    throw toExceeded(refused);
  }
}

function parseWish(plan: StepPlan, given: Amount | AttemptWish | undefined): AttemptWish {
  const wish: Partial<AttemptWish> = given && 'amount' in given ? given : { amount: given ?? NOTHING };
  const amount = parseTold(plan, Amount, { what: 'worst case', given: wish.amount });
  const route = parseTold(plan, RouteRecord.optional(), { what: 'route', given: wish.route });
  const { step, toSpent } = wish;
  return { amount, step, ...(route && { route }), ...(toSpent && { toSpent }) };
}

function toExceeded({ account, left, ...more }: BudgetRefusal): BudgetExceededError {
  return new BudgetExceededError(account, left, more);
}

/** The epoch is part of the name: what an earlier drive set aside is settled as doubtful, never taken for ours. */
function toHeld(
  core: RunCore,
  { path, options }: StepPlan,
  { attempt: { number, round }, wish }: { attempt: AttemptNumber; wish: AttemptWish },
): Held {
  const { run } = core.log.state;
  const { amount, route, toSpent } = wish;
  const name = round === 0 ? `${number}` : `${number}.${round}`;
  return {
    id: `${run}/${path}/${core.epoch}/${name}`,
    amount,
    routed: route && { path, agent: options.agent, route, ...(toSpent && { toSpent }) },
  };
}

async function awaitVerdict(
  core: RunCore,
  { path, node, options }: StepPlan,
  { id, amount }: Held,
): Promise<Exclude<ReservationVerdict, { status: 'blocked' }>> {
  const { tenant, run } = core.log.state;
  const accounts = toAccounts(core.log.state, options.agent);
  const waiting = { clock: core.ports.clock, signal: node.signal, isGone: () => core.gone };
  let ticket: Ticket | undefined;
  try {
    for (;;) {
      if (node.isAborted) throw stoppedBefore(path);
      const verdict = await ask(core, { tenant, run, epoch: core.epoch, id, amount, accounts });
      if (verdict.status !== 'blocked') return verdict;
      const account = `${tenant}/${verdict.account}/${verdict.period ?? 'run'}`;
      if (ticket && ticket.account !== account) core.line.leave(ticket);
      if (ticket?.account !== account) ticket = core.line.join(account, waiting);
      await ticket.turn();
    }
  } finally {
    if (ticket) core.line.leave(ticket);
  }
}

/** Beside the run's own account and those above it, the nearest first. */
function toAccounts({ task, by }: RunState, agent: string | undefined): AccountRef[] {
  return [
    ...(task === undefined ? [] : [`task:${task}`]),
    ...(agent === undefined ? [] : [`agent:${agent}`]),
    ...(by === undefined ? [] : [`user:${by}`]),
    'tenant',
  ];
}

/** A store that does not answer says nothing about the step: whoever drives next asks again. */
async function ask(core: RunCore, reservation: Reservation): Promise<ReservationVerdict> {
  try {
    return await core.ports.store.reserve(reservation);
  } catch (error) {
    core.lose(error);
    return never();
  }
}

/** Durable before the call: what is not known to be reserved was not asked for. */
async function note(
  core: RunCore,
  { id, amount, routed }: Held,
  { path, attempt, warnings }: { path: StepPath; attempt: number; warnings: readonly BudgetWarning[] },
): Promise<void> {
  const { log } = core;
  if (routed) {
    const { agent, route } = routed;
    log.enqueue({ type: 'model.routed', path, attempt, reservation: id, ...(agent && { agent }), route });
  }
  log.enqueue({ type: 'budget.reserved', reservation: id, path, amount });
  for (const { account, period, share } of warnings)
    log.enqueue({ type: 'budget.warned', path, account, period, share });
  await log.flushed();
}

function toAccount({ account, period }: Pick<BudgetRefusal, 'account' | 'period'>) {
  return { account, ...(period && { period }) };
}

/** For a step that was stopped when nothing of it had happened yet. */
export function stoppedBefore(path: StepPath): RunError {
  return new RunError('branch_aborted', 'stopped before the act', { path, nothingHappened: true });
}
