import { AgentId } from '@tutti/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findPlanFaults } from './find-plan-faults.ts';
import { makePlainPlan } from './make-plain-plan.ts';
import { PlanAnswer, toPlan } from './plan.ts';

const terms = { workers: ['ann', 'bob'], parts: 0 };
type Task = PlanAnswer['tasks'][number];

function toTask(id: string, more: Partial<Task> = {}): Task {
  return { id, what: `do ${id}`, after: [], assignee: 'ann', test: 'it is there', share: 10, ...more };
}

function find(...tasks: Task[]): string {
  return findPlanFaults({ tasks }, terms).join(' ');
}

describe('the faults of a plan', () => {
  it('has none where it can be carried out', () => {
    expect(find(toTask('a'), toTask('b', { after: ['a'], assignee: 'bob' }))).toBe('');
  });

  it.each([
    ['nothing in it', [], /no sub-task/],
    ['an id twice', [toTask('a'), toTask('a')], /"a" is given more than once/],
    ['an id that names nothing', [toTask('a/b')], /"a\/b" is no id/],
    ['a stranger as assignee', [toTask('a', { assignee: 'eve' })], /"eve", who is none of the workers/],
    ['a dependency that is not there', [toTask('a', { after: ['z'] })], /comes after "z", which there is not/],
    ['a sub-task after itself', [toTask('a', { after: ['a'] })], /comes after itself/],
    ['an empty sub-task', [toTask('a', { what: ' ' })], /does not say what/],
    ['no acceptance test', [toTask('a', { test: '' })], /no acceptance test/],
    ['too many', Array.from({ length: 21 }, (_, place) => toTask(`t${place}`)), /21 sub-tasks; 20 are allowed/],
    ['a circle', [toTask('a', { after: ['b'] }), toTask('b', { after: ['a'] }), toTask('c')], /in a circle.*: a, b\./],
    [
      'too long a chain',
      Array.from({ length: 11 }, (_, place) => toTask(`t${place}`, { after: place === 0 ? [] : [`t${place - 1}`] })),
      /11 sub-tasks follow one from the other/,
    ],
  ])('are found: %s', (_, tasks, said) => {
    expect(find(...tasks)).toMatch(said);
  });

  it('are found where a listed part is left out', () => {
    const faults = findPlanFaults({ tasks: [toTask('a', { part: 2 })] }, { ...terms, parts: 2 });
    expect(faults).toEqual(['No sub-task says that it belongs to part 1.']);
  });

  it('are none exactly where some order of the sub-tasks satisfies all of them', () => {
    const arrows = fc.array(fc.tuple(fc.nat(6), fc.nat(6)), { maxLength: 12 });
    fc.assert(
      fc.property(arrows, (pairs) => {
        const tasks = Array.from({ length: 7 }, (_, place) =>
          toTask(`t${place}`, { after: pairs.filter(([from]) => from === place).map(([, to]) => `t${to}`) }),
        );
        expect(findPlanFaults({ tasks }, terms).length === 0).toBe(
          !pairs.some(([from]) => reaches(pairs, { from, to: from })),
        );
      }),
    );
  });
});

function reaches(pairs: readonly [number, number][], { from, to }: { from: number; to: number }): boolean {
  const seen = new Set<number>();
  const open = [from];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const [one, other] of pairs) {
      if (one !== at || seen.has(other)) continue;
      seen.add(other);
      open.push(other);
    }
  }
  return seen.has(to);
}

describe('the plain plan', () => {
  it('can always be carried out, and leaves out no part', () => {
    const ids = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(ids, fc.array(fc.stringMatching(/^[a-z]{3,8}$/), { maxLength: 100 }), (numbers, parts) => {
        const workers = numbers.map((number) => ({ id: AgentId.parse(`w${number}`), purpose: 'works' }));
        const plan = makePlainPlan(workers, parts);
        const tasks = plan.map((task) => ({ ...task, after: [...task.after] }));
        expect(findPlanFaults({ tasks }, { workers: workers.map(({ id }) => id), parts: 0 })).toEqual([]);
        const said = plan.map(({ what }) => what).join('\n');
        for (const part of parts) expect(said).toContain(part);
        expect(plan.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
      }),
    );
  });
});

describe('a plan from an answer', () => {
  it('shares the effort, and names only somebody else of the team as a substitute', () => {
    const workers = [AgentId.parse('ann'), AgentId.parse('bob')];
    const tasks = [
      toTask('a', { share: 30, instead: 'bob' }),
      toTask('b', { share: 10, instead: 'ann' }),
      toTask('c', { share: 0, instead: 'eve' }),
    ];
    expect(toPlan(PlanAnswer.parse({ tasks }), workers)).toMatchObject([
      { id: 'a', share: 0.75, instead: 'bob' },
      { id: 'b', share: 0.25 },
      { id: 'c', share: 0 },
    ]);
    expect(toPlan({ tasks }, workers).filter(({ instead }) => instead !== undefined)).toHaveLength(1);
  });
});
