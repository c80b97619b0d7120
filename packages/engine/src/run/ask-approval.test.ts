import { type ApprovalDecision, listOpenApprovals, type RunId, toCanonicalText } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { SimClock } from '../testing/sim-clock.ts';
import { TEST_PRINCIPAL, TestStage, toProgram } from '../testing/test-stage.ts';
import { askApproval } from './ask-approval.ts';
import { sha256 } from './sha256.ts';

const secret = 'ghp_0123456789abcdefghijklmnopqrstuvwxyz';
const decisions = ['approved', 'rejected'] as const;
const wish = { name: 'deploy', title: 'Deploy it?', decisions } as const;

const deploy = toProgram('deploy', async (scope) => {
  const outcome = await askApproval(scope, { ...wish, shows: { to: 'production', with: secret } });
  return outcome.status === 'answered' ? [outcome.decision, outcome.comment ?? null] : outcome.status;
});

async function findOpen(stage: TestStage, run: RunId) {
  const [open] = listOpenApprovals(await stage.asleep(run));
  if (open?.kind !== 'request') throw new Error('nothing waits for a person');
  return open;
}

async function begin(stage: TestStage, program = 'deploy') {
  const run = await stage.submit(program);
  return { run, open: await findOpen(stage, run) };
}

describe('an approval', () => {
  it('shows what the journal holds, under its hash, and gives the decision to the program', async () => {
    const stage = new TestStage({ programs: [deploy] });
    const { run, open } = await begin(stage);
    expect(open).toMatchObject({
      path: 'approval/1/wait/1',
      key: 'approval:deploy',
      title: 'Deploy it?',
      shows: { to: 'production', with: '[redacted:github_token]' },
      decisions,
    });
    expect(open.subject).toBe(sha256(toCanonicalText(open.shows)));
    expect(stage.engine.driving).toBe(0);
    const payload = { decision: 'approved', subject: open.subject, comment: `fine, ${secret}` };
    await stage.engine.send(TEST_PRINCIPAL, run, { key: open.key, payload });
    expect((await stage.ended(run)).output).toEqual({ value: ['approved', 'fine, [redacted:github_token]'] });
  });

  it('refuses by itself an answer about something else, and goes on waiting', async () => {
    const stage = new TestStage({ programs: [deploy] });
    const { run, open } = await begin(stage);
    const { subject, key } = open;
    const wrong = [
      { decision: 'approved', subject: sha256('another') },
      { decision: 'approved' },
      { decision: 'revise', subject },
      { decision: 'approved', subject, path: 'approval/2/wait/1' },
    ];
    for (const payload of wrong) await stage.engine.send(TEST_PRINCIPAL, run, { key, payload });
    await expect
      .poll(async () => (await stage.types(run)).filter((type) => type === 'signal.refused'))
      .toHaveLength(wrong.length);
    expect((await findOpen(stage, run)).subject).toBe(subject);
    await stage.engine.send(TEST_PRINCIPAL, run, { key, payload: { decision: 'rejected', subject } });
    expect((await stage.ended(run)).output).toEqual({ value: ['rejected', null] });
  });

  it('does not take for an answer what was meant for an earlier asking that showed the same', async () => {
    const twice = toProgram('twice', async (scope) => {
      const answers: (ApprovalDecision | 'timed_out')[] = [];
      for (let count = 0; count < 2; count++) {
        const outcome = await askApproval(scope, { ...wish, shows: 'the same' });
        answers.push(outcome.status === 'answered' ? outcome.decision : outcome.status);
      }
      return answers;
    });
    const stage = new TestStage({ programs: [twice] });
    const { run, open } = await begin(stage, 'twice');
    const { path, subject, key } = open;
    const answer = { key, payload: { decision: 'approved', subject, path } };
    // Two people at the same moment: the second answer must not count for the next question.
    await Promise.all([stage.engine.send(TEST_PRINCIPAL, run, answer), stage.engine.send(TEST_PRINCIPAL, run, answer)]);
    await expect.poll(() => stage.types(run)).toContain('signal.refused');
    const next = await findOpen(stage, run);
    expect(next).toMatchObject({ path: 'approval/2/wait/1', subject });
    await stage.engine.answerApproval(TEST_PRINCIPAL, run, { path: next.path, subject, decision: 'rejected' });
    expect((await stage.ended(run)).output).toEqual({ value: ['approved', 'rejected'] });
  });

  it('ends at its time where nobody answers', async () => {
    const clock = new SimClock();
    const patient = toProgram('patient', async (scope) => {
      return (await askApproval(scope, { ...wish, shows: null, until: scope.now() + 60_000 })).status;
    });
    const stage = new TestStage({ clock, programs: [patient] });
    const { run } = await begin(stage, 'patient');
    clock.advance(60_000);
    expect((await stage.ended(run)).output).toEqual({ value: 'timed_out' });
    expect(listOpenApprovals(await stage.state(run))).toEqual([]);
  });

  it('waits through a kill, and shows the same afterwards', async () => {
    const stage = new TestStage({ programs: [deploy] });
    const { run, open } = await begin(stage);
    stage.restart();
    expect(await findOpen(stage, run)).toEqual(open);
    const { path, subject } = open;
    await stage.engine.answerApproval(TEST_PRINCIPAL, run, { path, subject, decision: 'approved' });
    expect((await stage.ended(run)).output).toEqual({ value: ['approved', null] });
  });

  it.each([
    ['shows too much', { shows: 'x'.repeat(16_001), decisions }, 'payload_too_large'],
    ['leaves no choice', { shows: null, decisions: [] }, 'invalid_input'],
    ['does not say what it is about', { shows: null, decisions, title: '' }, 'invalid_input'],
  ])('is refused where it %s', async (_, part, code) => {
    const program = toProgram('bad', async (scope) => (await askApproval(scope, { ...wish, ...part })).status);
    const stage = new TestStage({ programs: [program] });
    expect((await stage.run('bad')).error).toMatchObject({ code });
  });
});
