import { Agent, type ApprovalDecision, listOpenApprovals, type RunId, type RunState } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import type { ModelRequest } from '../ports/model.ts';
import { createSingleModel } from '../models/create-single-model.ts';
import type { Program } from '../run/program.ts';
import { sha256 } from '../run/sha256.ts';
import { createMemoryStore } from '../testing/memory-store.ts';
import { createScriptedModel } from '../testing/scripted-model.ts';
import { SimClock } from '../testing/sim-clock.ts';
import { killAtWrite } from '../testing/pattern-stage.ts';
import { TEST_PRINCIPAL, TestStage } from '../testing/test-stage.ts';
import { createTeamProgram } from './team-program.ts';

const ann = Agent.parse({ id: 'ann', purpose: 'writes', capabilities: ['work'], instructions: 'Write.' });
const input = { goal: 'a poem', agents: ['ann'], pattern: 'sequential', review: true };
const more = { pins: { agents: [ann] } };

/** Writes draft 1; after that, the draft that follows the one which it is shown. */
function createTeam(clock?: SimClock) {
  const answer = ({ messages }: ModelRequest) => {
    const [, last = '0'] = /draft (\d)/.exec(messages[0]?.text ?? '') ?? [];
    return `draft ${Number(last) + 1}`;
  };
  const model = createScriptedModel({ answer });
  const team = createTeamProgram({
    models: createSingleModel(model),
    tools: [],
    library: createMemoryStore(),
  }) as Program;
  return { model, stage: new TestStage({ programs: [team], ...(clock && { clock }) }) };
}

interface Stand {
  readonly stage: TestStage;
  readonly run: RunId;
}

async function begin(clock?: SimClock, changes: object = {}) {
  const { model, stage } = createTeam(clock);
  const run = await stage.submit('team', input, { ...more, ...changes });
  await findOpen(stage, run);
  return { model, stage, run };
}

async function findOpen(stage: TestStage, run: RunId) {
  const [open] = listOpenApprovals(await stage.asleep(run));
  if (open?.kind !== 'request') throw new Error('nothing waits for a person');
  return open;
}

/** Decides, and waits until the run has asked again or ended. */
async function decide({ stage, run }: Stand, decision: ApprovalDecision, comment?: string): Promise<void> {
  const { path, subject } = await findOpen(stage, run);
  await stage.engine.answerApproval(TEST_PRINCIPAL, run, { path, subject, decision, comment });
  await expect
    .poll(async () => {
      const state = await stage.state(run);
      return state.status === 'completed' || listOpenApprovals(state).some((open) => open.path !== path);
    })
    .toBe(true);
}

function versions({ artefacts }: RunState) {
  return artefacts.map(({ name, version }) => `${name} ${version}`);
}

/** Answers whatever is asked: the first version is to be revised, the second is good. */
async function attend({ engine }: TestStage, run: RunId): Promise<void> {
  for (;;) {
    const { status } = await engine.untilSettled(TEST_PRINCIPAL, run, { or: ['waiting'] });
    if (status !== 'waiting') return;
    const [open] = listOpenApprovals(await engine.getRun(TEST_PRINCIPAL, run));
    if (!open) continue;
    const { path, subject } = open;
    const decision = path.startsWith('revision') ? 'approved' : 'revise';
    // It may have been decided meanwhile, by this very person.
    await engine.answerApproval(TEST_PRINCIPAL, run, { path, subject, decision }).catch(() => {});
  }
}

describe('a reviewed result', () => {
  it('is shown with its document, and keeps no worker while it waits', async () => {
    const { stage, run } = await begin();
    const { shows, key, decisions } = await findOpen(stage, run);
    const [artefact] = (await stage.state(run)).artefacts;
    expect({ key, decisions }).toEqual({ key: 'approval:result', decisions: ['approved', 'rejected', 'revise'] });
    expect(shows).toMatchObject({
      artefact: { id: artefact?.id, name: 'result.md', version: 1, blob: sha256('draft 1') },
      text: 'draft 1',
      whole: true,
      round: 1,
    });
    await expect.poll(() => stage.engine.driving).toBe(0);
  });

  it('ends the run as before when it is approved', async () => {
    const { stage, run } = await begin();
    await decide({ stage, run }, 'approved');
    const { output } = await stage.ended(run);
    expect(output).toMatchObject({ value: { outcome: 'finished', text: 'draft 1', review: 'approved' } });
  });

  it('ends the run as rejected with what was said', async () => {
    const { stage, run } = await begin();
    await decide({ stage, run }, 'rejected', 'it does not rhyme');
    const { status, output } = await stage.ended(run);
    expect(status).toBe('completed');
    expect(output).toMatchObject({
      value: { outcome: 'rejected', review: 'rejected', comment: 'it does not rhyme', text: 'draft 1' },
    });
  });

  it('is made again with what was said, as the next version', async () => {
    const { model, stage, run } = await begin();
    await decide({ stage, run }, 'revise', 'let it rhyme');
    const [, again] = model.requests;
    const prompt = again?.messages[0];
    expect(prompt?.text).toMatch(/^a poem\n\n[^]*draft 1\n\n[^]*let it rhyme$/);
    expect(prompt?.role === 'user' && prompt.labels).toContainEqual({ source: 'user', name: 'reviewer' });
    expect(await findOpen(stage, run)).toMatchObject({
      path: 'revision/1/approval/1/wait/1',
      shows: { artefact: { version: 2 }, text: 'draft 2', round: 2 },
    });
    await decide({ stage, run }, 'approved');
    const state = await stage.ended(run);
    expect(versions(state)).toEqual(['result.md 1', 'result.md 2']);
    expect(state.output).toMatchObject({ value: { text: 'draft 2', artefact: state.artefacts[1]?.id } });
  });

  it('is rejected when it is to be revised for the fifth time', async () => {
    const { model, stage, run } = await begin();
    for (let round = 1; round <= 5; round++) await decide({ stage, run }, 'revise', `not yet ${round}`);
    const state = await stage.ended(run);
    expect(model.requests).toHaveLength(5);
    expect(versions(state)).toHaveLength(5);
    expect(state.output).toMatchObject({
      value: {
        outcome: 'rejected',
        comment: 'not yet 5',
        reason: expect.stringContaining('5 rounds'),
        text: 'draft 5',
      },
    });
  });

  it('shows only the beginning of a long text, and the hash of the whole', async () => {
    const model = createScriptedModel({ answer: () => `${'x'.repeat(3_999)}😀${'y'.repeat(50_000)}` });
    const team = createTeamProgram({
      models: createSingleModel(model),
      tools: [],
      library: createMemoryStore(),
    }) as Program;
    const stage = new TestStage({ programs: [team] });
    const run = await stage.submit('team', input, more);
    expect((await findOpen(stage, run)).shows).toMatchObject({ text: 'x'.repeat(3_999), whole: false });
  });
});

