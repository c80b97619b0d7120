import type { RunState } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import {
  type Asked,
  killEverywhere,
  type Member,
  PatternStage,
  type PatternStageOptions,
  SILENT,
  toEnd,
} from '../testing/pattern-stage.ts';
import { TEST_PRINCIPAL } from '../testing/test-stage.ts';
import { BudgetExceededError } from '../errors.ts';

interface Task {
  readonly id: string;
  readonly after: readonly string[];
  readonly assignee: string;
  readonly [more: string]: unknown;
}

function toTask(id: string, assignee: string, after: readonly string[] = []): Task {
  return { id, what: `do ${id}`, after, assignee, test: `there is ${id}`, share: 10 };
}

const DIAMOND = [
  toTask('survey', 'bob'),
  toTask('left', 'cid', ['survey']),
  toTask('right', 'bob', ['survey']),
  toTask('roof', 'cid', ['left', 'right']),
];
const ACCEPT = { verdict: 'accept', reason: 'it is there' };

interface LeadScript {
  readonly plan?: (asked: Asked) => unknown;
  readonly judge?: (task: string, piece: string) => unknown;
  readonly close?: (pieces: string) => unknown;
}

/** Which of its three tasks a lead is asked for stands in the question. */
function toLead({ plan, judge, close }: LeadScript = {}): Member {
  return (asked) => {
    const { prompt } = asked;
    if (/Plan how it|cannot be carried out/.test(prompt)) return plan ? plan(asked) : { tasks: DIAMOND };
    if (prompt.includes('Decide whether you take it')) {
      const task = /## The sub-task: (\S+)/.exec(prompt)?.[1] ?? '';
      return judge ? judge(task, findQuoted(prompt).join('\n')) : ACCEPT;
    }
    const pieces = findQuoted(prompt).join(' + ');
    return close ? close(prompt) : `whole: ${pieces}`;
  };
}

function findQuoted(prompt: string): string[] {
  return prompt.split('\n').flatMap((line) => (line.startsWith('> ') ? [line.slice(2)] : []));
}

/** Makes what it is asked for out of what it was given. */
const worker: Member = ({ prompt }) => {
  const [, results = ''] = /## Results that you build on\n([^]*?)(?:\n## |$)/.exec(prompt) ?? [];
  return `${toTaskId(prompt)}(${findQuoted(results).join(',')})`;
};

function toTaskId(prompt: string): string {
  return /## Your sub-task: (\S+)/.exec(prompt)?.[1] ?? '';
}

function toStage(more: Partial<PatternStageOptions> = {}): PatternStage {
  return new PatternStage({
    pattern: 'hierarchical',
    goal: 'a house',
    members: { ann: toLead(), bob: worker, cid: worker },
    ...more,
  });
}

function read({ output }: RunState) {
  return (output && 'value' in output ? output.value : {}) as Record<string, unknown>;
}

async function list(stage: PatternStage, run: RunState, name: string): Promise<Record<string, unknown>[]> {
  const recorded = (await stage.findRecorded(run.run, `hierarchical.${name}`)) as { value: Record<string, unknown> }[];
  return recorded.map(({ value }) => value);
}

