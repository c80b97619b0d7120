/** In a process of its own: one run of a pipeline, and what it has taken. */
import { timeMs } from '../../report/rounds.ts';
import { answer, readInput } from '../../report/run-child.ts';
import type { LongLineAnswer, LongLineInput } from '../long-line.ts';
import { openTeam } from '../open-team.ts';

const { directory, items, stages } = readInput<LongLineInput>();
const text = 'What an agent has made of it, in a few hundred characters. '.repeat(6);
const agents = Array.from({ length: stages }, (_, index) => `stage-${index + 1}`);
const options = { items: Array.from({ length: items }, (_, index) => `item ${index + 1}`) };

await using team = await openTeam(directory, () => text);
const ms = await timeMs(async () => {
  const { outcome, calls } = await team.run({ pattern: 'pipeline', agents, options });
  if (outcome !== 'finished' || calls !== items * stages)
    throw new Error(`it ended as ${outcome} after ${calls} calls`);
});
answer({ ms, peakBytes: process.resourceUsage().maxRSS * 1_024 } satisfies LongLineAnswer);
