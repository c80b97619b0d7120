/** npm run bench -- engine [--only NAME]... [--rounds N]: the engine over the embedded store, in ratios and in figures. */
import { parseArgs } from 'node:util';
import { compareSteps } from './engine/compare-steps.ts';
import { growth } from './engine/growth.ts';
import type { Bench, Measure } from './engine/measure.ts';
import { idleMemory, startUp } from './engine/process-costs.ts';
import { resumeChat, resumeSteps } from './engine/resume.ts';
import { shortRuns } from './engine/short-runs.ts';
import { slowDisk } from './engine/slow-disk.ts';
import { waitingRuns } from './engine/waiting-runs.ts';
import { describeMachine } from './report/describe-machine.ts';
import type { Figure } from './report/figure.ts';
import { printFigures } from './report/print-figures.ts';
import { timeMs } from './report/rounds.ts';
import { Scratch } from './report/scratch.ts';
import { writeResults } from './report/write-results.ts';

const MEASURES: readonly Measure[] = [
  compareSteps,
  shortRuns,
  growth,
  resumeSteps,
  resumeChat,
  waitingRuns,
  slowDisk,
  idleMemory,
  startUp,
];
const DEFAULT_ROUNDS = 7;

const { values } = parseArgs({ options: { only: { type: 'string', multiple: true }, rounds: { type: 'string' } } });
const rounds = Number(values.rounds ?? DEFAULT_ROUNDS);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a whole number from 1 on');

console.log(describeMachine());
const figures: Figure[] = [];
for (const measure of chooseMeasures(values.only)) figures.push(...(await run(measure)));
console.log();
printFigures(figures);
console.log(`\nWritten to ${await writeResults('engine', figures)}`);

function chooseMeasures(names: readonly string[] | undefined): readonly Measure[] {
  if (!names) return MEASURES;
  const unknown = names.find((name) => MEASURES.every((measure) => measure.name !== name));
  if (unknown === undefined) return MEASURES.filter(({ name }) => names.includes(name));
  throw new Error(`There is no ${unknown}. There are: ${MEASURES.map(({ name }) => name).join(', ')}.`);
}

/** Each cleans up behind itself, so that the next finds the machine as it was. */
async function run(measure: Measure): Promise<readonly Figure[]> {
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