describe('hierarchical', () => {
  it('hands out what the lead plans, gives each worker what it builds on, and puts all together', async () => {
    const stage = toStage();
    const run = await stage.run();
    expect(run.status).toBe('completed');
    const [survey, roof] = ['survey()', 'roof(left(survey()),right(survey()))'];
    expect(read(run)).toMatchObject({
      outcome: 'finished',
      text: `whole: ${survey} + left(survey()) + right(survey()) + ${roof}`,
      contributions: [{ by: 'bob', text: survey }, { by: 'cid' }, { by: 'bob' }, { by: 'cid', text: roof }],
      details: { lead: 'ann', plan: 'lead', consolidated: 'lead' },
    });
    expect(await list(stage, run, 'planned')).toMatchObject([
      { by: 'ann', from: 'lead', tasks: DIAMOND.map(({ id, after }) => ({ id, after })) },
    ]);
    expect((await list(stage, run, 'handed_out')).map(({ task, to }) => [task, to])).toEqual([
      ['survey', 'bob'],
      ['left', 'cid'],
      ['right', 'bob'],
      ['roof', 'cid'],
    ]);
    expect(await list(stage, run, 'accepted')).toHaveLength(4);
    expect(await list(stage, run, 'consolidated')).toMatchObject([{ how: 'lead', pieces: 4, missing: [] }]);
    expect(stage.asked[0]?.prompt).toMatch(/- bob: does what bob does \(work\)/);
  });

  it('has the workers see nothing that is not theirs', async () => {
    const stage = toStage();
    await stage.run();
    const left = stage.asked.find(({ prompt }) => toTaskId(prompt) === 'left');
    expect(left?.prompt).toContain('> survey()');
    expect(left?.prompt).not.toContain('right');
  });

  it('gives a piece back with reasons, and takes it when they are met', async () => {
    const judge = (task: string, piece: string) =>
      task === 'left' && !piece.includes('mended') ? { verdict: 'return', reason: 'no windows' } : ACCEPT;
    const cid: Member = (asked) => (asked.prompt.includes('no windows') ? 'mended left' : worker(asked));
    const stage = toStage({ members: { ann: toLead({ judge }), bob: worker, cid } });
    const run = await stage.run();
    expect(read(run)).toMatchObject({ outcome: 'finished' });
    expect(read(run).text).toContain('mended left');
    expect(await list(stage, run, 'returned')).toEqual([
      { task: 'left', by: 'cid', round: 1, reason: 'no windows', away: false },
    ]);
    const again = stage.asked.find(({ prompt }) => prompt.includes('Why ann did not take it'));
    expect(again?.prompt).toMatch(/> left\(survey\(\)\)[^]*> no windows/);
  });

  it('lets the lead work where it is alone, and a lead from outside the team lead', async () => {
    const both: Member = (asked) =>
      toTaskId(asked.prompt) ? worker(asked) : toLead({ plan: () => ({ tasks: [toTask('all', 'ann')] }) })(asked);
    expect(read(await toStage({ members: { ann: both } }).run())).toMatchObject({ text: 'whole: all()' });
    const led = toStage({
      members: { bob: worker, cid: worker },
      others: { ann: toLead() },
      options: { lead: 'ann' as never },
    });
    expect(read(await led.run())).toMatchObject({ outcome: 'finished', details: { lead: 'ann' } });
  });
});

describe('a plan that cannot be carried out', () => {
  const circle = { tasks: [toTask('a', 'bob', ['b']), toTask('b', 'eve', ['a'])] };

  it('is mended once, with the reasons', async () => {
    const plan = ({ prompt }: Asked) =>
      prompt.includes('in a circle') && prompt.includes('"eve"') ? { tasks: DIAMOND } : circle;
    const stage = toStage({ members: { ann: toLead({ plan }), bob: worker, cid: worker } });
    const run = await stage.run();
    expect(read(run)).toMatchObject({ outcome: 'finished', details: { plan: 'lead' } });
    expect(await list(stage, run, 'plan_refused')).toHaveLength(1);
  });

  it('gives way to a plain one when the lead plans like that for ever', async () => {
    const stage = toStage({ members: { ann: toLead({ plan: () => circle }), bob: worker, cid: worker } });
    const run = await stage.run();
    expect(read(run)).toMatchObject({
      outcome: 'finished',
      text: 'whole: part-1() + part-2()',
      details: { plan: 'plain' },
    });
    expect(await list(stage, run, 'plan_refused')).toMatchObject([{ attempt: 1 }, { attempt: 2 }]);
    expect(stage.asked.filter(({ prompt }) => /Plan how it|cannot be carried out/.test(prompt))).toHaveLength(2);
  });

  it('is replaced by the listed parts where there are some', async () => {
    const parts = ['the walls', 'the roof', 'the door'];
    const stage = toStage({
      members: { ann: toLead({ plan: () => ({ tasks: [] }) }), bob: worker, cid: worker },
      options: { parts },
    });
    const run = await stage.run();
    expect(await list(stage, run, 'planned')).toMatchObject([
      { from: 'plain', tasks: parts.map((what) => ({ what })) },
    ]);
    expect(stage.asked[0]?.prompt).toContain('1. the walls');
  });
});

