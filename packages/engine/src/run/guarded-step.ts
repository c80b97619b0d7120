/**
 * Steps whose effect must not happen twice. The intent is durable before the act, after a last look at the lease;
 * an intent without a known outcome is in doubt and is settled before anything else happens.
 */
import type { Doubt, Failure } from '@tutti/protocol';
import { FencedError, provesNothingHappened, toFailure } from '../errors.ts';
import { type Attempt, attemptAct, settleFailed, toCall } from './attempt-act.ts';
import { awaitPlace, isElsewhere } from './await-place.ts';
import { recordDone, recordFailed } from './record-step.ts';
import { stoppedBefore } from './reserve.ts';
import { findRetryTime } from './retry.ts';
import { never, type RunCore } from './run-core.ts';
import { settleDoubt } from './settle-doubt.ts';
import { type Finished, type StepPlan, toStepFacts } from './step-plan.ts';

export async function runGuardedStep(core: RunCore, plan: StepPlan): Promise<void> {
  const { attempts, resumeAt } = core.history.at(plan.path);
  let attempt = attempts + 1;
  if (core.log.state.intents[plan.path]) {
    const doubt = core.log.state.doubts[plan.path];
    if (await settleDoubt(core, plan, { cause: 'crash', attempt })) return;
    // A crash says nothing against the step; a failure counts, whenever its doubt is settled.
    if (doubt && doubt.cause !== 'crash' && attempt >= plan.retry.maxAttempts) {
      return recordFailed(core, plan, {
        attempts: attempt,
        startedAt: doubt.since,
        error: toDoubtFailure(plan, doubt),
      });
    }
    attempt++;
  }
  if (concludeFromCarried(core, plan, attempt)) return;
  if (resumeAt !== undefined) await core.sleep({ until: resumeAt }, plan.node.signal);
  for (; !plan.node.isAborted; attempt++) {
    const startedAt = core.ports.clock.now();
    const careful = { ...plan, beforeAct: (count: number) => intend(core, plan, count) };
    const result = await attemptAct(core, careful, { number: attempt, round: 0 });
    if (core.gone) return never();
    if (await conclude(core, plan, { ...result, attempts: attempt, startedAt })) return;
  }
}

/** True when the step has its outcome, false when it is to be tried again. */
async function conclude(core: RunCore, plan: StepPlan, result: Attempt & Finished): Promise<boolean> {
  if (result.status === 'done') {
    recordDone(core, plan, result);
    return true;
  }
  const error = toFailure(result.error);
  const intended = core.log.state.intents[plan.path] !== undefined;
  if (result.answered || !intended) {
    recordFailed(core, plan, { ...result, error, attempt: result });
    return true;
  }
  settleFailed(core, result);
  if (!provesNothingHappened(result.error)) {
    if (await settleDoubt(core, plan, { cause: result.cause, attempt: result.attempts, message: error.message }))
      return true;
    // An effect that is lost and taken back each time must not go on for ever.
    if (result.attempts < plan.retry.maxAttempts) return false;
    recordFailed(core, plan, { ...result, error });
    return true;
  }
  core.log.enqueue({ type: 'effect.resolved', path: plan.path, how: 'answered', verdict: 'not_happened' });
  if (isElsewhere(result.error)) {
    await awaitPlace(core, plan, { error: result.error, attempt: result.attempts });
    return false;
  }
  const { clock, random } = core.ports;
  const retryAt = findRetryTime(plan.retry, {
    error: result.error,
    attempt: result.attempts,
    now: clock.now(),
    jitter: random.next(),
  });
  if (retryAt === undefined) {
    recordFailed(core, plan, { ...result, error });
    return true;
  }
  core.log.enqueue({ type: 'step.retried', path: plan.path, attempt: result.attempts, error, resumeAt: retryAt });
  await core.sleep({ until: retryAt }, plan.node.signal);
  return false;
}

function toDoubtFailure({ path }: StepPlan, { cause, message }: Doubt): Failure {
  const code = cause === 'timed_out' ? 'step_timed_out' : 'step_failed';
  return { code, message: message ?? 'it did not happen', path };
}

async function intend(core: RunCore, plan: StepPlan, attempt: number): Promise<void> {
  const { path, name, inputHash } = plan;
  const { key } = toCall(core, plan, attempt);
  const intent = { type: 'effect.intended', path, name, effect: plan.options.effect, key, attempt, inputHash } as const;
  core.log.enqueue({ ...intent, ...(plan.input && { input: plan.input.payload }) }, { blobs: [plan.input?.blob] });
  await core.log.flushed();
  if (plan.node.isAborted) throw stoppedBefore(path);
  if (core.isLeaseHeld()) return;
  core.lose(new FencedError(core.log.state.run));
  await never();
}

/** The run that this one retries has done it already: with the same input that counts, with another one it must not happen by itself. */
function concludeFromCarried(core: RunCore, plan: StepPlan, attempts: number): boolean {
  const carried = core.log.state.effects?.[plan.path];
  if (!carried) return false;
  const finished = { attempts, startedAt: core.ports.clock.now() };
  if (carried.inputHash === plan.inputHash) {
    const facts = toStepFacts(plan, finished);
    core.log.enqueue({ type: 'step.completed', ...facts, output: carried.output, reused: true });
    return true;
  }
  if (core.log.state.retryOf?.repeatEffect) return false;
  const message =
    'it has already happened with another input: retry with the repetition allowed to let it happen again';
  recordFailed(core, plan, { ...finished, error: { code: 'effect_already_happened', message, path: plan.path } });
  return true;
}