describe('a review', () => {
  it.each(['before', 'after'] as const)('goes on after a kill %s any write, and ends the same', async (moment) => {
    let points = 0;
    for (let nth = 1; ; nth++) {
      const { stage } = createTeam();
      const killed = killAtWrite(stage, nth, moment);
      const run = await stage.submit('team', input, more);
      void attend(stage, run);
      if (!(await killed)) break;
      points++;
      stage.restart();
      await attend(stage, run);
      const state = await stage.ended(run);
      expect(state.output, `killed ${moment} ${nth}`).toMatchObject({ value: { text: 'draft 2', review: 'approved' } });
      expect(versions(state)).toEqual(['result.md 1', 'result.md 2']);
      expect((await stage.types(run)).filter((type) => type === 'signal.received')).toHaveLength(2);
    }
    expect(points).toBeGreaterThan(10);
  });

  it('is cancelled, or ended by the deadline, while it waits', async () => {
    const { stage, run } = await begin();
    await stage.engine.cancel(TEST_PRINCIPAL, run, 'no');
    expect(await stage.ended(run)).toMatchObject({ status: 'cancelled', stoppedAt: ['approval/1/wait/1'] });
    const clock = new SimClock();
    const late = await begin(clock, { deadline: clock.now() + 5_000 });
    clock.advance(5_000);
    const state = await late.stage.ended(late.run);
    expect(state).toMatchObject({ status: 'failed', error: { code: 'deadline_exceeded' } });
    expect(listOpenApprovals(state)).toEqual([]);
  });

  it('can be answered while the run is paused, and counts when it goes on', async () => {
    const { stage, run } = await begin();
    await stage.engine.pause(TEST_PRINCIPAL, run, 'lunch');
    await expect.poll(async () => (await stage.state(run)).status).toBe('paused');
    const [open] = listOpenApprovals(await stage.state(run));
    const { path = '', subject = '' } = open ?? {};
    await stage.engine.answerApproval(TEST_PRINCIPAL, run, { path, subject, decision: 'approved' });
    expect((await stage.state(run)).status).toBe('paused');
    await stage.engine.resume(TEST_PRINCIPAL, run);
    expect((await stage.ended(run)).output).toMatchObject({ value: { review: 'approved' } });
  });

  it('does not take the approval of an earlier version for that of the next', async () => {
    const { stage, run } = await begin();
    const { subject, path, key } = await findOpen(stage, run);
    await decide({ stage, run }, 'revise');
    const stale = { path: (await findOpen(stage, run)).path, subject, decision: 'approved' } as const;
    await expect(stage.engine.answerApproval(TEST_PRINCIPAL, run, stale)).rejects.toMatchObject({
      code: 'approval_changed',
    });
    await stage.engine.send(TEST_PRINCIPAL, run, { key, payload: { decision: 'approved', subject, path } });
    await expect.poll(() => stage.types(run)).toContain('signal.refused');
    expect((await findOpen(stage, run)).shows).toMatchObject({ round: 2 });
  });

  it('is not asked for where nobody wants one: such a run looks as it always did', async () => {
    const { stage } = createTeam();
    const { review: _, ...old } = input;
    const { run, output } = await stage.run('team', old, more);
    expect(output).not.toHaveProperty('value.review');
    const paths = (await stage.events(run)).flatMap((event) => ('path' in event ? [event.path] : []));
    expect([...new Set(paths)]).toEqual(['turn/1/model/1', 'sequential.handed_over/1', 'artefact/1']);
  });
});
