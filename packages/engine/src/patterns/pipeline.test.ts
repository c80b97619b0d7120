import { Agent, AgentId, type Labelled, type PatternOptions, type RunId } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { killEverywhere, type Member, PatternStage, SILENT, toEnd } from '../testing/pattern-stage.ts';
import { createScriptedContext } from '../testing/scripted-context.ts';
import { SimClock } from '../testing/sim-clock.ts';
import * as z from 'zod';
import { TEST_PRINCIPAL } from '../testing/test-stage.ts';
import { pipeline, PipelineInput } from './pipeline.ts';

const ITEM = /## The item as it came in\n\n(.*)/u;
const BEFORE = /## What (?:\S+) has made of it\n\n(.*)/u;

/** What it is given to go on from. */
const given = (prompt: string) => BEFORE.exec(prompt)?.[1] ?? ITEM.exec(prompt)?.[1] ?? '';

/** Wraps what it is given, so that the result shows who had it in hand, and in which order. */
const wrap =
  (name: string): Member =>
  ({ prompt }) =>
    `${name}(${given(prompt)})`;

const wrapUnless =
  (name: string, isBad: (item: string) => boolean, instead: () => unknown): Member =>
  (asked) =>
    isBad(ITEM.exec(asked.prompt)?.[1] ?? '') ? instead() : wrap(name)(asked);

const team = (members: Record<string, Member>, options: PatternOptions = {}, more: { goal?: string } = {}) =>
  new PatternStage({ pattern: 'pipeline', members, options, ...more });

const items = (count: number) => Array.from({ length: count }, (_, index) => `i${index + 1}`);

