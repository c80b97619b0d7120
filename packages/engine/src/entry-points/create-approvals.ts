/** How a person decides. An answer names what it is about, so that nobody approves one thing and lets another happen. */
import {
  ApprovalAnswer,
  type ApprovalDecision,
  type DoubtVerdict,
  type Json,
  listOpenApprovals,
  type OpenApproval,
  type Principal,
  type RunId,
  type Signal,
  SignalId,
  type SignalKey,
  toCanonicalText,
} from '@tutti/protocol';
import { InvalidInputError, RunError, RunFinishedError } from '../errors.ts';
import type { DrivePorts } from '../run/drive-ports.ts';
import { getRunState, readEvents, type RunRef } from '../run/read-run.ts';
import { DoubtAnswer, toDoubtKey } from '../run/settle-doubt.ts';
import { sha256 } from '../run/sha256.ts';
import { assertRight } from './assert-right.ts';
import type { Signals } from './create-signals.ts';
import { parseInput } from './parse-input.ts';

export interface ApprovalReply {
  readonly path: string;
  /** As it was shown. */
  readonly subject: string;
  /** `happened` and `not_happened` settle a doubt, the others answer a request. */
  readonly decision: ApprovalDecision | DoubtVerdict;
  readonly comment?: string | undefined;
  /** Of a doubt: what the step returned, where it happened. */
  readonly output?: Json | undefined;
  /** Absent: it follows from the answer, so that a second click is the same signal. */
  readonly id?: SignalId | undefined;
}

export interface Approvals {
  /** Fails with `approval_not_found` where nothing waits there any more, with `approval_changed` where it is about something else by now. */
  answerApproval(principal: Principal, run: RunId, reply: ApprovalReply): Promise<void>;
}

export function createApprovals({ store }: DrivePorts, signals: Signals): Approvals {
  return {
    async answerApproval(principal, run, reply) {
      assertRight(principal, 'use');
      const { tenant } = principal;
      const state = await getRunState(store, { tenant, run });
      const open = listOpenApprovals(state).find(({ path }) => path === reply.path);
      const id = reply.id ?? toSignalId(run, reply);
      if (!open) return assertTaken({ store, tenant, run }, { path: reply.path, id });
      assertAbout(open, reply);
      const pending = await store.pendingSignals(tenant, run);
      // The first answer counts, also while nothing has taken it yet, as in a paused run.
      if (pending.some((signal) => signal.id !== id && isAnswerTo(open, signal))) throw notOpen(run, reply.path);
      try {
        await signals.send(principal, run, { ...toSignal(open, reply), id });
      } catch (error) {
        if (!(error instanceof RunFinishedError)) throw error;
        await assertTaken({ store, tenant, run }, { path: reply.path, id });
      }
    },
  };
}

/** Whoever never heard that their answer came through gives it again. */
async function assertTaken(
  { store, ...ref }: RunRef & Pick<DrivePorts, 'store'>,
  { path, id }: { path: string; id: SignalId },
): Promise<void> {
  for await (const event of readEvents(store, ref)) if (event.type === 'signal.received' && event.signal === id) return;
  throw notOpen(ref.run, path);
}

function assertAbout(open: OpenApproval, { subject, decision }: ApprovalReply): void {
  if (open.subject !== subject) {
    throw new RunError('approval_changed', `what waits at ${open.path} is not what was decided about`, {
      path: open.path,
      nothingHappened: true,
    });
  }
  const offered: readonly string[] = open.kind === 'request' ? open.decisions : ['happened', 'not_happened'];
  if (!offered.includes(decision))
    throw new InvalidInputError(`decision: this takes ${offered.join(', ')}, not ${decision}`, 'decision');
}

function toSignal(open: OpenApproval, reply: ApprovalReply): { key: SignalKey; payload: Json } {
  const { path } = open;
  if (open.kind === 'doubt') {
    const verdict: DoubtVerdict = reply.decision === 'happened' ? 'happened' : 'not_happened';
    const { output } = reply;
    const payload = { verdict, attempt: open.attempt, ...(output !== undefined && { output }) };
    return { key: toDoubtKey(path), payload };
  }
  const { decision, subject, comment } = parseInput(ApprovalAnswer, { ...reply, path });
  return { key: open.key, payload: { decision, subject, path, ...(comment !== undefined && { comment }) } };
}

function isAnswerTo(open: OpenApproval, { key, payload }: Signal): boolean {
  if (open.kind === 'doubt')
    return key === toDoubtKey(open.path) && DoubtAnswer.safeParse(payload).data?.attempt === open.attempt;
  const answer = ApprovalAnswer.safeParse(payload).data;
  return key === open.key && answer?.subject === open.subject && (answer.path ?? open.path) === open.path;
}

/** Of all that is said: whoever is refused and says more sends another signal. */
function toSignalId(run: RunId, { path, subject, decision, comment, output }: ApprovalReply): SignalId {
  const said = toCanonicalText({ run, path, subject, decision, comment, output });
  return SignalId.parse(`sig_approval-${sha256(said)}`);
}

function notOpen(run: RunId, path: string): RunError {
  return new RunError('approval_not_found', `${run} waits for no decision at ${path}`, { nothingHappened: true });
}
