import { type Label, unionLabels } from '@tutti/protocol';
import { tryTurn } from '../members/try-turn.ts';
import type { PatternContext } from '../pattern.ts';
import { findPlanFaults } from '../plan/find-plan-faults.ts';
import { makePlainPlan } from '../plan/make-plain-plan.ts';
import { type SubTask, toPlan } from '../plan/plan.ts';
import { cutText } from '../quoting/cut-text.ts';
import { type PlanWish, toPlanQuestion, toRepairQuestion } from './plan-question.ts';

export interface Planned {
  readonly tasks: readonly SubTask[];
  /** Whose plan it is; `plain`: the lead gave none that could be carried out. */
  readonly from: 'lead' | 'plain';
  readonly labels: readonly Label[];
}

/** The first plan, and one more in which its faults may be mended. */
const TRIES = 2;
const SHOWN = 300;
const MOST_SHOWN = 10;

export async function makePlan(wish: PlanWish, context: PatternContext): Promise<Planned> {
  const planned = await context.within('plan', (own) => askForPlan(wish, own));
  const tasks = planned.tasks.map(({ what, test, ...task }) => ({
    ...task,
    after: [...task.after],
    what: cutText(what, SHOWN),
    test: cutText(test, SHOWN),
  }));
  await context.record({ type: 'hierarchical.planned', by: wish.lead, from: planned.from, tasks });
  return planned;
}

async function askForPlan(wish: PlanWish, own: PatternContext): Promise<Planned> {
  const { goal, lead, parts } = wish;
  const workers = wish.workers.map(({ id }) => id);
  let question = toPlanQuestion(wish);
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const tried = await tryTurn(lead, own.ask(lead, question, { goOn: true }));
    if ('absence' in tried) {
      await own.record({ type: 'hierarchical.plan_refused', by: lead, attempt, reasons: [tried.absence.reason] });
      break;
    }
    const { answer, labels } = tried.value;
    const faults = findPlanFaults(answer, { workers, parts: parts.length });
    if (faults.length === 0)
      return { tasks: toPlan(answer, workers), from: 'lead', labels: unionLabels(goal.labels, labels) };
    const reasons = faults.slice(0, MOST_SHOWN).map((fault) => cutText(fault, SHOWN));
    await own.record({ type: 'hierarchical.plan_refused', by: lead, attempt, reasons });
    question = toRepairQuestion(faults, unionLabels(goal.labels, labels));
  }
  return { tasks: makePlainPlan(wish.workers, parts), from: 'plain', labels: goal.labels };
}
