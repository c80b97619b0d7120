import {
  type EffectClass,
  LOCAL_OWNER,
  listOpenApprovals,
  type RunId,
  SignalId,
  TenantId,
  toIdText,
} from '@tutti/protocol';
import * as z from 'zod';
import { describe, expect, it } from 'vitest';
import { askApproval } from '../run/ask-approval.ts';
import { sha256 } from '../run/sha256.ts';
import { TEST_PRINCIPAL, TestStage, toProgram } from '../testing/test-stage.ts';

const decisions = ['approved', 'rejected'] as const;
const ask = toProgram('ask', async (scope) => {
  const outcome = await askApproval(scope, { name: 'it', title: 'Shall it be?', shows: { what: 'it' }, decisions });
  return outcome.status === 'answered' ? [outcome.decision, outcome.comment ?? null, outcome.by ?? null] : null;
});
/** Its answers never come back, so nobody knows whether it has paid. */
const pay = toProgram('pay', (scope) =>
  scope.step('pay', { effect: 'irreversible' satisfies EffectClass, output: z.string() }, async () => {
    throw new Error('cut off');
  }),
);

async function begin(program = 'ask') {
  const stage = new TestStage({ programs: [ask, pay] });
  const run = await stage.submit(program);
  return { stage, run, open: await findOpen(stage, run) };
}

async function findOpen(stage: TestStage, run: RunId) {
  const [open] = listOpenApprovals(await stage.asleep(run));
  if (!open) throw new Error('nothing waits for a person');
  const { path, subject } = open;
  return { path, subject };
}

function countReceived(types: readonly string[]): number {
  return types.filter((type) => type.startsWith('signal.') || type === 'effect.resolved').length;
}

