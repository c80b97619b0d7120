import { AgentId, type Labelled, type RunId, splitHandoff } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type Asked, killEverywhere, type Member, PatternStage, SILENT, toEnd } from '../testing/pattern-stage.ts';
import { createScriptedContext } from '../testing/scripted-context.ts';
import { SimClock } from '../testing/sim-clock.ts';
import { TEST_PRINCIPAL } from '../testing/test-stage.ts';
import { SequentialInput, sequential } from './sequential.ts';

const [ann, bob, cid] = ['ann', 'bob', 'cid'].map((id) => AgentId.parse(id)) as [AgentId, AgentId, AgentId];
const goal: Labelled = { text: 'write a haiku', labels: [{ source: 'owner' }] };
const input = { goal, agents: [ann, bob, cid], facts: [] };
const BUDGET = 'The budget of Harbour is 4,120 EUR.';
const hold = (text: string, inside: string) => `${text}\n\n\`\`\`handoff\n${inside}\n\`\`\``;
const text =
  (...said: readonly unknown[]): Member =>
  ({ count }) =>
    said[count - 1] ?? said.at(-1);

async function findRecorded(team: PatternStage, run: RunId, name: string): Promise<unknown[]> {
  return z
    .array(z.object({ value: z.unknown() }))
    .parse(await team.findRecorded(run, name))
    .map(({ value }) => value);
}

