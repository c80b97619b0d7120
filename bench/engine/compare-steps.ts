/** Ten steps in a run, each durable before the next: against what the disk allows, and against the peers. */
import { measureInRounds, type Samples } from '../report/rounds.ts';
import type { Bench, Measure } from '../report/measure.ts';
import { IN_DATABASE, IN_FILES } from './sides/contestants.ts';
import type { Workload } from './sides/measure-side.ts';
import type { SideInput } from './sides/open-side.ts';
import { SideProcess } from './sides/side-process.ts';
import { toFanFigures, toRateFigures } from './step-figures.ts';

interface OpenSide {
  readonly name: string;
  readonly workloads: readonly Workload[];
  readonly process: SideProcess;
}

export const compareSteps: Measure = {
  name: 'steps',
  async measure(bench) {
    const sides = await openSides(bench);
    try {
      const alone = await compare(bench, sides, 'alone');
      const atOnce = await compare(bench, sides, 'at-once');
      const fan = await compare(bench, sides, 'fan');
      await assertStored(bench, sides);
      return [
        ...toRateFigures('steps/s ×1', alone, { perLibsql: 1.5, perBest: 2 }),
        ...toRateFigures('steps/s ×100', atOnce, { perLibsql: 20, perBest: 6, perRestate: 2 }),
        ...toFanFigures(fan),
      ];
    } finally {
      for (const { process } of sides) await process[Symbol.asyncDispose]();
    }
  },
};

async function openSides(bench: Bench): Promise<readonly OpenSide[]> {
  const sides: OpenSide[] = [];
  for (const { name, durability, input, workloads = ALL } of await listInputs(bench)) {
    const process = await SideProcess.open(input);
    bench.say(process ? `${name} (${process.version}): ${durability}` : `${name}: left out`);
    if (process) sides.push({ name, workloads, process });
  }
  return sides;
}

const ALL: readonly Workload[] = ['alone', 'at-once', 'fan'];

type Input = Omit<(typeof IN_FILES)[number], 'kind'> & { readonly input: SideInput };

async function listInputs({ scratch, postgres: findPostgres }: Bench): Promise<readonly Input[]> {
  const inputs: Input[] = [];
  for (const { kind, ...side } of IN_FILES)
    inputs.push({ ...side, input: { kind, directory: await scratch.directory() } });
  const postgres = await findPostgres();
  for (const { kind, ...side } of postgres ? IN_DATABASE : []) {
    const connectionString = (await postgres?.createDatabase()) ?? '';
    inputs.push({ ...side, input: { kind, connectionString } });
  }
  return inputs;
}

function compare({ rounds }: Bench, sides: readonly OpenSide[], workload: Workload): Promise<Samples> {
  const contestants = sides
    .filter(({ workloads }) => workloads.includes(workload))
    .map(({ name, process }) => ({ name, measure: () => process.measure(workload) }));
  return measureInRounds(contestants, rounds);
}

/** Who is quick because it stores less than it says would not be compared. */
async function assertStored({ say }: Bench, sides: readonly OpenSide[]): Promise<void> {
  for (const { name, process } of sides) {
    const { done, stored } = await process.countSteps();
    say(`${name}: ${done.toLocaleString('en-US')} steps done, ${stored.toLocaleString('en-US')} found stored`);
    if (stored < done) throw new Error(`${name} has stored fewer steps than it has done`);
  }
}
