/** Three agents that take a second and a half each, at the same time. */
import { setTimeout as sleep } from 'node:timers/promises';
import { measureInRounds, median, timeMs } from '../report/rounds.ts';
import type { Measure } from '../report/measure.ts';
import { openTeam } from './open-team.ts';

const AGENTS = ['ann', 'bob', 'cid'];
const ANSWER_MS = 1_500;

export const parallelAgents: Measure = {
  name: 'parallel',
  async measure({ scratch, rounds }) {
    await using team = await openTeam(await scratch.directory(), async ({ agent }) => {
      await sleep(ANSWER_MS);
      return `the answer of ${agent}`;
    });
    const work = async () => {
      const { outcome, text } = await team.run({ pattern: 'parallel', agents: AGENTS });
      if (outcome !== 'finished' || !AGENTS.every((agent) => text.includes(`the answer of ${agent}`)))
        throw new Error(`not all have answered: ${outcome}`);
    };
    const samples = await measureInRounds([{ name: 'team', measure: () => timeMs(work) }], rounds);
    const times = samples.get('team') ?? [];
    return [
      {
        name: 'three agents of 1.5 s in parallel, from asked to ended',
        value: median(times) / 1_000,
        unit: 's',
        target: { atMost: 1.6 },
        note: `${rounds} times, the longest ${(Math.max(...times) / 1_000).toFixed(3)} s`,
      },
    ];
  },
};
