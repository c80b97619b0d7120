import { Json } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import type { Outcome, Scope } from './scope.ts';
import { TestStage, toProgram } from '../testing/test-stage.ts';
import {
  assertBranches,
  MOST_BRANCHES,
  MOST_NESTED_BRANCHES,
  MOST_OPEN_CHILDREN,
  MOST_RUNS_ABOVE,
} from './nesting-limits.ts';

type Branch = (own: Scope) => Promise<Outcome<Json>>;

describe('how far a run may spread', () => {
  it('ends a run that begins itself again, and each of them tells why', async () => {
    let begun = 0;
    const again = toProgram('again', async (scope) => {
      begun++;
      const child = await scope.child('again', { program: 'again', input: null, title: 'again' });
      return child.status === 'failed' ? child.error.code : child.status === 'done' ? child.value : null;
    });
    const stage = new TestStage({ programs: [again] });
    const { status, output } = await stage.run('again');
    expect({ status, output }).toMatchObject({ status: 'completed', output: { value: 'nested_too_deep' } });
    expect(new Set(stage.notices.map(({ run }) => run)).size).toBe(MOST_RUNS_ABOVE + 1);
    expect(begun).toBeGreaterThan(MOST_RUNS_ABOVE);
  });

  it('refuses one child more than may be open', async () => {
    const leaf = toProgram('leaf', async (scope) => {
      await scope.waitFor({ key: 'message:end', payload: Json });
      return null;
    });
    const many = toProgram('many', async (scope) => {
      const branches = Array.from({ length: MOST_OPEN_CHILDREN + 1 }, (_, at): [string, Branch] => [
        `b${at}`,
        (own: Scope) => own.child('leaf', { program: 'leaf', input: null, title: 'leaf' }),
      ]);
      const ended = await scope.all(Object.fromEntries(branches), { successes: 1 });
      return Object.values(ended).flatMap((outcome) =>
        outcome.status === 'done' && outcome.value.status === 'failed' ? [outcome.value.error.code] : [],
      );
    });
    const stage = new TestStage({ programs: [leaf, many] });
    expect(await stage.run('many')).toMatchObject({ status: 'completed', output: { value: ['nested_too_deep'] } });
  });

  it('refuses branches that are nested deeper, or are more', () => {
    const most = { depth: MOST_NESTED_BRANCHES, count: MOST_BRANCHES };
    expect(() => assertBranches(most)).not.toThrow();
    expect(() => assertBranches({ ...most, depth: most.depth + 1 })).toThrow('nested');
    expect(() => assertBranches({ ...most, count: most.count + 1 })).toThrow('together');
  });
});
