import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beginReady, openSchedule, type Scheduled, settleTask } from './schedule.ts';
import { Turnstile } from './turnstile.ts';

/** Each sub-task may come after any of those before it, so there is no circle; then they are shuffled. */
const graphs = fc
  .array(
    fc.record({ after: fc.array(fc.nat(30), { maxLength: 4 }), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
    {
      minLength: 1,
      maxLength: 20,
    },
  )
  .chain((drawn) => {
    const tasks = drawn.map(({ after, share }, place): Scheduled => {
      const before = place === 0 ? [] : after.map((other) => `t${other % place}`);
      return { id: `t${place}`, after: [...new Set(before)], share };
    });
    return fc.shuffledSubarray(tasks, { minLength: tasks.length });
  });

describe('the schedule of a plan', () => {
  it('begins every sub-task once, never before all that it comes after is settled, and ends for every graph', () => {
    fc.assert(
      fc.property(graphs, fc.integer({ min: 1, max: 6 }), fc.infiniteStream(fc.nat()), (tasks, atOnce, draws) => {
        let schedule = openSchedule(tasks, atOnce);
        const settled = new Set<string>();
        const times = new Map<string, number>();
        const underWay: string[] = [];
        for (let moves = 0; settled.size < tasks.length; moves++) {
          expect(moves).toBeLessThan(100);
          const ready = beginReady(schedule);
          ({ schedule } = ready);
          for (const id of ready.begun) {
            times.set(id, (times.get(id) ?? 0) + 1);
            for (const other of tasks.find((task) => task.id === id)?.after ?? []) expect(settled).toContain(other);
            underWay.push(id);
          }
          expect(underWay.length).toBeGreaterThan(0);
          expect(underWay.length).toBeLessThanOrEqual(atOnce);
          const [ended = ''] = underWay.splice((draws.next().value ?? 0) % underWay.length, 1);
          settled.add(ended);
          schedule = settleTask(schedule, ended);
        }
        expect([...times.values()]).toEqual(tasks.map(() => 1));
        expect(beginReady(schedule).begun).toEqual([]);
      }),
    );
  });

  it('leaves no place empty while something may begin', () => {
    fc.assert(
      fc.property(graphs, fc.integer({ min: 1, max: 6 }), (tasks, atOnce) => {
        const { begun } = beginReady(openSchedule(tasks, atOnce));
        const free = tasks.filter(({ after }) => after.length === 0).length;
        expect(begun).toHaveLength(Math.min(free, atOnce));
      }),
    );
  });

  it('begins with what the most work hangs on', () => {
    const tasks = [
      { id: 'alone', after: [], share: 0.3 },
      { id: 'root', after: [], share: 0.1 },
      { id: 'leaf', after: ['root'], share: 0.6 },
    ];
    expect(beginReady(openSchedule(tasks, 1)).begun).toEqual(['root']);
  });
});

describe('the turnstile', () => {
  it('lets everybody through in the order of the graph, whoever fails on the way', async () => {
    await fc.assert(
      fc.asyncProperty(graphs, fc.integer({ min: 1, max: 4 }), fc.array(fc.boolean()), async (tasks, atOnce, fails) => {
        const turnstile = new Turnstile(tasks, atOnce);
        const left: string[] = [];
        let inside = 0;
        const branches = tasks.map(async ({ id, after }, place) => {
          await turnstile.pass(id);
          inside++;
          expect(inside).toBeLessThanOrEqual(atOnce);
          for (const other of after) expect(left).toContain(other);
          // Failed or not: who comes after is told, and goes on.
          await Promise.reject(fails[place] ? new Error('failed') : undefined).catch(() => {});
          inside--;
          left.push(id);
          turnstile.leave(id);
        });
        await Promise.all(branches);
        expect(left.toSorted()).toEqual(tasks.map(({ id }) => id).toSorted());
      }),
      { numRuns: 50 },
    );
  });
});
