/** Steps that may simply run again: pure, read, and idempotent ones, which pass the same key each time. */
import { RunError, toFailure } from '../errors.ts';
import { NoRouteError } from '../model-errors.ts';
import { type Attempt, attemptAct, settleFailed } from './attempt-act.ts';
import { awaitPlace, isElsewhere } from './await-place.ts';
import { awaitRoute } from './await-route.ts';
import { recordDone, recordFailed } from './record-step.ts';
import { findRetryTime } from './retry.ts';
import type { RunCore } from './run-core.ts';
import type { StepPlan } from './step-plan.ts';
import { toModelFacts } from './model-facts.ts';

export async function runPlainStep(core: RunCore, plan: StepPlan): Promise<void> {
  const { attempts, resumeAt } = core.history.at(plan.path);
  if (resumeAt !== undefined) await core.sleep({ until: resumeAt }, plan.node.signal);
  if (attempts >= plan.retry.maxAttempts && !plan.node.isAborted) return recordUsedUp(core, plan, attempts);
  let number = attempts + 1;
  let round = 0;
  while (!plan.node.isAborted) {
    const startedAt = core.ports.clock.now();
    const result = await attemptAct(core, plan, { number, round });
    if (core.gone) return;
    const finished = { attempts: number, startedAt };
    if (result.status === 'done') {
      // Once the scope is stopped nobody waits for it, but what it cost still counts.
      recordDone(core, plan, { ...result, ...finished });
      return;
    }
    if (plan.node.isAborted) return settleFailed(core, result);
    if (result.error instanceof NoRouteError) {
      settleFailed(core, result);
      await awaitRoute(core, plan, result.error);
      round++;
      continue;
    }
    if (isElsewhere(result.error)) {
      settleFailed(core, result);
      await awaitPlace(core, plan, { error: result.error, attempt: number });
      continue;
    }
    const retryAt = findNext(core, plan, { number, error: result.error });
    if (retryAt === undefined)
      return recordFailed(core, plan, { ...finished, error: toFailure(result.error), attempt: result });
    noteRetry(core, plan, { result, number, retryAt });
    await core.sleep({ until: retryAt }, plan.node.signal);
    number++;
    round = 0;
  }
}

function findNext(core: RunCore, plan: StepPlan, { number, error }: { number: number; error: unknown }) {
  const { clock, random } = core.ports;
  return findRetryTime(plan.retry, { error, attempt: number, now: clock.now(), jitter: random.next() });
}

function noteRetry(
  core: RunCore,
  { path }: StepPlan,
  { result, number, retryAt }: { result: Extract<Attempt, { status: 'failed' }>; number: number; retryAt: number },
): void {
  const facts = { ...toModelFacts(result), attempt: number, error: toFailure(result.error), resumeAt: retryAt };
  core.log.enqueue({ type: 'step.retried', path, ...facts });
  settleFailed(core, result);
}

/** Its last attempt was under way when its process ended: as many were sent as may be. */
function recordUsedUp(core: RunCore, plan: StepPlan, attempts: number): void {
  const message = `${attempts} attempts were made, which is as many as there may be, and the last one was cut off`;
  const error = toFailure(new RunError('model_unavailable', message, { path: plan.path }));
  recordFailed(core, plan, { attempts, startedAt: core.ports.clock.now(), error });
}
