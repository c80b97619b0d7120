/** Carries out the parts of a benchmark, prints its table and writes its results. */
import { PostgresOnDemand } from './bench-postgres.ts';
import type { Bench, Measure } from './measure.ts';
import { describeMachine } from './describe-machine.ts';
import type { Figure } from './figure.ts';
import { printFigures } from './print-figures.ts';
import { timeMs } from './rounds.ts';
import { Scratch } from './scratch.ts';
import { writeResults } from './write-results.ts';

export async function runMeasures(
  name: string,
  measures: readonly Measure[],
  { only, rounds }: { only: readonly string[] | undefined; rounds: number },
): Promise<void> {
  // Only a process that exits, instead of being killed, ends the servers that it has started.
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
  console.log(describeMachine());
  const figures: Figure[] = [];
  for (const measure of chooseMeasures(measures, only)) figures.push(...(await run(measure, rounds)));
  console.log();
  printFigures(figures);
  console.log(`\nWritten to ${await writeResults(name, figures)}`);
}

function chooseMeasures(measures: readonly Measure[], names: readonly string[] | undefined): readonly Measure[] {
  if (!names) return measures;
  const unknown = names.find((name) => measures.every((measure) => measure.name !== name));
  if (unknown === undefined) return measures.filter(({ name }) => names.includes(name));
  throw new Error(`There is no ${unknown}. There are: ${measures.map(({ name }) => name).join(', ')}.`);
}

/** Each cleans up behind itself, so that the next finds the machine as it was. */
async function run(measure: Measure, rounds: number): Promise<readonly Figure[]> {
  const say = (text: string) => console.log(`  ${text}`);
  await using scratch = new Scratch();
  await using postgres = new PostgresOnDemand(say);
  const bench: Bench = { rounds, scratch, say, postgres: () => postgres.open() };
  let found: readonly Figure[] = [];
  console.log(`${measure.name} ...`);
  const ms = await timeMs(async () => {
    found = await measure.measure(bench).catch((error: unknown) => [toFailure(measure, error)]);
  });
  console.log(`${measure.name}: ${(ms / 1_000).toFixed(1)} s`);
  return found;
}

/** What the other parts have measured is not lost; the command fails all the same. */
function toFailure({ name }: Measure, error: unknown): Figure {
  console.error(error);
  process.exitCode = 1;
  return {
    name,
    value: undefined,
    unit: '',
    note: `failed: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`,
  };
}
