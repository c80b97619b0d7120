/** Many loops, two at a time, and their findings added up. */
import type { Findings } from './check-loop.ts';
import { type LoopResult, runLoop } from './run-loop.ts';
import { SeededRandom } from './seeded-random.ts';

export interface LoopsResult {
  readonly seed: number;
  readonly loops: number;
  readonly kills: number;
  readonly totals: Findings;
  /** What went wrong, with the seeds to see it again. */
  readonly broken: readonly LoopResult[];
}

export interface LoopsWish {
  readonly loops: number;
  readonly seed: number;
  onLoop?(result: LoopResult, ended: number): void;
}

const AT_ONCE = 2;

export async function runLoops({ loops, seed, onLoop }: LoopsWish): Promise<LoopsResult> {
  const random = new SeededRandom(seed);
  const seeds = Array.from({ length: loops }, () => random.between(1, 2 ** 31));
  const results: LoopResult[] = [];
  const waiting = [...seeds];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const result = await runLoop(next);
      results.push(result);
      onLoop?.(result, results.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return {
    seed,
    loops,
    kills: results.reduce((sum, { kills }) => sum + kills, 0),
    totals: sumFindings(results),
    broken: results.filter((result) => violationsOf(result) > 0),
  };
}

/** Everything that must be zero. */
export function violationsOf(findings: Findings): number {
  const { lost, stuck, recordedTwice, repeated, joinsChanged, duplicated, effectsLost } = findings;
  return lost + stuck + recordedTwice + repeated + joinsChanged + duplicated + effectsLost;
}

function sumFindings(results: readonly Findings[]): Findings {
  const sum = (pick: (findings: Findings) => number) => results.reduce((total, result) => total + pick(result), 0);
  return {
    acknowledged: sum(({ acknowledged }) => acknowledged),
    lost: sum(({ lost }) => lost),
    runs: sum(({ runs }) => runs),
    stuck: sum(({ stuck }) => stuck),
    steps: sum(({ steps }) => steps),
    recordedTwice: sum(({ recordedTwice }) => recordedTwice),
    repeated: sum(({ repeated }) => repeated),
    joins: sum(({ joins }) => joins),
    joinsChanged: sum(({ joinsChanged }) => joinsChanged),
    effects: sum(({ effects }) => effects),
    duplicated: sum(({ duplicated }) => duplicated),
    effectsLost: sum(({ effectsLost }) => effectsLost),
    sentAgain: sum(({ sentAgain }) => sentAgain),
    doubts: sum(({ doubts }) => doubts),
  };
}