describe('members that misbehave', () => {
  it('has somebody else do what a failing worker was given, and tries a worker that fails again last', async () => {
    const stage = toStage({ members: { ann: toLead(), bob: worker, cid: () => new Error('model down') } });
    const run = await stage.run();
    expect(read(run)).toMatchObject({ outcome: 'finished' });
    expect(await list(stage, run, 'reassigned')).toEqual([
      { task: 'left', from: 'cid', to: 'bob', why: 'failed', reason: expect.stringContaining('model down') as string },
      { task: 'roof', from: 'cid', to: 'bob', why: 'failed', reason: expect.stringContaining('model down') as string },
    ]);
  });

  it('does without what nobody can do, and tells those who build on it', async () => {
    const fails: Member = (asked) => (toTaskId(asked.prompt) === 'left' ? new Error('no hands') : worker(asked));
    const stage = toStage({ members: { ann: toLead(), bob: fails, cid: fails } });
    const run = await stage.run();
    expect(read(run)).toMatchObject({ outcome: 'partial' });
    expect(await list(stage, run, 'missed')).toMatchObject([{ task: 'left' }]);
    const roof = stage.asked.find(({ prompt }) => toTaskId(prompt) === 'roof');
    expect(roof?.prompt).toMatch(/## Missing[^]*- left: do left[^]*make nothing up/);
    expect(stage.asked.at(-1)?.prompt).toContain('(missing: ');
  });

  it('does not wait for a silent worker, and stops it', async () => {
    const silent: Member = (asked) => (toTaskId(asked.prompt) === 'left' ? SILENT : worker(asked));
    const stage = toStage({ members: { ann: toLead(), bob: worker, cid: silent }, options: { silentAfterMs: 1_500 } });
    const run = await stage.run();
    expect(read(run)).toMatchObject({ outcome: 'finished' });
    expect(await list(stage, run, 'reassigned')).toMatchObject([
      { task: 'left', from: 'cid', to: 'bob', why: 'silent' },
    ]);
    expect(stage.stopped).toEqual(['cid']);
  }, 60_000);

  it('gives the work of a liar to somebody else when the lead sees that there is nothing in it', async () => {
    const judge = (_: string, piece: string) =>
      piece.includes('all done') ? { verdict: 'give_away', reason: 'it only says so' } : ACCEPT;
    const stage = toStage({ members: { ann: toLead({ judge }), bob: worker, cid: () => 'all done, trust me' } });
    const run = await stage.run();
    expect(read(run)).toMatchObject({ outcome: 'finished' });
    expect(read(run).text).not.toContain('trust me');
    expect((await list(stage, run, 'reassigned')).map(({ task, to, why }) => [task, to, why])).toEqual([
      ['left', 'bob', 'given_away'],
      ['roof', 'bob', 'given_away'],
    ]);
  });

  it('takes a piece away from a worker that hands in the same again', async () => {
    const judge = (_: string, piece: string) =>
      piece.startsWith('again') ? { verdict: 'return', reason: 'no' } : ACCEPT;
    const stage = toStage({
      members: { ann: toLead({ judge }), bob: worker, cid: () => 'again and again' },
      options: { rounds: 9 },
    });
    const run = await stage.run();
    expect((await list(stage, run, 'reassigned')).map(({ why }) => why)).toEqual(['repeats', 'repeats']);
    expect(read(run)).toMatchObject({ outcome: 'finished' });
  });

  it('takes with reservations what a lead would give back for ever', async () => {
    let turns = 0;
    const never = toLead({ judge: () => ({ verdict: 'return', reason: 'never good enough' }) });
    const busy: Member = (asked) => `${toTaskId(asked.prompt)}, version ${++turns}`;
    const stage = toStage({ members: { ann: never, bob: busy, cid: busy }, options: { rounds: 3 } });
    const run = await stage.run();
    expect(read(run)).toMatchObject({ outcome: 'with_reservations' });
    expect(turns).toBe(12);
    expect((await list(stage, run, 'accepted')).map(({ reservations }) => reservations)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(stage.asked.at(-1)?.prompt).toContain('taken with reservations: never good enough');
  });

  it('ends when a lead gives everything away for ever', async () => {
    const never = toLead({ judge: () => ({ verdict: 'give_away', reason: 'not this one' }) });
    const run = await toStage({ members: { ann: never, bob: worker, cid: worker } }).run();
    expect(read(run)).toMatchObject({ outcome: 'with_reservations' });
  });

  it('goes on without a lead that fails at everything, and says so', async () => {
    const stage = toStage({ members: { ann: () => new Error('lead down'), bob: worker, cid: worker } });
    const run = await stage.run();
    expect(read(run)).toMatchObject({
      outcome: 'with_reservations',
      details: { plan: 'plain', consolidated: 'merged' },
    });
    expect(read(run).text).toMatch(/ann could not put this together[^]*lead down[^]*part-1\(\)[^]*part-2\(\)/);
  });

  it('goes on without a lead that is silent', async () => {
    const stage = toStage({
      members: { ann: () => SILENT, bob: worker, cid: worker },
      options: { silentAfterMs: 1_000 },
    });
    expect(read(await stage.run())).toMatchObject({
      outcome: 'with_reservations',
      details: { consolidated: 'merged' },
    });
  }, 60_000);

  it('makes nothing up where there is no work at all', async () => {
    const down: Member = () => new Error('down');
    const stage = toStage({ members: { ann: toLead(), bob: down, cid: down } });
    const run = await stage.run();
    expect(run).toMatchObject({ status: 'failed', error: { code: 'join_failed' } });
    expect(run.error?.message).toContain('(missing: ');
    expect(await list(stage, run, 'consolidated')).toMatchObject([
      { how: 'nothing', missing: ['survey', 'left', 'right', 'roof'] },
    ]);
    expect(stage.asked.filter(({ prompt }) => prompt.includes('Put the pieces together'))).toEqual([]);
  });

  it('stops with what there is when the budget ends', async () => {
    const broke: Member = (asked) =>
      toTaskId(asked.prompt) === 'left' ? new BudgetExceededError('run', { tokens: 0 }) : worker(asked);
    const run = await toStage({ members: { ann: toLead(), bob: worker, cid: broke } }).run();
    expect(run).toMatchObject({ status: 'failed', error: { code: 'budget_exceeded' } });
  });
});

describe('a team that is stopped', () => {
  it.each(['before', 'after'] as const)(
    'comes to the same end when it is killed %s any write',
    async (moment) => {
      const judge = (task: string, piece: string) =>
        task === 'left' && !piece.includes('mended') ? { verdict: 'return', reason: 'no windows' } : ACCEPT;
      const cid: Member = (asked) => (asked.prompt.includes('no windows') ? 'mended left' : worker(asked));
      const down: Member = (asked) => (toTaskId(asked.prompt) === 'right' ? new Error('down') : worker(asked));
      const create = () => toStage({ members: { ann: toLead({ judge }), bob: down, cid } });
      const undisturbed = toEnd(await create().run());
      expect(undisturbed).toMatchObject({ status: 'completed', value: { outcome: 'finished' } });
      const ends = await killEverywhere(create, moment);
      expect(ends.length).toBeGreaterThan(20);
      for (const end of ends) expect(toEnd(end)).toEqual(undisturbed);
    },
    120_000,
  );

  it('stops everybody at once', async () => {
    const two = [toTask('one', 'bob'), toTask('two', 'cid')];
    const both = Promise.withResolvers<void>();
    let begun = 0;
    const silent: Member = () => {
      if (++begun === 2) both.resolve();
      return SILENT;
    };
    const stage = toStage({ members: { ann: toLead({ plan: () => ({ tasks: two }) }), bob: silent, cid: silent } });
    const run = await stage.submit();
    await both.promise;
    await stage.stage.engine.cancel(TEST_PRINCIPAL, run, 'enough');
    expect(await stage.stage.ended(run)).toMatchObject({ status: 'cancelled' });
    expect(stage.stopped.toSorted()).toEqual(['bob', 'cid']);
    expect(stage.asked).toHaveLength(3);
  });
});
