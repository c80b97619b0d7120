/** Steps that may simply run again: pure, read, and idempotent ones, which pass the same key each time. */
import { toFailure } from '../errors.ts';
import { attemptAct, settleFailed } from './attempt-act.ts';
import { recordDone, recordFailed } from './record-step.ts';
import { findRetryTime } from './retry.ts';
import type { RunCore } from './run-core.ts';
import type { StepPlan } from './step-plan.ts';

export async function runPlainStep(core: RunCore, plan: StepPlan): Promise<void> {
  const { attempts, resumeAt } = core.history.at(plan.path);
  if (resumeAt !== undefined) await core.sleep({ until: resumeAt }, plan.node.signal);
  for (let attempt = attempts + 1; !plan.node.isAborted; attempt++) {
    const startedAt = core.ports.clock.now();
    const result = await attemptAct(core, plan, attempt);
    if (core.gone) return;
    const finished = { attempts: attempt, startedAt };
    if (result.status === 'done') {
      // Once the scope is stopped nobody waits for it, but what it cost still counts.
      recordDone(core, plan, { ...result, ...finished });
      return;
    }
    if (plan.node.isAborted) return settleFailed(core, result);
    const { clock, random } = core.ports;
    const retryAt = findRetryTime(plan.retry, {
      error: result.error,
      attempt,
      now: clock.now(),
      jitter: random.next(),
    });
    const error = toFailure(result.error);
    if (retryAt === undefined) return recordFailed(core, plan, { ...finished, error, attempt: result });
    core.log.enqueue({ type: 'step.retried', path: plan.path, attempt, error, resumeAt: retryAt });
    settleFailed(core, result);
    await core.sleep({ until: retryAt }, plan.node.signal);
  }
}
