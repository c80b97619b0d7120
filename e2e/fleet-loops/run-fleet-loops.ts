/** Many loops at one PostgreSQL server, some at a time, and their findings added up. */
import { startTestPostgres } from '../../packages/adapters/src/storage/postgres/testing/start-test-postgres.ts';
import { violationsOf } from '../fleet-faults/check-fleet.ts';
import { SeededRandom } from '../kill-loops/seeded-random.ts';
import { type FleetLoopResult, runFleetLoop } from './run-fleet-loop.ts';

export interface FleetLoopsWish {
  readonly loops: number;
  readonly seed: number;
  onLoop?(result: FleetLoopResult, ended: number): void;
}

export interface FleetLoopsResult {
  readonly seed: number;
  readonly loops: number;
  /** Everything that the loops count, added up. */
  readonly totals: Readonly<Omit<FleetLoopResult, 'seed'>>;
  /** What went wrong, with the seeds to see it again. */
  readonly broken: readonly FleetLoopResult[];
}

/** Of the time of a loop, much is spent waiting for a lease to pass. */
const AT_ONCE = 3;

export async function runFleetLoops({ loops, seed, onLoop }: FleetLoopsWish): Promise<FleetLoopsResult> {
  await using postgres = await startTestPostgres();
  const random = new SeededRandom(seed);
  const waiting = Array.from({ length: loops }, () => random.between(1, 2 ** 31));
  const results: FleetLoopResult[] = [];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const result = await runFleetLoop(postgres, next);
      results.push(result);
      onLoop?.(result, results.length);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, loops) }, work));
  return { seed, loops, totals: addUp(results), broken: results.filter((result) => violationsOf(result) > 0) };
}

function addUp(results: readonly FleetLoopResult[]): FleetLoopsResult['totals'] {
  const [first, ...rest] = results.map(({ seed: _, ...counts }) => counts);
  if (!first) throw new Error('there was no loop');
  return rest.reduce((total, counts) => {
    const sums = Object.entries(counts).map(([name, count]) => [name, count + (Reflect.get(total, name) as number)]);
    return { ...total, ...Object.fromEntries(sums) };
  }, first);
}