describe('a pipeline', () => {
  it('takes every item through every stage, in order, and shows each stage what the one before has made', async () => {
    const stage = team({ ann: wrap('ann'), bob: wrap('bob') }, { items: items(3) }, { goal: 'polish these' });
    const { output } = await stage.run();
    expect(output).toMatchObject({
      value: {
        outcome: 'finished',
        text: '## 1. i1\n\nbob(ann(i1))\n\n## 2. i2\n\nbob(ann(i2))\n\n## 3. i3\n\nbob(ann(i3))',
        contributions: items(3).flatMap((item) => [
          { by: 'ann', text: `ann(${item})` },
          { by: 'bob', text: `bob(ann(${item}))` },
        ]),
        details: { from: 'items', items: 3, out: [1, 2, 3], setAside: [] },
      },
    });
    for (const { prompt } of stage.asked) expect(prompt).toContain('polish these');
  });

  it('works at all stages at the same time, on different items', async () => {
    const open = new Set<string>();
    const together: string[] = [];
    const slow =
      (name: string): Member =>
      async () => {
        open.add(name);
        together.push([...open].toSorted().join('+'));
        await new Promise((resolve) => setTimeout(resolve, 20));
        open.delete(name);
        return name;
      };
    await team({ ann: slow('ann'), bob: slow('bob'), cid: slow('cid') }, { items: items(6) }).run();
    expect(together).toContain('ann+bob+cid');
  });

  it('begins no more items than its stages and the room between them can take', async () => {
    const finished: string[] = [];
    const begun: string[] = [];
    let ahead = 0;
    const first: Member = (asked) => {
      begun.push(given(asked.prompt));
      ahead = Math.max(ahead, begun.length - finished.length);
      return wrap('ann')(asked);
    };
    const slow: Member = async (asked) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      finished.push(given(asked.prompt));
      return wrap('bob')(asked);
    };
    await team({ ann: first, bob: slow }, { items: items(15), buffer: 1 }).run();
    expect(finished).toHaveLength(15);
    // One in the hands of each stage, one between them, and the next as one of them goes out.
    expect(ahead).toBeLessThanOrEqual(4);
  });

  it('lets an agent be more than one stage', async () => {
    const context = createScriptedContext({ ann: ['draft', 'final'] });
    const ann = AgentId.parse('ann');
    const goal: Labelled = { text: 'a poem', labels: [{ source: 'owner' }] };
    // Branches of the scripted context come one after the other, so each stage must have room for all of it.
    const result = await pipeline(PipelineInput.parse({ goal, agents: [ann, ann] }), context);
    expect(result).toMatchObject({ outcome: 'finished', result: { text: 'final' } });
    expect(result.result.labels).toEqual([{ source: 'owner' }, { source: 'model', name: 'ann' }]);
    expect(context.asked[1]?.prompt).toContain('draft');
  });

  it('carries the labels of the goal and of what was handed on', async () => {
    const [ann, bob] = [AgentId.parse('ann'), AgentId.parse('bob')];
    const goal: Labelled = { text: 'a poem', labels: [{ source: 'owner' }] };
    const context = createScriptedContext({ ann: ['draft'], bob: ['final'] });
    const labels: Labelled['labels'][] = [];
    const say: typeof context.say = (agent, prompt) => {
      labels.push(prompt.labels);
      return context.say(agent, prompt);
    };
    const all: typeof context.all = (branches, policy) =>
      context.all(
        Object.fromEntries(Object.entries(branches).map(([name, branch]) => [name, () => branch(watched)])),
        policy,
      );
    const watched: typeof context = { ...context, say, all, within: (_, part) => part(watched) };
    await pipeline(PipelineInput.parse({ goal, agents: [ann, bob] }), watched);
    expect(labels).toEqual([[{ source: 'owner' }], [{ source: 'owner' }, { source: 'model', name: 'ann' }]]);
  });

  it('finds the items in the goal, and does not show all of them to everybody', async () => {
    const goal = 'Name the colour of each:\n- grass\n- snow\n- coal';
    const stage = team({ ann: wrap('ann') }, {}, { goal });
    const run = await stage.submit();
    const { output } = await stage.stage.ended(run);
    expect(output).toMatchObject({
      value: { text: '## 1. grass\n\nann(grass)\n\n## 2. snow\n\nann(snow)\n\n## 3. coal\n\nann(coal)' },
    });
    expect(stage.asked[0]?.prompt).toContain('Name the colour of each:');
    expect(stage.asked[0]?.prompt).not.toContain('snow');
    expect(await stage.findRecorded(run, 'pipeline.begun')).toEqual([
      { value: { items: 3, from: 'list', stages: ['ann'], buffer: 2, order: 'kept', atOnce: 1 } },
    ]);
  });

  it('refuses a goal with more lines than may go through', async () => {
    const goal = Array.from({ length: 1_001 }, (_, line) => `- ${line}`).join('\n');
    expect((await team({ ann: wrap('ann') }, {}, { goal }).run()).error).toMatchObject({ code: 'invalid_input' });
  });

  it('records who had which item, and how often it was tried', async () => {
    let fails = 1;
    const shaky: Member = (asked) => (fails-- > 0 ? new Error('hiccup') : wrap('ann')(asked));
    const stage = team({ ann: shaky, bob: wrap('bob') }, { items: items(2) });
    const run = await stage.submit();
    await stage.stage.ended(run);
    const passed = await stage.findRecorded(run, 'pipeline.passed');
    const begunAt = expect.any(Number);
    expect(passed).toHaveLength(4);
    expect(passed).toEqual(
      expect.arrayContaining([
        { value: { item: 1, stage: 1, by: 'ann', tries: 2, begunAt } },
        { value: { item: 2, stage: 1, by: 'ann', tries: 1, begunAt } },
        { value: { item: 2, stage: 2, by: 'bob', tries: 1, begunAt } },
      ]),
    );
  });

  it('hands items on as each is done where the order is free, and keeps it where it is kept', async () => {
    const members = {
      ann: async (asked: Parameters<Member>[0]) => {
        const item = given(asked.prompt);
        await until(() => item !== 'i1' || finished.includes('i2'));
        finished.push(item);
        return item;
      },
    };
    let finished: string[] = [];
    const free = await team(members, { items: items(2), atOnce: 2, order: 'free' }).run();
    expect(free.output).toMatchObject({
      value: { text: '## 2. i2\n\ni2\n\n## 1. i1\n\ni1', details: { out: [2, 1] } },
    });
    finished = [];
    const kept = await team(members, { items: items(2), atOnce: 2 }).run();
    expect(kept.output).toMatchObject({ value: { details: { out: [1, 2] } } });
  });
});

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 1));
}

