import { RunError } from '@tutti/engine';
import { RunId, toApprovalId } from '@tutti/protocol';
import { expect, it } from 'vitest';
import { bodyOf, createCallRoute } from '../testing/call-route.ts';
import { openTestApp, STRANGER } from '../testing/test-app.ts';

async function openStage() {
  const stage = await openTestApp();
  const call = createCallRoute(stage.app);
  const body = { goal: 'Write a haiku about autumn', agents: ['drafting'], review: true };
  const { run, task } = bodyOf('submitTask', await call('submitTask', { body }));
  stage.home.engine.start();
  await stage.home.engine.untilSettled(stage.home.principal, run, { or: ['waiting'] });
  const { home } = stage;
  return { home, call, run, task, [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose]() };
}

it('what waits is listed, and a decision about it lets the run go on', async () => {
  await using stage = await openStage();
  const { call, run, task } = stage;
  const [open] = bodyOf('listApprovals', await call('listApprovals')).items;
  if (!open) throw new Error('nothing waits');
  expect(open).toMatchObject({ kind: 'request', run, decisions: ['approved', 'rejected', 'revise'] });
  expect(bodyOf('getTask', await call('getTask', { params: { task } }))).toMatchObject({ review: true });
  const answer = (body: object, headers = {}) =>
    call('answerApproval', { params: { approval: open.approval }, body, headers });

  expect((await answer({ decision: 'approved', subject: 'f'.repeat(64) })).json()).toMatchObject({
    code: 'approval_changed',
    status: 409,
  });
  expect((await answer({ decision: 'happened', subject: open.subject })).json()).toMatchObject({
    code: 'invalid_input',
  });
  expect((await answer({ decision: 'approved', subject: open.subject }, STRANGER)).json()).toMatchObject({
    code: 'approval_not_found',
    status: 404,
  });
  expect((await answer({ decision: 'approved', subject: open.subject })).statusCode).toBe(202);
  await stage.home.engine.untilSettled(stage.home.principal, run);
  expect(bodyOf('getRun', await call('getRun', { params: { run } }))).toMatchObject({ status: 'completed', open: [] });
  expect(bodyOf('listApprovals', await call('listApprovals')).items).toEqual([]);
  expect((await answer({ decision: 'rejected', subject: open.subject })).json()).toMatchObject({
    code: 'approval_not_found',
  });
});

it('a run whose journal is damaged hides only what waits in itself', async () => {
  await using stage = await openStage();
  const { call, home, run } = stage;
  const body = { goal: 'Write another', agents: ['drafting'], review: true };
  const other = bodyOf('submitTask', await call('submitTask', { body }));
  await home.engine.untilSettled(home.principal, other.run, { or: ['waiting'] });
  const { getRun } = home.engine;
  home.engine.getRun = async (principal, which) => {
    if (which === run) throw new RunError('journal_corrupt', 'entry 3 is damaged');
    return getRun(principal, which);
  };
  expect(bodyOf('listApprovals', await call('listApprovals')).items).toMatchObject([{ run: other.run }]);
});

it('an id that names no approval is not found, also the longest that there may be', async () => {
  await using stage = await openTestApp();
  const call = createCallRoute(stage.app);
  const nobody = RunId.parse(`run_${'0'.repeat(36)}`);
  const body = { decision: 'approved', subject: 'x' };
  for (const approval of ['x', `${nobody}~`, toApprovalId(nobody, 'a/b'), toApprovalId(nobody, 'ab/'.repeat(310))])
    expect((await call('answerApproval', { params: { approval }, body })).json()).toMatchObject({
      code: 'approval_not_found',
      status: 404,
    });
});
