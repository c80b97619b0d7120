/** What a run's journal tells of models and money. */
import * as z from 'zod';
import { Amount, Budget, BudgetPeriod, LadderStep, Usage } from './budget.ts';
import { AgentId, Instant, StepPath } from './ids.ts';
import { ModelId } from './model.ts';
import { PassedOver, RouteRecord } from './route.ts';

/** One model call that was paid for, or was free. */
export const Spent = z.object({
  path: StepPath,
  agent: AgentId.optional(),
  model: ModelId,
  key: z.string().optional(),
  usage: Usage,
  free: z.boolean(),
  local: z.boolean(),
  /** What the same tokens had cost at the dearest model of the agent's policy, where its price is known. */
  insteadOfNanoUsd: z.int().nonnegative().optional(),
});
export type Spent = z.infer<typeof Spent>;

/** Before each attempt of a model call. */
export const ModelRouted = z.object({
  type: z.literal('model.routed'),
  path: StepPath,
  attempt: z.int().positive(),
  /** Which reservation and settlement are about it. */
  reservation: z.string().optional(),
  agent: AgentId.optional(),
  route: RouteRecord,
});
/** No model can answer at the moment: nothing is tried before then. */
export const ModelAwaited = z.object({
  type: z.literal('model.awaited'),
  path: StepPath,
  agent: AgentId.optional(),
  until: Instant,
  passedOver: z.array(PassedOver).max(20),
});

export const BudgetReserved = z.object({
  type: z.literal('budget.reserved'),
  reservation: z.string(),
  path: StepPath,
  amount: Amount,
});
export const BudgetSettled = z.object({
  type: z.literal('budget.settled'),
  reservation: z.string(),
  amount: Amount,
  inDoubt: z.boolean(),
  /** What was bought, for every figure about money. */
  spent: Spent.optional(),
});
/** So much of a limit is spent or reserved. */
export const BudgetWarned = z.object({
  type: z.literal('budget.warned'),
  path: StepPath,
  account: z.string(),
  period: BudgetPeriod,
  share: z.number(),
});
/** What the ladder of a budget made of a call that it did not allow. */
export const BudgetStepped = z.object({
  type: z.literal('budget.stepped'),
  path: StepPath,
  account: z.string(),
  period: BudgetPeriod.optional(),
  step: LadderStep,
});
export const BudgetRefused = z.object({
  type: z.literal('budget.refused'),
  path: StepPath,
  account: z.string(),
  period: BudgetPeriod.optional(),
  asked: Amount,
  left: Budget,
});