describe('an item that a stage cannot deal with', () => {
  it('is set aside after two tries, with the reason, and holds up no other', async () => {
    const stage = team(
      {
        ann: wrap('ann'),
        bob: wrapUnless(
          'bob',
          (item) => item === 'i2',
          () => new Error('cannot read this'),
        ),
        cid: wrap('cid'),
      },
      { items: items(4) },
    );
    const run = await stage.submit();
    const { output } = await stage.stage.ended(run);
    expect(output).toMatchObject({
      value: {
        outcome: 'partial',
        text: expect.stringMatching(
          /cid\(bob\(ann\(i4\)\)\)\n\n## Set aside\n\n- 2\. i2: at stage 2 \(bob\): .*cannot read this/u,
        ),
        details: {
          out: [1, 3, 4],
          setAside: [{ item: 2, stage: 2, by: 'bob', tries: 2, reason: expect.stringContaining('cannot read this') }],
          stages: [
            { by: 'ann', passed: 4, setAside: 0 },
            { by: 'bob', passed: 3, setAside: 1 },
            { by: 'cid', passed: 3, setAside: 0 },
          ],
        },
      },
    });
    expect(await stage.findRecorded(run, 'pipeline.set_aside')).toEqual([
      {
        value: expect.objectContaining({
          item: 2,
          stage: 2,
          by: 'bob',
          reason: expect.stringContaining('cannot read this'),
        }),
      },
    ]);
    expect(stage.asked.filter(({ agent, prompt }) => agent === 'cid' && prompt.includes('i2'))).toEqual([]);
  });

  it('is given up when its stage stays silent', async () => {
    const clock = new SimClock();
    const stage = new PatternStage({
      pattern: 'pipeline',
      members: {
        ann: wrapUnless(
          'ann',
          (item) => item === 'i1',
          () => SILENT,
        ),
        bob: wrap('bob'),
      },
      options: { items: items(2), silentAfterMs: 1_000 },
      clock,
    });
    const run = await stage.submit();
    for (let tries = 1; tries <= 2; tries++) {
      await expect.poll(() => stage.asked.length, { timeout: 20_000 }).toBe(tries);
      await expect.poll(() => clock.armed).toBeGreaterThan(0);
      clock.advance(1_000);
    }
    const { output } = await stage.stage.ended(run);
    expect(output).toMatchObject({
      value: {
        outcome: 'partial',
        text: expect.stringMatching(/bob\(ann\(i2\)\)[^]*1\. i1: at stage 1 \(ann\): ann gave no answer/u),
      },
    });
    expect(stage.stopped).toEqual(['ann', 'ann']);
  });

  it.each([1, 2, 3])('ends the line when it is every item, at stage %d', async (bad) => {
    const names = ['ann', 'bob', 'cid'];
    const members = Object.fromEntries(
      names.map((name, index) => [name, index + 1 === bad ? () => new Error(`${name} is broken`) : wrap(name)]),
    );
    const { status, output, error } = await team(members, { items: items(5), buffer: 1, atOnce: 2 }).run();
    // Where nobody has made anything, there is nothing to keep.
    if (bad === 1)
      expect(error).toMatchObject({ code: 'join_failed', message: expect.stringContaining('ann is broken') });
    else
      expect(output).toMatchObject({
        value: { outcome: 'no_result', text: expect.stringContaining(`at stage ${bad}`) },
      });
    expect(status).toBe(bad === 1 ? 'failed' : 'completed');
  });
});

describe('members of a pipeline', () => {
  it('that say the same for ever are asked once for each item, and no more', async () => {
    const stage = team({ ann: () => 'again', bob: wrap('bob') }, { items: items(3) });
    const { output } = await stage.run();
    expect(output).toMatchObject({ value: { outcome: 'finished', text: expect.stringContaining('bob(again)') } });
    expect(stage.asked.filter(({ agent }) => agent === 'ann')).toHaveLength(3);
  });

  it('that lie are believed, but what they were given stays in sight of the next', async () => {
    const stage = team({ ann: () => 'the moon is cheese', bob: wrap('bob') }, { items: ['the moon is rock'] });
    await stage.run();
    const asked = stage.asked.find(({ agent }) => agent === 'bob')?.prompt;
    expect(asked).toContain('the moon is rock');
    expect(asked).toContain('the moon is cheese');
  });

  it('are all stopped at once when the run is cancelled, and none is asked again', async () => {
    const stage = team(
      {
        ann: wrapUnless(
          'ann',
          (item) => item === 'i3',
          () => SILENT,
        ),
        bob: () => SILENT,
      },
      { items: items(9), buffer: 1 },
    );
    const run = await stage.submit();
    await expect.poll(() => stage.asked.length, { timeout: 20_000 }).toBe(4);
    await stage.stage.engine.cancel(TEST_PRINCIPAL, run, 'enough');
    expect((await stage.stage.ended(run)).status).toBe('cancelled');
    expect(stage.stopped.toSorted()).toEqual(['ann', 'bob']);
    expect(stage.asked).toHaveLength(4);
  });
});

