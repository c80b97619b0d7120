/** One row for each model call that was settled: every figure about money is a sum of these, and these are what the journals say. */
import * as z from 'zod';
import { Usage } from './budget.ts';
import { AgentId, Instant, RunId, StepPath, TaskId, TenantId, UserId } from './ids.ts';
import { ModelId, ProviderId, providerOf } from './model.ts';
import type { RunEvent } from './run-event.ts';

export const Spending = z.object({
  tenant: TenantId,
  run: RunId,
  /** Of the settlement. */
  seq: z.int().positive(),
  at: Instant,
  task: TaskId.optional(),
  user: UserId.optional(),
  path: StepPath,
  agent: AgentId.optional(),
  model: ModelId,
  provider: ProviderId,
  key: z.string().optional(),
  usage: Usage,
  /** Nobody knows what was used: it counts with all that was reserved. */
  inDoubt: z.boolean(),
  free: z.boolean(),
  local: z.boolean(),
  insteadOfNanoUsd: z.int().nonnegative().optional(),
});
export type Spending = z.infer<typeof Spending>;

/** Undefined where the event settles no model call. */
export function toSpending(
  event: RunEvent,
  { task, by }: { readonly task?: TaskId | undefined; readonly by?: UserId | undefined },
): Spending | undefined {
  if (event.type !== 'budget.settled' || !event.spent) return undefined;
  const { tenant, run, seq, at, inDoubt, spent } = event;
  return {
    ...spent,
    tenant,
    run,
    seq,
    at,
    inDoubt,
    provider: providerOf(spent.model),
    ...(task !== undefined && { task }),
    ...(by !== undefined && { user: by }),
  };
}
