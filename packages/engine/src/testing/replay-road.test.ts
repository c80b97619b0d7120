/** Concurrent branches that end in any order, killed at every point of the journal: every result stays in its place, every join takes the same road. */
import type { Json } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Program } from '../run/program.ts';
import type { JoinPolicy, Outcome, Scope } from '../run/scope.ts';
import { SimStage } from './simulation/sim-stage.ts';
import type { SimProcess } from './simulation/sim-process.ts';

const NAMES = ['ann', 'bob', 'cid'] as const;
/** How long the three steps of each branch take: they end in another order each time. */
const PACES: Readonly<Record<string, readonly (readonly number[])[]>> = {
  'one after the other': [
    [1, 1, 1],
    [10, 10, 10],
    [100, 100, 100],
  ],
  'the other way round': [
    [100, 100, 100],
    [10, 10, 10],
    [1, 1, 1],
  ],
  interleaved: [
    [5, 50, 5],
    [20, 5, 100],
    [40, 1, 1],
  ],
  'all at once': [
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
  ],
};
const POLICIES: Readonly<Record<string, JoinPolicy>> = {
  'all of them': {},
  'the first success': { successes: 1 },
  'a quorum of two': { successes: 2 },
  'one at a time': { atOnce: 1 },
  'two at a time, as they come': { atOnce: 2 },
  'two at a time until two succeed': { atOnce: 2, successes: 2 },
};
const LONGEST_JOURNAL = 60;

describe('three branches of three steps', () => {
  for (const pace of Object.keys(PACES)) {
    for (const policy of Object.keys(POLICIES)) {
      it(`give the same results when killed anywhere: ${policy}, ${pace}`, async () => {
        for (const moment of ['before-append', 'after-append'] as const) await killEverywhere({ pace, policy, moment });
      });
    }
  }
});

async function killEverywhere({ pace, policy, moment }: Case & { moment: string }): Promise<void> {
  for (let point = 1; point <= LONGEST_JOURNAL; point++) {
    let passed = 0;
    const roads: string[] = [];
    const stage = new SimStage({
      createPrograms: (process) => [toProgram({ pace, policy }, process, roads)],
      onFailpoint: (name) => name === moment && ++passed === point,
    });
    const run = await stage.submit({ program: 'branches' });
    await stage.play(5_000);
    const { state } = stage.get(run);
    expect(state.status).toBe('completed');
    check({ pace, policy }, state.output && 'value' in state.output ? state.output.value : null);
    expect(stage.boots).toBe(passed >= point ? 2 : 1);
    // Whatever was decided before the kill is decided so again.
    const [first, ...later] = roads.toSorted((one, other) => other.length - one.length);
    for (const road of later) expect(first?.startsWith(road), `${first}\n${road}`).toBe(true);
    if (passed < point) return;
  }
  throw new Error('the journal is longer than the test looks');
}

interface Case {
  readonly pace: string;
  readonly policy: string;
}

/** Each branch says whose step gave which result; the joins are asked twice, so that the second one stands on the first. */
function toProgram({ pace, policy }: Case, process: SimProcess, roads: string[]): Program {
  return {
    name: 'branches',
    version: 1,
    input: z.json(),
    async run(scope) {
      const index = roads.push('') - 1;
      const rounds: Json[] = [];
      for (let round = 0; round < 2; round++) {
        const branches = NAMES.map((name, place) => [
          name,
          (inner: Scope) => three(inner, { name, ms: PACES[pace]?.[place] ?? [], process }),
        ]);
        const outcomes: Record<string, Outcome<string[]>> = await scope.all(
          Object.fromEntries(branches),
          POLICIES[policy],
        );
        if (process.isAlive) roads[index] += JSON.stringify(outcomes);
        rounds.push(
          Object.entries(outcomes).map(([name, outcome]) => [
            name,
            outcome.status === 'done' ? outcome.value : outcome.status,
          ]),
        );
      }
      return { output: rounds, labels: [] };
    },
  };
}

async function three(
  scope: Scope,
  { name, ms, process }: { name: string; ms: readonly number[]; process: SimProcess },
): Promise<string[]> {
  const results: string[] = [];
  for (const [index, wait] of ms.entries()) {
    const act = async () => {
      if (wait > 0) await new Promise<void>((resolve) => process.clock.at(process.clock.now() + wait, resolve));
      return `${name} ${index}`;
    };
    results.push(await scope.step('part', { effect: 'read', output: z.string() }, act));
  }
  return results;
}

/** Where nothing is stopped or held back, the branches are told in the order in which they ended. */
const ORDERS: Readonly<Record<string, readonly string[]>> = {
  'one after the other': ['ann', 'bob', 'cid'],
  'the other way round': ['cid', 'bob', 'ann'],
  interleaved: ['cid', 'ann', 'bob'],
};

function check({ pace, policy }: Case, output: Json): void {
  for (const round of z.array(z.array(z.tuple([z.string(), z.json()]))).parse(output)) {
    const order = round.map(([name]) => name);
    expect(order.toSorted()).toEqual([...NAMES]);
    if (policy === 'all of them' && ORDERS[pace]) expect(order).toEqual(ORDERS[pace]);
    for (const [name, result] of round) {
      if (result !== 'stopped') expect(result).toEqual([`${name} 0`, `${name} 1`, `${name} 2`]);
    }
  }
}