describe('a pipeline whose money runs out', () => {
  it('stops at once with what there is, and sets nothing aside for it', async () => {
    const line = team({ ann: wrap('ann'), bob: wrap('bob') });
    const agents = ['ann', 'bob'].map((id) =>
      Agent.parse({ id, purpose: 'works', capabilities: ['work'], instructions: 'Work.' }),
    );
    const patternOptions = { items: items(9), buffer: 1 };
    const input = { goal: 'x', agents: ['ann', 'bob'], pattern: 'pipeline', patternOptions, ladder: ['stop'] };
    const most = agents[0]?.models.maxOutputTokens ?? 0;
    const state = await line.stage.run('team', input, { pins: { agents }, budget: { tokens: most + 1 } });
    expect(state).toMatchObject({
      status: 'failed',
      error: { code: 'budget_exceeded' },
      partial: {
        value: { outcome: 'stopped', contributions: expect.arrayContaining([{ by: 'ann', text: 'ann(i1)' }]) },
      },
    });
    expect(await line.findRecorded(state.run, 'pipeline.set_aside')).toEqual([]);
  });
});

describe('a pipeline whose process is killed', () => {
  const create = () =>
    team(
      {
        ann: wrap('ann'),
        bob: wrapUnless(
          'bob',
          (item) => item === 'i2',
          () => new Error('poison'),
        ),
      },
      { items: items(3), buffer: 1 },
    );

  it.each(['before', 'after'] as const)('ends the same wherever it is killed %s a write', async (moment) => {
    const whole = toEnd(await create().run());
    const ends = await killEverywhere(create, moment);
    expect(ends.length).toBeGreaterThan(12);
    for (const end of ends) expect(toEnd(end)).toEqual(whole);
  });

  it('does every item once at every stage, whatever happens to the order in which they are done', async () => {
    const ended: PatternStage[] = [];
    const counted = () => {
      const stage = team({ ann: wrap('ann'), bob: wrap('bob') }, { items: items(4), atOnce: 2, order: 'free' });
      ended.push(stage);
      return stage;
    };
    const ends = await killEverywhere(counted, 'after');
    expect(ends.length).toBeGreaterThan(12);
    for (const [index, { run, output }] of ends.entries()) {
      const stage = ended[index];
      if (!stage) throw new Error('a run has no stage');
      const done = await findDone(stage, run);
      for (const by of ['ann', 'bob'])
        for (const item of [1, 2, 3, 4]) expect(done.filter((each) => each === `${by} item-${item}`)).toHaveLength(1);
      expect(done).toHaveLength(8);
      expect(await stage.findRecorded(run, 'pipeline.passed')).toHaveLength(8);
      const { out } = Out.parse(output && 'value' in output ? output.value : undefined).details;
      expect(out.toSorted((one, other) => one - other)).toEqual([1, 2, 3, 4]);
    }
  });
});

const Out = z.object({ details: z.object({ out: z.array(z.number()) }) });

/** The calls that are recorded as done: whose, and for which item. */
async function findDone({ stage }: PatternStage, run: RunId): Promise<string[]> {
  const events = await stage.events(run);
  const agents = new Map(
    events.flatMap((event) => (event.type === 'model.routed' ? [[event.path, event] as const] : [])),
  );
  return events.flatMap((event) => {
    if (event.type !== 'step.completed' || !agents.has(event.path)) return [];
    const [, stageNumber = '', item = ''] = /stage-(\d)-worker-\d\/(item-\d)\//u.exec(event.path) ?? [];
    return [`${stageNumber === '1' ? 'ann' : 'bob'} ${item}`];
  });
}
