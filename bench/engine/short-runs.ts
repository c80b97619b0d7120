/** Runs of one step, from being asked for to their end. */
import { measureInRounds, median, timeMs } from '../report/rounds.ts';
import type { Measure } from '../report/measure.ts';
import { openTutti } from './open-tutti.ts';
import { onEachStore } from './place.ts';

const RUNS = 1_000;

export const shortRuns: Measure = {
  name: 'runs',
  measure: (bench) =>
    onEachStore(bench, async ({ store, createPlace, toName }) => {
      await using tutti = await openTutti(await createPlace());
      const measure = async () => {
        const ms = await timeMs(() => Promise.all(Array.from({ length: RUNS }, () => tutti.run('one-step'))));
        return (RUNS * 1_000) / ms;
      };
      const samples = await measureInRounds([{ name: 'runs', measure }], bench.rounds);
      return [
        {
          name: toName('runs of one step started and finished'),
          value: median(samples.get('runs') ?? []),
          unit: 'runs/s',
          target: { atLeast: store === 'sqlite' ? 2_000 : 1_000 },
        },
      ];
    }),
};
