/** Items through stages that take the same time each: ideally the last item comes out one stage's time after the one before it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createConveyor } from '../../packages/engine/src/patterns/pipeline/conveyor.ts';
import type { Figure } from '../report/figure.ts';
import type { Measure } from '../report/measure.ts';
import { measureInRounds, median, timeMs } from '../report/rounds.ts';
import { openTeam } from './open-team.ts';

const STAGES = ['ann', 'bob', 'cid', 'dan'];
const ITEMS = Array.from({ length: 20 }, (_, index) => `item ${index + 1}`);
const STAGE_MS = 50;
const IDEAL_MS = (STAGES.length + ITEMS.length - 1) * STAGE_MS;

export const pipelineStages: Measure = {
  name: 'pipeline',
  async measure({ scratch, rounds }) {
    await using team = await openTeam(await scratch.directory(), async ({ agent }) => {
      await sleep(STAGE_MS);
      return `made by ${agent}`;
    });
    const work = async () => {
      const { outcome, calls } = await team.run({ pattern: 'pipeline', agents: STAGES, options: { items: ITEMS } });
      if (outcome !== 'finished' || calls !== STAGES.length * ITEMS.length)
        throw new Error(`the pipeline ended as ${outcome} after ${calls} calls`);
    };
    const samples = await measureInRounds(
      [
        { name: TEAM, measure: () => timeMs(work) },
        { name: TIMERS, measure: () => timeMs(runOnTimers) },
      ],
      rounds,
    );
    const toFigure = (name: string): Figure => {
      const times = samples.get(name) ?? [];
      const [middle, longest] = [median(times), Math.max(...times)].map(Math.round);
      return { name, value: median(times) / IDEAL_MS, unit: '×', note: `${middle} ms, the longest ${longest} ms` };
    };
    const what = `${STAGES.length} stages × ${ITEMS.length} items × ${STAGE_MS} ms`;
    return [
      { ...toFigure(TEAM), name: `pipeline of ${what} / ideal (${IDEAL_MS} ms)`, target: { atMost: 1.3 } },
      { ...toFigure(TIMERS), name: 'the same with timers alone, nothing stored / ideal' },
    ];
  },
};

const [TEAM, TIMERS] = ['team', 'timers'];

/** What this machine makes of the ideal, in the same rounds. */
async function runOnTimers(): Promise<void> {
  const plan = { stages: STAGES.length, buffer: 2, atOnce: 1, order: 'kept' } as const;
  const { workers, out } = createConveyor(
    ITEMS.map((item) => ({ item })),
    plan,
  );
  await Promise.all(
    workers.map(({ run }) =>
      run(async (piece) => {
        await sleep(STAGE_MS);
        return piece;
      }),
    ),
  );
  if (out.length !== ITEMS.length) throw new Error(`${out.length} items came out`);
}
