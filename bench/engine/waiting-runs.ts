/** Many runs that wait for a person: asleep they hold neither a worker nor much memory. */
import { runChild } from '../report/run-child.ts';
import type { Measure } from '../report/measure.ts';
import { onEachStore, type Place } from './place.ts';

const RUNS = 10_000;

export interface WaitingInput {
  readonly place: Place;
  readonly runs: number;
}

export interface WaitingAnswer {
  readonly parkedMs: number;
  readonly approvedMs: number;
  readonly peakBytes: number;
}

export const waitingRuns: Measure = {
  name: 'waiting',
  measure: (bench) =>
    onEachStore(bench, async ({ createPlace, toName }) => {
      const input: WaitingInput = { place: await createPlace(), runs: RUNS };
      const child = new URL('children/wait-for-approval.ts', import.meta.url);
      const { parkedMs, approvedMs, peakBytes } = await runChild<WaitingAnswer>(child, input);
      return [
        { name: toName(`${RUNS} runs until all wait for an approval`), value: parkedMs / 1_000, unit: 's' },
        {
          name: toName(`${RUNS} waiting runs from all approved to all done`),
          value: approvedMs / 1_000,
          unit: 's',
          target: { atMost: 30 },
        },
        {
          name: toName(`${RUNS} waiting runs, peak memory`),
          value: peakBytes / 2 ** 20,
          unit: 'MiB',
          target: { atMost: 600 },
        },
      ];
    }),
};
