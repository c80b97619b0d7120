/** Writes a step's outcome: the event, its row among the executions, and what was reserved for it. */
import type { BudgetRefusal, Execution, Failure, Instant, StepKind } from '@tutti/protocol';
import { BudgetExceededError } from '../errors.ts';
import { type Attempt, settleFailed } from './attempt-act.ts';
import { toModelFacts } from './model-facts.ts';
import type { RunCore } from './run-core.ts';
import { settle } from './settle.ts';
import { type Finished, type StepFacts, type StepPlan, toStepFacts } from './step-plan.ts';

export function recordDone(
  core: RunCore,
  plan: StepPlan,
  attempt: Extract<Attempt, { status: 'done' }> & Finished,
): void {
  const { packed, usage, labels, messages, held } = attempt;
  const model = held?.routed?.route.model;
  const facts = {
    ...withInput(plan, attempt),
    ...(model !== undefined && { model }),
    ...(usage && { usage }),
    ...(held && { reservation: held.id }),
    ...(held?.routed && { settled: true }),
  };
  core.log.enqueue(
    { type: 'step.completed', ...facts, output: packed.payload, ...(labels.length > 0 && { labels: [...labels] }) },
    {
      value: packed.value,
      blobs: [packed.blob, plan.input?.blob],
      ...(messages && { messages }),
      ...toExecution(core, facts, undefined),
    },
  );
  if (held) settle(core, held, usage);
}

export function recordFailed(
  core: RunCore,
  plan: StepPlan,
  failed: Finished & { error: Failure; attempt?: Attempt },
): void {
  const { attempt } = failed;
  const { class: failureClass, ...model } = attempt?.status === 'failed' ? toModelFacts(attempt) : {};
  const facts = { ...withInput(plan, failed), ...model };
  core.log.enqueue(
    {
      type: 'step.failed',
      ...facts,
      error: failed.error,
      ...(failureClass && { class: failureClass }),
      ...toRefusal(attempt),
    },
    { blobs: [plan.input?.blob], ...toExecution(core, facts, failed.error) },
  );
  if (attempt?.status === 'failed') settleFailed(core, attempt);
}

function toRefusal(attempt: Attempt | undefined): { refusal?: BudgetRefusal } {
  if (attempt?.status !== 'failed' || !(attempt.error instanceof BudgetExceededError)) return {};
  return { refusal: attempt.error.refusal };
}

function withInput(plan: StepPlan, finished: Finished): StepFacts {
  const facts = toStepFacts(plan, finished);
  return plan.input ? { ...facts, input: plan.input.payload } : facts;
}

/** What neither costs anything nor is anybody's work is found in the journal alone. */
const WITHOUT_ROW: ReadonlySet<string> = new Set(['step', 'decision', 'tools'] satisfies StepKind[]);

/** Calls that cost something have a row of their own. */
function toExecution(core: RunCore, facts: StepFacts, error: Failure | undefined): { execution?: Execution } {
  if (WITHOUT_ROW.has(facts.kind)) return {};
  const { tenant, run, seq } = core.log.state;
  const finishedAt: Instant = core.ports.clock.now();
  const { path, kind, startedAt, attempts, agent, model, tool, usage } = facts;
  return {
    execution: {
      tenant,
      run,
      seq: seq + 1,
      path,
      kind,
      startedAt,
      finishedAt,
      attempts,
      ...(agent && { agent }),
      ...(model && { model }),
      ...(tool && { tool }),
      ...(usage && { usage }),
      ...(error && { errorCode: error.code }),
    },
  };
}
