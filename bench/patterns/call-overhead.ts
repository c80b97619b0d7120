/** Calls of agents one after the other, of a model that answers at once: all that is left is what Tutti takes for each. */
import { openBareSqliteSide } from '../engine/sides/bare-sqlite-side.ts';
import { STEPS_PER_RUN } from '../engine/programs.ts';
import type { Figure } from '../report/figure.ts';
import type { Measure } from '../report/measure.ts';
import { measureInRounds, median, timeMs } from '../report/rounds.ts';
import { type BenchTeam, openTeam, type TeamTask } from './open-team.ts';

const CALLS = 100;
const TARGET_MS = 2;
const BARE = 'a bare commit of node:sqlite';

const numbered = (name: string) => Array.from({ length: CALLS }, (_, index) => `${name}-${index + 1}`);

/** Both one call at a time: a turn and nothing else, and a turn with what a pattern records of it. */
const TASKS: Readonly<Record<string, TeamTask>> = {
  'a turn': { pattern: 'parallel', agents: numbered('agent'), options: { atOnce: 1 } },
  'a turn in a pipeline, with its record': {
    pattern: 'pipeline',
    agents: ['ann'],
    options: { items: numbered('item') },
  },
};

export const callOverhead: Measure = {
  name: 'overhead',
  async measure({ scratch, rounds }) {
    await using team = await openTeam(await scratch.directory(), ({ agent }) => `said by ${agent}`);
    await using bare = openBareSqliteSide(await scratch.directory());
    const commits = async () => {
      for (let done = 0; done < CALLS; done += STEPS_PER_RUN) await bare.runSteps();
    };
    const samples = await measureInRounds(
      [
        ...Object.entries(TASKS).map(([name, task]) => ({ name, measure: () => measureCall(team, task) })),
        { name: BARE, measure: async () => (await timeMs(commits)) / CALLS },
      ],
      rounds,
    );
    const toFigure = (name: string): Figure => {
      const times = samples.get(name) ?? [];
      const note = `from ${Math.min(...times).toFixed(2)} to ${Math.max(...times).toFixed(2)} in ${rounds} rounds of ${CALLS}`;
      return { name, value: median(times), unit: 'ms', note };
    };
    return [
      ...Object.keys(TASKS).map((name) => ({
        ...toFigure(name),
        name: `overhead of an agent's call, embedded: ${name}`,
        target: { atMost: TARGET_MS },
      })),
      // A turn is two of them, the record of a pipeline a third.
      { ...toFigure(BARE), name: `${BARE}, to the same disk in the same rounds` },
    ];
  },
};

async function measureCall(team: BenchTeam, task: TeamTask): Promise<number> {
  let made = 0;
  const ms = await timeMs(async () => {
    made = (await team.run(task)).calls;
  });
  if (made !== CALLS) throw new Error(`${made} calls were made`);
  return ms / made;
}
