/** What reaches a run from outside while it goes on. */
import {
  ApprovalAnswer,
  Control,
  CONTROL_KEY,
  isFinished,
  type Json,
  type Principal,
  type RunId,
  Signal,
  type SignalId,
  type SignalKey,
} from '@tutti/protocol';
import { RunError, RunFinishedError } from '../errors.ts';
import { BUDGET_APPROVAL, toApprovalKey } from '../run/ask-approval.ts';
import type { DrivePorts } from '../run/drive-ports.ts';
import { packPayload } from '../run/payload.ts';
import { getRunState, getSummary } from '../run/read-run.ts';
import { type DoubtAnswer, toDoubtKey } from '../run/settle-doubt.ts';
import { assertRight } from './assert-right.ts';
import { newId } from './new-id.ts';
import { parseInput } from './parse-input.ts';

export interface NewSignal {
  readonly key: SignalKey;
  readonly payload: Json;
  /** Chosen by the caller: the same id twice is one signal. */
  readonly id?: SignalId | undefined;
}

export interface Signals {
  send(principal: Principal, run: RunId, signal: NewSignal): Promise<void>;
  cancel(principal: Principal, run: RunId, reason: string): Promise<void>;
  pause(principal: Principal, run: RunId, reason: string): Promise<void>;
  resume(principal: Principal, run: RunId): Promise<void>;
  answerDoubt(
    principal: Principal,
    run: RunId,
    answer: DoubtAnswer & { path: string; id?: SignalId | undefined },
  ): Promise<void>;
}

export function createSignals(ports: DrivePorts): Signals {
  const { store, clock } = ports;
  const send: Signals['send'] = async (principal, run, { key, payload, id }) => {
    assertRight(principal, isAllowance(key, payload) ? 'manage' : 'use');
    const at = clock.now();
    const signal = parseInput(Signal, { id: id ?? newId(ports, 'sig'), key, payload, by: principal.user, at });
    // Refused here, where the sender hears of it, rather than by the run that it reaches; and no secret waits in the store.
    const { value } = packPayload(signal.payload, ports.redact);
    await store.signal(principal.tenant, run, { ...signal, payload: value });
  };
  const control = (principal: Principal, run: RunId, payload: Control) =>
    send(principal, run, { key: CONTROL_KEY, payload });
  return {
    send,
    cancel: (principal, run, reason) => control(principal, run, { action: 'cancel', reason }),
    pause: (principal, run, reason) => control(principal, run, { action: 'pause', reason }),
    async resume(principal, run) {
      assertRight(principal, 'use');
      const { status } = await getSummary(store, { tenant: principal.tenant, run });
      if (isFinished(status)) throw new RunFinishedError(run);
      const isAside = status === 'paused' || status === 'quarantined';
      // A pause that has not taken hold yet can be taken back, too.
      if (!isAside && !(await store.pendingSignals(principal.tenant, run)).some(isPause)) {
        throw new RunError('run_not_paused', `${run} is ${status}, not paused`, { nothingHappened: true });
      }
      await control(principal, run, { action: 'resume' });
    },
    async answerDoubt(principal, run, { path, verdict, output, attempt, id }) {
      assertRight(principal, 'use');
      const state = await getRunState(store, { tenant: principal.tenant, run });
      if (!Object.hasOwn(state.doubts, path))
        throw new RunError('step_not_found', `${run} has no open doubt at ${path}`, { nothingHappened: true });
      const about = { verdict, attempt: attempt ?? state.intents[path]?.attempt ?? 1 };
      const payload = { ...about, ...(output !== undefined && { output }) };
      await send(principal, run, { key: toDoubtKey(path), payload, id });
    },
  };
}

/** Lets a call go beyond a budget. */
function isAllowance(key: string, payload: Json): boolean {
  return key === toApprovalKey(BUDGET_APPROVAL) && ApprovalAnswer.safeParse(payload).data?.decision === 'approved';
}

function isPause({ key, payload }: Signal): boolean {
  return key === CONTROL_KEY && Control.safeParse(payload).data?.action === 'pause';
}
