/** Runs of one step, from being asked for to their end. */
import { measureInRounds, median, timeMs } from '../report/rounds.ts';
import type { Measure } from '../report/measure.ts';
import { openTutti } from './open-tutti.ts';

const RUNS = 1_000;

export const shortRuns: Measure = {
  name: 'runs',
  async measure({ rounds, scratch }) {
    await using tutti = await openTutti(await scratch.directory());
    const measure = async () => {
      const ms = await timeMs(() => Promise.all(Array.from({ length: RUNS }, () => tutti.run('one-step'))));
      return (RUNS * 1_000) / ms;
    };
    const samples = await measureInRounds([{ name: 'runs', measure }], rounds);
    const value = median(samples.get('runs') ?? []);
    return [{ name: 'runs of one step started and finished', value, unit: 'runs/s', target: { atLeast: 2_000 } }];
  },
};
