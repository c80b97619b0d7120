/** One attempt of one step: reserve, act within the time limit, and say what is known about the outcome. */
import type { DoubtCause } from '@tutti/protocol';
import { EngineError, provesNothingHappened, RunError } from '../errors.ts';
import { ModelFailedError } from '../model-errors.ts';
import { type Done, toDone } from './done.ts';
import { type AttemptNumber, type Held, reserve, stoppedBefore } from './reserve.ts';
import type { RunCore } from './run-core.ts';
import type { StepCall } from './scope.ts';
import { giveBack, settle, UNUSED } from './settle.ts';
import { toKey } from './step-key.ts';
import type { StepPlan } from './step-plan.ts';
import { toStepTrace } from './trace.ts';

export type Attempt =
  | ({ readonly status: 'done'; readonly held: Held | undefined } & Done)
  /** `answered`: the act itself ended well, so it is known that it happened. */
  | {
      readonly status: 'failed';
      readonly error: unknown;
      readonly cause: DoubtCause;
      readonly sent: boolean;
      readonly answered: boolean;
      readonly held: Held | undefined;
    };

/** An act that does not heed its signal is not waited for longer than this. */
const GRACE_MS = 5_000;

export async function attemptAct(core: RunCore, plan: StepPlan, attempt: AttemptNumber): Promise<Attempt> {
  let held: Held | undefined;
  let sent = false;
  let answered = false;
  const limit = new TimeLimit(core, plan);
  try {
    if (plan.options.prepare) await plan.options.prepare(plan.node.signal);
    if (plan.options.reserve) held = await reserve(core, plan, attempt);
    await core.marked;
    await plan.beforeAct?.(attempt.number);
    if (plan.node.isAborted) throw stoppedBefore(plan.path);
    core.ports.failpoint?.('before-act', plan.path);
    sent = true;
    const output = await limit.watch((signal) => plan.act(signal, toCall(core, plan, attempt.number)));
    answered = true;
    core.ports.failpoint?.('after-act', plan.path);
    return { status: 'done', ...toDone(core, plan, output), held };
  } catch (error) {
    return { status: 'failed', error: limit.explain(error), cause: limit.cause, sent, answered, held };
  } finally {
    limit.close();
  }
}

/** What was set aside for a failed attempt: what is known to have been used, nothing where nothing happened, everything where nobody knows. */
export function settleFailed(
  core: RunCore,
  { held, sent, error }: Pick<Extract<Attempt, { status: 'failed' }>, 'held' | 'sent' | 'error'>,
): void {
  if (!held) return;
  if (!sent) return giveBack(core, held);
  const used = error instanceof ModelFailedError ? error.used : undefined;
  settle(core, held, used ?? (provesNothingHappened(error) ? UNUSED : undefined));
}

export function toCall(core: RunCore, plan: Pick<StepPlan, 'path'>, attempt: number): StepCall {
  const { run, trace } = core.log.state;
  let offset = 0;
  return {
    key: toKey(core.log.state, plan.path),
    attempt,
    ...toStepTrace(trace, { run, path: plan.path, attempt }),
    emit(text) {
      if (!core.gone) core.ports.live.publish({ type: 'delta', run, path: plan.path, attempt, offset, text });
      offset += text.length;
    },
  };
}

/** The act's signal: the scope's, or one that also ends when the time is over. */
class TimeLimit {
  cause: DoubtCause = 'cut';
  #overdue: RunError | undefined;
  readonly #core: RunCore;
  readonly #plan: StepPlan;
  readonly #callOffs: (() => void)[] = [];

  constructor(core: RunCore, plan: StepPlan) {
    this.#core = core;
    this.#plan = plan;
  }

  watch<Output>(act: (signal: AbortSignal) => Promise<Output>): Promise<Output> {
    const { promise, resolve, reject } = Promise.withResolvers<Output>();
    const signal = this.#arm(reject);
    if (signal.aborted) reject(signal.reason);
    else act(signal).then(resolve, reject);
    return promise;
  }

  /** Many libraries have their own words for being stopped, which hide why they were. */
  explain(error: unknown): unknown {
    return error instanceof EngineError ? error : (this.#overdue ?? error);
  }

  close(): void {
    for (const callOff of this.#callOffs) callOff();
  }

  #arm(giveUp: (reason: unknown) => void): AbortSignal {
    const outer = this.#plan.node.signal;
    const { timeoutMs } = this.#plan.options;
    if (timeoutMs === undefined) {
      this.#giveUpAfterGrace(outer, 'aborted', giveUp);
      return outer;
    }
    const inner = new AbortController();
    const { clock } = this.#core.ports;
    this.#callOffs.push(
      clock.at(clock.now() + timeoutMs, () => {
        const { path } = this.#plan;
        this.cause = 'timed_out';
        this.#overdue = new RunError('step_timed_out', `${path} took longer than ${timeoutMs} ms`, { path });
        inner.abort(this.#overdue);
      }),
    );
    this.#listen(outer, () => inner.abort(outer.reason));
    this.#giveUpAfterGrace(inner.signal, 'aborted', giveUp);
    return inner.signal;
  }

  #giveUpAfterGrace(signal: AbortSignal, cause: DoubtCause, giveUp: (reason: unknown) => void): void {
    const { clock } = this.#core.ports;
    this.#listen(signal, () => {
      if (this.cause === 'cut') this.cause = cause;
      this.#callOffs.push(clock.at(clock.now() + GRACE_MS, () => giveUp(signal.reason)));
    });
  }

  #listen(signal: AbortSignal, then: () => void): void {
    if (signal.aborted) then();
    signal.addEventListener('abort', then, { once: true });
    this.#callOffs.push(() => signal.removeEventListener('abort', then));
  }
}
