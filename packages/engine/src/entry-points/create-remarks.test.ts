import { ArtefactId, LOCAL_OWNER, RemarkId, RunId, TenantId, toIdText } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { SimClock } from '../testing/sim-clock.ts';
import { TEST_PRINCIPAL, TestStage, toProgram } from '../testing/test-stage.ts';

const none = new Uint8Array(16);
const nobody = RunId.parse(toIdText('run', 1, none));
const id = RemarkId.parse(toIdText('rmk', 0, none));
const makes = toProgram('makes', async (scope) => {
  const { id: made } = await scope.produce({ name: 'a.md', mediaType: 'text/markdown', text: 'a', labels: [] });
  return made;
});

async function createStage() {
  const clock = new SimClock();
  const stage = new TestStage({ clock, programs: [makes] });
  const { run, artefacts } = await stage.run('makes');
  const [artefact] = artefacts;
  if (!artefact) throw new Error('nothing was made');
  return { clock, stage, engine: stage.engine, run, artefact: artefact.id };
}

describe('a remark', () => {
  it('is kept with who made it and when, without secrets, also when the run has ended', async () => {
    const { clock, engine, run } = await createStage();
    const comment = '  with ghp_0123456789abcdefghijklmnopqrstuvwxyz\n';
    const remark = await engine.addRemark(TEST_PRINCIPAL, { type: 'feedback.given', run, rating: 'good', comment });
    expect(remark).toEqual({
      type: 'feedback.given',
      id: expect.stringMatching(/^rmk_/),
      tenant: TEST_PRINCIPAL.tenant,
      run,
      by: TEST_PRINCIPAL.user,
      at: clock.now(),
      rating: 'good',
      comment: 'with [redacted:github_token]',
    });
    expect(await engine.listRemarks(TEST_PRINCIPAL, run)).toEqual([remark]);
  });

  it('is one for one id: what is there stays as it is, and is given back', async () => {
    const { clock, engine, run } = await createStage();
    const first = await engine.addRemark(TEST_PRINCIPAL, { type: 'feedback.given', id, run, rating: 'good' });
    clock.advance(1_000);
    const again = await engine.addRemark(TEST_PRINCIPAL, { type: 'feedback.given', id, run, rating: 'bad' });
    expect(again).toEqual(first);
    expect(await engine.listRemarks(TEST_PRINCIPAL, run)).toEqual([first]);
  });

  it('about an artefact names one of that run', async () => {
    const { engine, run, artefact } = await createStage();
    const review = { type: 'artefact.reviewed', run, verdict: 'accepted' } as const;
    expect(await engine.addRemark(TEST_PRINCIPAL, { ...review, artefact })).toMatchObject({ artefact });
    const other = ArtefactId.parse(toIdText('art', 1, none));
    await expect(engine.addRemark(TEST_PRINCIPAL, { ...review, artefact: other })).rejects.toMatchObject({
      code: 'artefact_not_found',
    });
    expect(await engine.listRemarks(TEST_PRINCIPAL, run)).toHaveLength(1);
  });

  it('is refused for a run that is not there, by whoever may not, and with too long a comment', async () => {
    const { engine, run, artefact } = await createStage();
    const feedback = { type: 'feedback.given', run, rating: 'good' } as const;
    const review = { type: 'artefact.reviewed', run, artefact, verdict: 'rejected' } as const;
    const stranger = { ...LOCAL_OWNER, tenant: TenantId.parse(toIdText('ten', 1, none)) };
    for (const remark of [feedback, review]) {
      await expect(engine.addRemark(stranger, remark)).rejects.toMatchObject({ code: 'run_not_found' });
      const lost = engine.addRemark(TEST_PRINCIPAL, { ...remark, run: nobody });
      await expect(lost).rejects.toMatchObject({ code: 'run_not_found' });
      const viewer = { ...TEST_PRINCIPAL, rights: ['view' as const] };
      await expect(engine.addRemark(viewer, remark)).rejects.toMatchObject({ code: 'forbidden' });
    }
    await expect(engine.listRemarks(stranger, run)).rejects.toMatchObject({ code: 'run_not_found' });
    const long = engine.addRemark(TEST_PRINCIPAL, { ...feedback, comment: 'x'.repeat(5_001) });
    await expect(long).rejects.toMatchObject({ code: 'invalid_input', field: 'comment' });
  });
});
