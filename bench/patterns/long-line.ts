/** Whether an item of a long pipeline costs more than one of a short one. */
import type { Figure } from '../report/figure.ts';
import type { Measure } from '../report/measure.ts';
import { medianRatio, measureInRounds, median } from '../report/rounds.ts';
import { runChild } from '../report/run-child.ts';

const STAGES = 4;
const [FEW, MANY] = [250, 1_000];
/** Each takes a good while, and says much. */
const ROUNDS = 3;

export interface LongLineInput {
  readonly directory: string;
  readonly items: number;
  readonly stages: number;
}

export interface LongLineAnswer {
  readonly ms: number;
  readonly peakBytes: number;
}

const LINE = new URL('children/long-line.ts', import.meta.url);

export const longLine: Measure = {
  name: 'long-line',
  async measure({ scratch, rounds }) {
    const peaks = new Map<number, number[]>();
    const toContestant = (items: number) => ({
      name: String(items),
      async measure() {
        const input: LongLineInput = { directory: await scratch.directory(), items, stages: STAGES };
        const { ms, peakBytes } = await runChild<LongLineAnswer>(LINE, input);
        peaks.set(items, [...(peaks.get(items) ?? []), peakBytes]);
        return ms / items;
      },
    });
    const samples = await measureInRounds([toContestant(FEW), toContestant(MANY)], Math.min(rounds, ROUNDS));
    const peak = (items: number) => median(peaks.get(items) ?? []) / 2 ** 20;
    const toTime = (items: number): Figure => ({
      name: `pipeline of ${STAGES} stages, ${items} items: time for an item`,
      value: median(samples.get(String(items)) ?? []),
      unit: 'ms',
    });
    return [
      toTime(FEW),
      toTime(MANY),
      {
        name: `pipeline: an item of ${MANY} / an item of ${FEW}`,
        value: medianRatio(samples, String(MANY), String(FEW)),
        unit: '×',
        target: { atMost: 1.3 },
      },
      { name: `pipeline: memory of the process at most, ${FEW} items`, value: peak(FEW), unit: 'MiB' },
      { name: `pipeline: memory of the process at most, ${MANY} items`, value: peak(MANY), unit: 'MiB' },
    ];
  },
};
