/**
 * Hierarchical: a lead plans and hands out sub-tasks, which are done as soon as what they need is there; it accepts each
 * piece or gives it back with reasons, and puts all together at the end. Everything that is said again is bounded.
 */
import { AgentId, type Json, Labelled } from '@tutti/protocol';
import * as z from 'zod';
import { carryOut, type Desk } from './hierarchy/carry-out.ts';
import { consolidate, type Gathered } from './hierarchy/consolidate.ts';
import { LeadsEye } from './hierarchy/leads-eye.ts';
import { makePlan, type Planned } from './hierarchy/make-plan.ts';
import type { Piece } from './hierarchy/piece.ts';
import { isBudgetEnd } from './members/is-budget-end.ts';
import type { Pattern, PatternContext } from './pattern.ts';
import { Crew } from './plan/crew.ts';
import { Turnstile } from './plan/turnstile.ts';

export const HierarchicalInput = z.object({
  goal: Labelled,
  agents: z.tuple([AgentId], AgentId),
  /** Absent: the first of the agents. It works itself only where it is alone. */
  lead: AgentId.exactOptional(),
  /** How often a worker hands in a piece before it is taken as it is. */
  rounds: z.int().positive().default(2),
  /** How many sub-tasks are under way at the same time. */
  atOnce: z.int().positive().default(8),
  parts: z.array(z.string()).default([]),
});
export type HierarchicalInput = z.infer<typeof HierarchicalInput>;

export const hierarchical: Pattern<HierarchicalInput> = async (input, context) => {
  const { goal, agents, rounds, parts, atOnce } = input;
  const lead = input.lead ?? agents[0];
  const others = agents.filter((agent) => agent !== lead);
  const workers = others.length > 0 ? others : [lead];
  const plan = await makePlan({ goal, lead, parts, workers: workers.map((id) => context.describe(id)) }, context);
  const desk = { goal, lead, labels: plan.labels, rounds, crew: new Crew(workers), eye: new LeadsEye(lead) };
  const pieces = await doAll(plan, { desk, atOnce }, context);
  const gathered: Gathered = { goal, lead, labels: plan.labels, pieces };
  const { how, result } = await consolidate(gathered, context);
  return {
    outcome: toOutcome(gathered),
    result,
    contributions: pieces.flatMap(({ piece }) =>
      piece.status === 'missing' ? [] : [{ by: piece.by, text: piece.text }],
    ),
    details: toDetails(plan, gathered, how),
  };
};

/** Each sub-task is a branch, which waits at the turnstile for what it needs. */
async function doAll(
  { tasks }: Planned,
  { desk, atOnce }: { desk: Desk; atOnce: number },
  context: PatternContext,
): Promise<Gathered['pieces']> {
  const turnstile = new Turnstile(tasks, atOnce);
  const pieces = new Map<string, Piece>();
  let spent: unknown;
  const find = (id: string): Piece => pieces.get(id) ?? { status: 'missing', reason: 'it was never begun' };
  const branches = tasks.map((task) => {
    const branch = async (own: PatternContext) => {
      await turnstile.pass(task.id);
      const needs = tasks.filter(({ id }) => task.after.includes(id)).map((task) => ({ task, piece: find(task.id) }));
      const piece = await carryOut({ task, needs }, desk, own).catch((error: unknown) => {
        if (isBudgetEnd(error)) spent ??= error;
        throw error;
      });
      pieces.set(task.id, piece);
      turnstile.leave(task.id);
    };
    return [task.id, branch] as const;
  });
  // A member that fails is dealt with inside: a branch that fails means that nothing more can be done, and the others stop.
  await context.all(Object.fromEntries(branches), { successes: tasks.length }).catch((error: unknown) => {
    throw spent ?? error;
  });
  return tasks.map((task) => ({ task, piece: find(task.id) }));
}

function toOutcome({ pieces }: Gathered): string {
  const statuses = pieces.map(({ piece }) => piece.status);
  if (statuses.every((status) => status === 'missing')) return 'no_result';
  if (statuses.includes('missing')) return 'partial';
  return statuses.includes('with_reservations') ? 'with_reservations' : 'finished';
}

function toDetails({ from }: Planned, { lead, pieces }: Gathered, how: string): Json {
  const tasks = pieces.map(({ task: { id, after, assignee, share }, piece }) => ({
    id,
    after: [...after],
    assignee,
    share,
    status: piece.status,
    ...(piece.status !== 'missing' && { by: piece.by }),
    reason: piece.reason,
  }));
  return { lead, plan: from, consolidated: how, tasks };
}
