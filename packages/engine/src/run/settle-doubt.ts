/** A doubt is settled by asking the tool, by taking the effect back, or by a person: never by a guess. */
import { type DoubtCause, DoubtVerdict, Json, type Signal, type StepPath } from '@tutti/protocol';
import * as z from 'zod';
import { FencedError, RunError, toMessage } from '../errors.ts';
import { toCall } from './attempt-act.ts';
import { type Done, toDone } from './done.ts';
import { recordDone } from './record-step.ts';
import { never, type RunCore } from './run-core.ts';
import type { StepPlan } from './step-plan.ts';

/** How a person answers: the signal's payload. `output` is the step's result where the effect happened. */
export const DoubtAnswer = z.object({
  verdict: DoubtVerdict,
  output: Json.optional(),
  /** Which attempt is meant: an answer that comes twice must not settle the doubt about the next one. */
  attempt: z.int().positive().optional(),
});
export type DoubtAnswer = z.infer<typeof DoubtAnswer>;

export interface Doubtful {
  readonly cause: DoubtCause;
  readonly attempt: number;
  readonly message?: string;
}

interface Finding {
  readonly how: 'verified' | 'undone' | 'person';
  /** Undefined where it did not happen. */
  readonly done?: Done;
  readonly signal?: Signal;
}

/** A tool that is asked about its effect gets this long to answer. */
const QUESTION_LIMIT_MS = 30_000;

export function toDoubtKey(path: string): string {
  return `doubt:${path}`;
}

/** True when it happened: then its outcome is recorded. False when the step may be tried again. */
export async function settleDoubt(core: RunCore, plan: StepPlan, doubt: Doubtful): Promise<boolean> {
  const { path } = plan;
  if (!core.log.state.doubts[path]) {
    const { key } = toCall(core, plan, doubt.attempt);
    core.log.enqueue({
      type: 'effect.doubted',
      path,
      key,
      cause: doubt.cause,
      ...(doubt.message && { message: doubt.message }),
    });
    await core.log.flushed();
  }
  const finding = (await verify(core, plan, doubt)) ?? (await undo(core, plan, doubt)) ?? (await askPerson(core, plan));
  if (core.gone) return never();
  record(core, plan, { ...finding, attempt: doubt.attempt });
  return finding.done !== undefined;
}

async function verify(core: RunCore, plan: StepPlan, doubt: Doubtful): Promise<Finding | undefined> {
  if (!plan.options.verify) return undefined;
  try {
    const found = await withLimit(core, (signal) => plan.options.verify?.(signal, toCall(core, plan, doubt.attempt)));
    if (!found) return undefined;
    return found.happened ? { how: 'verified', done: toDone(core, plan, found.output) } : { how: 'verified' };
  } catch {
    // The tool cannot tell right now, which leaves the doubt as it was: the next way is tried.
    return undefined;
  }
}

async function undo(core: RunCore, plan: StepPlan, doubt: Doubtful): Promise<Finding | undefined> {
  if (!plan.options.undo) return undefined;
  if (!core.isLeaseHeld()) {
    // Whoever drives the run by now may have acted again: that must not be taken back.
    core.lose(new FencedError(core.log.state.run));
    return never();
  }
  try {
    await withLimit(core, (signal) => plan.options.undo?.(signal, toCall(core, plan, doubt.attempt)));
    return { how: 'undone' };
  } catch {
    // It may or may not have been taken back: a person must look.
    return undefined;
  }
}

async function askPerson(core: RunCore, plan: StepPlan): Promise<Finding> {
  for (;;) {
    const woken = await core.sleep({ key: toDoubtKey(plan.path) });
    if (woken?.by !== 'signal') continue;
    const { signal } = woken;
    try {
      const answer = parseAnswer(core, plan.path, signal.payload);
      if (answer.verdict === 'not_happened') return { how: 'person', signal };
      return { how: 'person', done: toDone(core, plan, answer.output ?? null), signal };
    } catch (error) {
      const { id, key } = signal;
      const refusal = { type: 'signal.refused', path: plan.path, signal: id, key, message: toMessage(error) } as const;
      core.log.enqueue(refusal, { consume: id });
    }
  }
}

/** Throws what is wrong with it. */
export function parseAnswer(core: RunCore, path: StepPath, payload: Json): DoubtAnswer {
  const answer = DoubtAnswer.parse(payload);
  const attempt = core.log.state.intents[path]?.attempt;
  if (answer.attempt !== undefined && answer.attempt !== attempt)
    throw new RunError('invalid_input', `the answer is about attempt ${answer.attempt}, not about ${attempt}`);
  return answer;
}

/** The verdict and the outcome that follows from it go into the journal together. */
function record(core: RunCore, plan: StepPlan, found: Finding & { attempt: number }): void {
  const { how, signal, done, attempt } = found;
  const verdict = done ? 'happened' : 'not_happened';
  core.log.enqueue(
    { type: 'effect.resolved', path: plan.path, how, verdict, ...(signal?.by && { by: signal.by }) },
    signal ? { consume: signal.id } : {},
  );
  if (!done) return;
  const result = { ...done, status: 'done', usage: undefined, held: undefined } as const;
  recordDone(core, plan, { ...result, attempts: attempt, startedAt: core.ports.clock.now() });
}

async function withLimit<Answer>(
  core: RunCore,
  ask: (signal: AbortSignal) => Promise<Answer> | undefined,
): Promise<Answer | undefined> {
  const limit = new AbortController();
  const { promise, reject } = Promise.withResolvers<never>();
  const callOff = core.ports.clock.at(core.ports.clock.now() + QUESTION_LIMIT_MS, () => {
    limit.abort();
    reject(new Error('no answer in time'));
  });
  try {
    return await Promise.race([ask(limit.signal), promise]);
  } finally {
    callOff();
  }
}