describe('answering a request', () => {
  it('lets the run go on with the decision, the comment and who decided', async () => {
    const { stage, run, open } = await begin();
    expect((await stage.engine.listRuns(TEST_PRINCIPAL, { limit: 1 })).runs[0]?.approvals).toBe(1);
    await stage.engine.answerApproval(TEST_PRINCIPAL, run, { ...open, decision: 'approved', comment: 'fine' });
    expect((await stage.ended(run)).output).toEqual({ value: ['approved', 'fine', TEST_PRINCIPAL.user] });
    expect((await stage.engine.listRuns(TEST_PRINCIPAL, { limit: 1 })).runs[0]?.approvals).toBe(0);
  });

  it('is refused where it is about something else, or where nothing waits', async () => {
    const { stage, run, open } = await begin();
    const answer = (changes: object) =>
      stage.engine.answerApproval(TEST_PRINCIPAL, run, { ...open, decision: 'approved', ...changes });
    await expect(answer({ subject: sha256('another') })).rejects.toMatchObject({ code: 'approval_changed' });
    await expect(answer({ path: 'approval/2/wait/1' })).rejects.toMatchObject({ code: 'approval_not_found' });
    for (const decision of ['revise', 'happened'])
      await expect(answer({ decision })).rejects.toMatchObject({ code: 'invalid_input', field: 'decision' });
    await expect(answer({ comment: 'x'.repeat(5_001) })).rejects.toMatchObject({
      code: 'invalid_input',
      field: 'comment',
    });
    expect(countReceived(await stage.types(run))).toBe(0);
    await answer({});
    await stage.ended(run);
    await expect(answer({ comment: 'late' })).rejects.toMatchObject({ code: 'approval_not_found' });
  });

  it('is one answer however often it is clicked', async () => {
    const { stage, run, open } = await begin();
    const click = () => stage.engine.answerApproval(TEST_PRINCIPAL, run, { ...open, decision: 'approved' });
    await Promise.all([click(), click(), click()]);
    await stage.ended(run);
    expect(countReceived(await stage.types(run))).toBe(1);
  });

  it('is the same answer when it comes again after the run has taken it', async () => {
    const { stage, run, open } = await begin();
    const answer = (decision: 'approved' | 'rejected') =>
      stage.engine.answerApproval(TEST_PRINCIPAL, run, { ...open, decision });
    await answer('approved');
    await stage.ended(run);
    await answer('approved');
    await expect(answer('rejected')).rejects.toMatchObject({ code: 'approval_not_found' });
    expect(countReceived(await stage.types(run))).toBe(1);
  });

  it('takes the first of two answers, also while the run is paused and has not seen it', async () => {
    const { stage, run, open } = await begin();
    await stage.engine.pause(TEST_PRINCIPAL, run, 'lunch');
    await expect.poll(async () => (await stage.state(run)).status).toBe('paused');
    const answer = (decision: 'approved' | 'rejected', id?: SignalId) =>
      stage.engine.answerApproval(TEST_PRINCIPAL, run, { ...open, decision, id });
    await answer('rejected', SignalId.parse('sig_first'));
    await answer('rejected', SignalId.parse('sig_first'));
    await expect(answer('approved')).rejects.toMatchObject({ code: 'approval_not_found' });
    await stage.engine.resume(TEST_PRINCIPAL, run);
    expect((await stage.ended(run)).output).toMatchObject({ value: ['rejected', null, TEST_PRINCIPAL.user] });
  });

  it('takes the right to use, and a run of the own tenant', async () => {
    const { stage, run, open } = await begin();
    const other = { ...LOCAL_OWNER, tenant: TenantId.parse(toIdText('ten', 1, new Uint8Array(16))) };
    const answer = { ...open, decision: 'approved' } as const;
    await expect(stage.engine.answerApproval(other, run, answer)).rejects.toMatchObject({ code: 'run_not_found' });
    const viewer = { ...TEST_PRINCIPAL, rights: ['view' as const] };
    await expect(stage.engine.answerApproval(viewer, run, answer)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('comes too late after a cancel', async () => {
    const { stage, run, open } = await begin();
    await stage.engine.cancel(TEST_PRINCIPAL, run, 'no longer needed');
    expect(await stage.ended(run)).toMatchObject({ status: 'cancelled', stoppedAt: [open.path] });
    const late = stage.engine.answerApproval(TEST_PRINCIPAL, run, { ...open, decision: 'approved' });
    await expect(late).rejects.toMatchObject({ code: 'approval_not_found' });
  });
});

describe('answering a doubt', () => {
  it('settles it with what the step returned', async () => {
    const { stage, run, open } = await begin('pay');
    expect(open.path).toBe('pay/1');
    await expect(
      stage.engine.answerApproval(TEST_PRINCIPAL, run, { ...open, decision: 'approved' }),
    ).rejects.toMatchObject({ code: 'invalid_input', field: 'decision' });
    await stage.engine.answerApproval(TEST_PRINCIPAL, run, { ...open, decision: 'happened', output: 'paid' });
    expect((await stage.ended(run)).output).toEqual({ value: 'paid' });
  });

  it('can be mended where the first answer did not have the shape that the step returns', async () => {
    const { stage, run, open } = await begin('pay');
    const answer = (output?: string | number) =>
      stage.engine.answerApproval(TEST_PRINCIPAL, run, { ...open, decision: 'happened', output });
    await answer(7);
    await expect.poll(() => stage.types(run)).toContain('signal.refused');
    await answer('paid');
    expect((await stage.ended(run)).output).toEqual({ value: 'paid' });
  });

  it('is bound to the attempt that was shown', async () => {
    const { stage, run, open } = await begin('pay');
    const answer = (reply: typeof open) =>
      stage.engine.answerApproval(TEST_PRINCIPAL, run, { ...reply, decision: 'not_happened' });
    await answer(open);
    await expect.poll(async () => (await findOpen(stage, run)).subject).not.toBe(open.subject);
    await expect(answer(open)).rejects.toMatchObject({ code: 'approval_changed' });
  });
});