describe('sequential', () => {
  it('hands everything that was said on to the next agent', async () => {
    const context = createScriptedContext({ ann: ['a plan'], bob: ['a draft'], cid: ['the haiku'] });
    const { outcome, result, contributions } = await sequential(input, context);

    expect(outcome).toBe('finished');
    expect(result.text).toBe('the haiku');
    expect(contributions).toEqual([
      { by: ann, text: 'a plan' },
      { by: bob, text: 'a draft' },
      { by: cid, text: 'the haiku' },
    ]);
    expect(context.asked[0]?.prompt).toMatch(/^write a haiku\n\n## How to hand over\n\nbob goes on/u);
    for (const part of ['Goal: write a haiku', 'a plan', 'a draft']) expect(context.asked[2]?.prompt).toContain(part);
    expect(context.recorded.map(({ by }) => by)).toEqual([ann, bob, cid]);
  });

  it('carries the labels of the goal and of everything that was handed over', async () => {
    const labels: Labelled['labels'][] = [];
    const context = createScriptedContext({ ann: ['x'], bob: ['y'], cid: ['z'] });
    const say: typeof context.say = (agent, prompt) => {
      labels.push(prompt.labels);
      return context.say(agent, prompt);
    };
    const { result } = await sequential(input, { ...context, say });
    const of = (...names: string[]) => [{ source: 'owner' }, ...names.map((name) => ({ source: 'model', name }))];
    expect(labels).toEqual([of(), of('ann'), of('ann', 'bob')]);
    expect(result.labels).toEqual(of('ann', 'bob', 'cid'));
  });

  it('fails with the agent that fails, and asks nobody after it', async () => {
    const context = createScriptedContext({ ann: ['a plan'], bob: [new Error('model down')], cid: ['never'] });
    await expect(sequential(input, context)).rejects.toThrow('model down');
    expect(context.asked.map(({ agent }) => agent)).toEqual([ann, bob]);
  });

  it('asks one agent alone for nothing but the goal', async () => {
    const context = createScriptedContext({ ann: ['a haiku'] });
    const result = await sequential({ ...input, agents: [ann] }, context);
    expect(context.asked).toEqual([{ agent: ann, prompt: goal.text }]);
    expect(result).not.toHaveProperty('details');
  });

  it('goes on as it began where a run is older than its contracts', async () => {
    const context = createScriptedContext({
      ann: ['a plan'],
      bob: [hold('a draft', 'fact: 3 frogs')],
      cid: ['the haiku'],
    });
    const result = await sequential(input, { ...context, version: () => 0 });
    expect(context.asked.map(({ prompt }) => prompt)).toEqual([
      'write a haiku',
      'Goal: write a haiku\n\n## Handed over by ann\n\na plan',
      expect.stringContaining('fact: 3 frogs'),
    ]);
    expect(result).not.toHaveProperty('details');
  });

  it('does not tell an agent again what it has said itself', async () => {
    const context = createScriptedContext({ ann: ['a plan', 'the end'], bob: ['a draft'] });
    await sequential({ ...input, agents: [ann, bob, ann] }, context);
    expect(context.asked[2]?.prompt).toContain('a draft');
    expect(context.asked[2]?.prompt).not.toContain('a plan');
  });

  it('cuts long texts where everybody can see it, and the oldest first', async () => {
    const context = createScriptedContext({ ann: ['a'.repeat(40_000)], bob: ['b'.repeat(9_000)], cid: ['c'] });
    await sequential(input, context);
    const prompt = context.asked[2]?.prompt ?? '';
    expect(prompt).toContain('b'.repeat(9_000));
    expect(prompt).toContain('[… 25,000 more characters are left out here]');
    expect(prompt.length).toBeLessThan(27_000);
  });

  it('needs at least one agent', () => {
    expect(() => SequentialInput.parse({ goal, agents: [] })).toThrow(/agents/);
  });
});

describe('a block for whoever goes on', () => {
  it('reaches no text, and its facts reach everybody', async () => {
    const team = new PatternStage({
      pattern: 'sequential',
      members: {
        ann: text(hold('A plan.', 'fact: the pier holds 300 guests\nopen: who pays?\nartefact: plan.md')),
        bob: text('A draft.'),
        cid: text(hold('The end.', 'done: all')),
      },
    });
    const run = await team.run();
    const { value } = toEnd(run);
    expect(value).toMatchObject({
      text: 'The end.',
      contributions: [{ text: 'A plan.' }, { text: 'A draft.' }, { text: 'The end.' }],
      details: {
        handoff_from_1: {
          from: 'ann',
          to: 'bob',
          summary: 'A plan.',
          key_outputs: ['the pier holds 300 guests'],
          facts: ['f1'],
          artefacts: ['plan.md'],
          open_questions: ['who pays?'],
          acknowledged: 'accepted',
        },
        handoff_from_2: { from: 'bob', to: 'cid', facts: ['f1'] },
        facts: [{ id: 'f1', by: 'ann', step: 1, source: 'note', required: false }],
      },
    });
    const last = team.asked[2]?.prompt ?? '';
    for (const part of ['f1: the pier holds 300 guests (ann, step 1)', 'who pays? (ann, step 1)'])
      expect(last).toContain(part);
    const [artefact] = run.artefacts;
    const kept = artefact && (await team.stage.store.findBlob(run.tenant, artefact.blob));
    expect(new TextDecoder().decode(kept)).toBe('The end.');
  });

  it('is no part of what is left when a budget ends the work', async () => {
    const team = new PatternStage({
      pattern: 'sequential',
      members: { ann: text(hold('A plan.', 'fact: 300 guests')), bob: text('A draft.') },
      change: (agent) => ({ ...agent, models: { ...agent.models, maxOutputTokens: 100 } }),
    });
    const run = await team.submit({ budget: { tokens: 101 } });
    expect(await team.stage.ended(run)).toMatchObject({
      error: { code: 'budget_exceeded' },
      partial: { value: { text: 'A plan.' } },
    });
  });

  it('is not spoken of to an agent whose answers have a form', async () => {
    const answer = { type: 'object', properties: { sheep: { type: 'number' } }, required: ['sheep'] };
    const team = new PatternStage({
      pattern: 'sequential',
      members: { ann: text('300 sheep.'), bob: text({ sheep: 300 }) },
      options: { facts: ['300 sheep', 'no wolves'] },
      change: (agent) => (agent.id === 'bob' ? { ...agent, answer } : agent),
    });
    const { value } = toEnd(await team.run());
    expect(team.asked[1]?.prompt).not.toContain('How to hand over');
    expect(value).toMatchObject({
      outcome: 'partial',
      text: '{"sheep":300}',
      details: { check: { appended: [], lost: ['f1', 'f2'] } },
    });
  });
});

describe('a receiver that cannot go on', () => {
  const members = (answer: Member): Record<string, Member> => ({
    ann: ({ count, ...asked }) => (count === 1 ? 'A plan.' : answer({ count, ...asked })),
    bob: text(hold('What I have.', 'ask: which pier?'), hold('A draft for the east pier.', 'ask: which lamp?')),
    cid: text('The end.'),
  });

  it('asks its sender, who remembers what it said, and then does its part: once', async () => {
    const team = new PatternStage({ pattern: 'sequential', members: members(text('The east pier, number 7.')) });
    const run = await team.submit();
    const { value } = toEnd(await team.stage.ended(run));
    expect(team.asked.map(({ agent }) => agent)).toEqual(['ann', 'bob', 'ann', 'bob', 'cid']);
    expect(team.asked[2]?.prompt).toContain('which pier?');
    expect(team.asked[3]?.prompt).toContain('The east pier, number 7.');
    expect(team.asked[4]?.prompt).toContain('which lamp? (bob, step 2)');
    expect(value).toMatchObject({
      contributions: [{ text: 'A plan.' }, { text: 'A draft for the east pier.' }, { text: 'The end.' }],
      details: {
        handoff_from_1: { acknowledged: 'asked_back', questions: ['which pier?'], answer: 'The east pier, number 7.' },
        handoff_from_2: { acknowledged: 'accepted', open_questions: ['which lamp?'] },
      },
    });
    expect(await findRecorded(team, run, 'handoff.asked_back')).toEqual([
      { by: 'bob', of: 'ann', step: 2, questions: ['which pier?'] },
    ]);
  });

  it('goes on in the same conversations', async () => {
    const seen: Asked[] = [];
    const watched = members(text('The east pier.'));
    const watch =
      (id: string): Member =>
      (asked) => {
        seen.push(asked);
        return watched[id]?.(asked);
      };
    const team = new PatternStage({ pattern: 'sequential', members: { ann: watch('ann'), bob: watch('bob') } });
    await team.run();
    const words = seen[2]?.request.messages.map((message) => ('text' in message ? message.text : ''));
    expect(words).toEqual([expect.stringContaining('a poem'), 'A plan.', expect.stringContaining('which pier?')]);
  });

  it('goes on without where its sender fails', async () => {
    const team = new PatternStage({ pattern: 'sequential', members: members(text(new Error('no voice'))) });
    const run = await team.submit();
    const { value } = toEnd(await team.stage.ended(run));
    expect(value).toMatchObject({
      text: 'The end.',
      details: { handoff_from_2: { open_questions: ['which pier?', 'which lamp?'] } },
    });
    expect(await findRecorded(team, run, 'handoff.left_open')).toEqual([
      { by: 'ann', for: 'bob', reason: expect.stringContaining('no voice') },
    ]);
  });
});

describe('a fact that must stand in the result', () => {
  const run = async (last: Member, options = { facts: [BUDGET, 'Never use the east pier.'] }) => {
    const team = new PatternStage({ pattern: 'sequential', options, members: { ann: text('A plan.'), bob: last } });
    const id = await team.submit();
    const { value, status } = toEnd(await team.stage.ended(id));
    return { team, id, value, status };
  };

  it('is told to everybody, and found however it is said', async () => {
    const { team, value } = await run(text('Never use the east pier. The Harbour has a budget of €4120.'));
    for (const { prompt } of team.asked) expect(prompt).toContain(`- f1: ${BUDGET} (the task)`);
    expect(team.asked).toHaveLength(2);
    expect(value).toMatchObject({ details: { check: { required: 2, missing: [], mended: [], appended: [] } } });
  });

  it('is asked for again where it is missing, with nothing that is there', async () => {
    const whole = `Never use the east pier. ${BUDGET}`;
    const { team, value } = await run(text('Never use the east pier.', whole));
    expect(team.asked).toHaveLength(3);
    expect(team.asked[2]?.prompt).toContain(BUDGET);
    expect(team.asked[2]?.prompt).not.toContain('east pier');
    expect(value).toMatchObject({
      text: whole,
      contributions: [{ by: 'ann' }, { by: 'bob', text: 'Never use the east pier.' }, { by: 'bob', text: whole }],
      details: { check: { missing: ['f1'], mended: ['f1'], appended: [] } },
    });
  });

  it('is put under the text where it is still missing', async () => {
    const { team, id, value } = await run(text('A poem.'));
    expect(value).toMatchObject({
      outcome: 'finished',
      text: `A poem.\n\n## Facts that must not be lost\n\n- ${BUDGET} (the task)\n- Never use the east pier. (the task)`,
      details: { check: { appended: ['f1', 'f2'] } },
    });
    expect(await findRecorded(team, id, 'handoff.checked')).toMatchObject([{ by: 'bob', appended: ['f1', 'f2'] }]);
  });

  it('does not cost the text when the second one is nothing but a list', async () => {
    const long = 'A poem about lanterns. '.repeat(40).trim();
    const { value } = await run(text(long, BUDGET));
    expect(value).toMatchObject({
      text: expect.stringMatching(/^A poem about lanterns[\s\S]+4,120 EUR\. \(the task\)/u),
    });
  });

  it('survives a last member that fails when it is asked again', async () => {
    const { status, value } = await run(text('A poem.', new Error('gone')));
    expect(status).toBe('completed');
    expect(value).toMatchObject({ details: { check: { appended: ['f1', 'f2'] } } });
  });

  it('may be stated by an agent on the way', async () => {
    const team = new PatternStage({
      pattern: 'sequential',
      members: { ann: text(hold('A plan.', `must: ${BUDGET}`)), bob: text('A draft.'), cid: text('A poem.') },
    });
    const { value } = toEnd(await team.run());
    expect(value).toMatchObject({ text: `A poem.\n\n## Facts that must not be lost\n\n- ${BUDGET} (ann, step 1)` });
  });

  it('is wanted from one agent alone too', async () => {
    const team = new PatternStage({
      pattern: 'sequential',
      options: { facts: [BUDGET] },
      members: { ann: text('A poem.', `A poem. ${BUDGET}`) },
    });
    expect(toEnd(await team.run()).value).toMatchObject({ text: `A poem. ${BUDGET}` });
  });
});

describe('a member that lies', () => {
  it('is named, once, and the fact stays as it was', async () => {
    const lie = 'The budget of Harbour is 9,999 EUR.';
    const team = new PatternStage({
      pattern: 'sequential',
      options: { facts: [BUDGET] },
      members: { ann: text(`A plan. ${BUDGET}`), bob: text(hold(lie, `must: ${lie}`)), cid: text(`Done. ${lie}`) },
    });
    const run = await team.submit();
    const { value } = toEnd(await team.stage.ended(run));
    expect(team.asked[2]?.prompt).toContain('- f1 holds, though bob says otherwise (step 2).');
    expect(await findRecorded(team, run, 'handoff.contradicted')).toEqual([
      { fact: 'f1', stated: BUDGET, by: 'bob', step: 2, says: lie, value: '9999 eur' },
    ]);
    expect(value).toMatchObject({
      text: `Done. ${lie}\n\n## Facts that must not be lost\n\n- ${BUDGET} (the task)`,
      details: { facts: [{ id: 'f1', text: BUDGET }], contradictions: [{ by: 'bob' }] },
    });
  });
});

describe('a member that is silent', () => {
  it('ends the run with its name', async () => {
    const clock = new SimClock();
    const team = new PatternStage({
      pattern: 'sequential',
      members: { ann: text('A plan.'), bob: () => SILENT, cid: text('never') },
      options: { silentAfterMs: 5_000 },
      clock,
    });
    const run = await team.submit();
    await expect.poll(() => team.asked.length).toBe(2);
    await expect.poll(() => clock.armed).toBeGreaterThan(0);
    clock.advance(5_000);
    expect(await team.stage.ended(run)).toMatchObject({ status: 'failed', error: { code: 'member_silent' } });
    expect(team.asked.map(({ agent }) => agent)).toEqual(['ann', 'bob']);
  });
});

describe('a sequence', () => {
  const create = () =>
    new PatternStage({
      pattern: 'sequential',
      options: { facts: [BUDGET] },
      members: {
        ann: ({ prompt }) => (prompt.includes('cannot do so') ? 'The east pier.' : hold('A plan.', 'fact: 300 guests')),
        bob: ({ prompt }) => (prompt.includes('ann answers') ? 'A draft.' : hold('Hm.', 'ask: which pier?')),
        cid: ({ prompt }) => (prompt.includes('cannot be found') ? `A poem. ${BUDGET}` : 'A poem.'),
      },
    });

  it.each(['before', 'after'] as const)('ends the same wherever it is killed %s a write', async (moment) => {
    const whole = toEnd(await create().run());
    expect(whole.value).toMatchObject({ text: `A poem. ${BUDGET}` });
    const ends = await killEverywhere(create, moment);
    expect(ends.length).toBeGreaterThan(10);
    for (const end of ends) expect(toEnd(end)).toEqual(whole);
  });

  it('is stopped in the middle of an answer, and asks nobody then', async () => {
    const team = new PatternStage({
      pattern: 'sequential',
      members: { ann: text('x'), bob: () => SILENT, cid: text('y') },
    });
    const run = await team.submit();
    await expect.poll(() => team.asked.length).toBe(2);
    await team.stage.engine.cancel(TEST_PRINCIPAL, run, 'enough');
    expect(await team.stage.ended(run)).toMatchObject({ status: 'cancelled' });
    expect(team.stopped).toEqual(['bob']);
    expect(team.asked.map(({ agent }) => agent)).toEqual(['ann', 'bob']);
  });

  it('shows a block to nobody while it is still being written', () => {
    expect(splitHandoff('A plan.\n\n```handoff\nfact: 30').text).toBe('A plan.');
  });
});
