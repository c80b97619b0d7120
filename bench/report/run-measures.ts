/** Carries out the parts of a benchmark, prints its table and writes its results. */
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
  await using scratch = new Scratch();
  const bench: Bench = { rounds, scratch, say: (text) => console.log(`  ${text}`) };
  let found: readonly Figure[] = [];
  console.log(`${measure.name} ...`);
  const ms = await timeMs(async () => {
    found = await measure.measure(bench);
  });
  console.log(`${measure.name}: ${(ms / 1_000).toFixed(1)} s`);
  return found;
}
