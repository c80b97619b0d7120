/** A doubt is settled by asking the tool, by taking the effect back, or by a person: never by a guess. */
import { type DoubtCause, DoubtVerdict, Json, type Signal } from '@tutti/protocol';
import * as z from 'zod';
import { toCall } from './attempt-act.ts';
import { packPayload } from './payload.ts';
import { recordDone } from './record-step.ts';
import { never, type RunCore } from './run-core.ts';
import type { StepPlan } from './step-plan.ts';

/** How a person answers: the signal's payload. `output` is the step's result where the effect happened. */
export const DoubtAnswer = z.object({ verdict: DoubtVerdict, output: Json.optional() });
export type DoubtAnswer = z.infer<typeof DoubtAnswer>;

export interface Doubtful {
  readonly cause: DoubtCause;
  readonly attempt: number;
  readonly message?: string;
}

interface Finding {
  readonly how: 'verified' | 'undone' | 'person';
  readonly happened: boolean;
  readonly output?: unknown;
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
  return finding.happened;
}

async function verify(core: RunCore, plan: StepPlan, doubt: Doubtful): Promise<Finding | undefined> {
  if (!plan.options.verify) return undefined;
  try {
    const found = await withLimit(core, (signal) => plan.options.verify?.(signal, toCall(core, plan, doubt.attempt)));
    if (!found) return undefined;
    if (!found.happened) return { how: 'verified', happened: false };
    const output = plan.options.output ? plan.options.output.parse(found.output) : found.output;
    return { how: 'verified', happened: true, output };
  } catch {
    // The tool cannot tell right now, which leaves the doubt as it was: the next way is tried.
    return undefined;
  }
}

async function undo(core: RunCore, plan: StepPlan, doubt: Doubtful): Promise<Finding | undefined> {
  if (!plan.options.undo) return undefined;
  try {
    await withLimit(core, (signal) => plan.options.undo?.(signal, toCall(core, plan, doubt.attempt)));
    return { how: 'undone', happened: false };
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
    const answer = DoubtAnswer.safeParse(signal.payload);
    const output =
      answer.data?.verdict === 'happened' ? plan.options.output?.safeParse(answer.data.output ?? null) : undefined;
    const problem = answer.error?.message ?? output?.error?.message;
    if (problem === undefined && answer.data) {
      return {
        how: 'person',
        happened: answer.data.verdict === 'happened',
        output: output?.data ?? answer.data.output,
        signal,
      };
    }
    const { id, key } = signal;
    core.log.enqueue(
      { type: 'signal.refused', path: plan.path, signal: id, key, message: problem ?? '' },
      { consume: id },
    );
  }
}

/** The verdict and the outcome that follows from it go into the journal together. */
function record(core: RunCore, plan: StepPlan, found: Finding & { attempt: number }): void {
  const { how, signal } = found;
  const verdict = found.happened ? 'happened' : 'not_happened';
  core.log.enqueue(
    { type: 'effect.resolved', path: plan.path, how, verdict, ...(signal?.by && { by: signal.by }) },
    signal ? { consume: signal.id } : {},
  );
  if (!found.happened) return;
  const packed = packPayload(found.output, core.ports.redact);
  const done = { status: 'done', packed, output: found.output, usage: undefined, held: undefined } as const;
  recordDone(core, plan, { ...done, attempts: found.attempt, startedAt: core.ports.clock.now() });
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
