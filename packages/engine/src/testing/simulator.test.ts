/** What random programs have brought to light, each with the smallest program that shows it, and some seeds of the random ones. */
import { describe, expect, it } from 'vitest';
import { type SimulationOptions, simulate } from './simulator.ts';
import type { Faults } from './simulation/draw-faults.ts';
import type { Part, ProgramTree, StepPart } from './simulation/program-tree.ts';

interface Case {
  readonly tree: ProgramTree;
  readonly faults: Partial<Faults>;
  readonly seeds?: number;
  readonly controls?: (seed: number) => SimulationOptions['controls'];
}

const CALM: Partial<Faults> = { failRate: 0, killRate: 0, failpointRate: 0, zombieRate: 0 };
const ROUGH: Partial<Faults> = { failRate: 0.05, killRate: 0.03, failpointRate: 0.05, kills: 8, zombieRate: 0.2 };
const SEEDS = 40;

const SLOW_EFFECT = step('p1', { effect: 'irreversible', ms: 700 });

const cases: Record<string, Case> = {
  'ends a run only after the child run that it stopped, and a cancelled one after its doubts': {
    tree: {
      episodes: [
        list(
          {
            kind: 'join',
            id: 'p1',
            successes: 1,
            branches: { ann: step('p2', { ms: 30 }), bob: childOf(SLOW_EFFECT) },
          },
          step('p3'),
        ),
        record('p4'),
      ],
    },
    faults: { ...ROUGH, latencyMs: 3 },
  },
  'stops a run for the first of two reasons': {
    tree: treeOf(SLOW_EFFECT),
    faults: { ...ROUGH, failRate: 0, latencyMs: 3 },
    controls: (seed) => ({ deadlineAfterMs: 60, cancelAfterMs: 20 + (seed % 80), pauseAfterMs: undefined }),
  },
  'gives up on an effect that is lost and taken back each time': {
    tree: treeOf(
      step('p1', { effect: 'compensatable', settle: 'undo', failures: 2, maxAttempts: 2, failure: 'unknown' }),
    ),
    faults: CALM,
    seeds: 5,
  },
  'gives up on an effect that a person finds undone each time': {
    tree: treeOf(
      step('p1', { effect: 'irreversible', ms: 30, timeoutMs: 29, failures: 4, maxAttempts: 3, failure: 'nothing' }),
    ),
    faults: CALM,
    seeds: 5,
  },
  'takes a control between two episodes': {
    tree: { episodes: [record('p1'), record('p2'), record('p3'), record('p4'), record('p5'), sleep('p6', 400)] },
    faults: { ...CALM, latencyMs: 40 },
    controls: (seed) => ({
      pauseAfterMs: seed % 2 === 0 ? 4 * seed : undefined,
      cancelAfterMs: seed % 2 === 1 ? 4 * seed : undefined,
      deadlineAfterMs: undefined,
    }),
    seeds: 100,
  },
  'drives a run on that could not be given back at first': {
    tree: treeOf(record('p1'), step('p2', { reserve: 5 }), record('p3'), record('p4')),
    faults: { ...CALM, failRate: 0.25, latencyMs: 3 },
  },
  'takes the newest way again after a crash': {
    tree: treeOf({
      kind: 'join',
      id: 'p1',
      branches: {
        ann: list(record('p2'), version('p3'), record('p4')),
        bob: list(record('p5'), record('p6')),
        cid: list(step('p7'), version('p8')),
      },
    }),
    faults: { ...ROUGH, latencyMs: 3 },
  },
  'wakes every run whose time comes while it is looking for others': {
    tree: treeOf(sleep('p1', 2_000), sleep('p2', 5), sleep('p3', 90_000), sleep('p4', 2_000)),
    faults: { ...ROUGH, latencyMs: 40 },
  },
  'hears a signal that comes while the store does not answer': {
    tree: treeOf(wait('p1', 0), wait('p2', 10), wait('p3', 500), wait('p4', 500)),
    faults: { ...ROUGH, failRate: 0.1, noticeRate: 0.5, latencyMs: 40 },
  },
};

describe('the simulated engine', () => {
  for (const [name, { tree, faults, controls, seeds = SEEDS }] of Object.entries(cases)) {
    it(name, async () => {
      for (let seed = 1; seed <= seeds; seed++) {
        const { violations } = await simulate({
          seed,
          trees: [tree],
          faults,
          controls: controls?.(seed) ?? {},
        });
        expect(violations, `seed ${seed}`).toEqual([]);
      }
    });
  }

  it('keeps every invariant with random programs and faults', async () => {
    for (let seed = 1; seed <= 100; seed++) {
      const { violations } = await simulate({ seed });
      expect(violations, `seed ${seed}`).toEqual([]);
    }
  });

  it('is the same again with the same seed', async () => {
    for (const seed of [7, 8, 9]) expect(await simulate({ seed })).toEqual(await simulate({ seed }));
  });

  it('injects what it says', async () => {
    const sums = { kills: 0, zombies: 0, fenced: 0, failures: 0 };
    for (let seed = 1; seed <= 30; seed++) {
      const report = await simulate({ seed });
      for (const key of Object.keys(sums) as (keyof typeof sums)[]) sums[key] += report[key];
    }
    for (const sum of Object.values(sums)) expect(sum).toBeGreaterThan(5);
  });
});

function treeOf(...parts: Part[]): ProgramTree {
  return { episodes: [list(...parts)] };
}

function list(...parts: Part[]): Part {
  return { kind: 'sequence', parts };
}

function step(id: string, more: Partial<StepPart> = {}): Part {
  return {
    kind: 'step',
    id,
    effect: 'read',
    ms: 0,
    failures: 0,
    failure: 'nothing',
    maxAttempts: 3,
    settle: 'person',
    ...more,
  };
}

function record(id: string): Part {
  return { kind: 'record', id };
}

function version(id: string): Part {
  return { kind: 'version', id };
}

function sleep(id: string, ms: number): Part {
  return { kind: 'sleep', id, ms };
}

function wait(id: string, sentAfterMs: number): Part {
  return { kind: 'wait', id, sentAfterMs };
}

function childOf(...parts: Part[]): Part {
  return { kind: 'child', id: 'p9', tree: treeOf(...parts) };
}
