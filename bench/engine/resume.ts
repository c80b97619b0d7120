/** How long a run that has come far takes to go on in a process that has just started, and how its storage grows. */
import type { Json, RunId } from '@tutti/protocol';
import type { Figure, Target } from '../report/figure.ts';
import { median } from '../report/rounds.ts';
import { runChild } from '../report/run-child.ts';
import { countBytes, type Scratch } from '../report/scratch.ts';
import type { Measure } from '../report/measure.ts';
import { openTutti } from './open-tutti.ts';

interface Journey {
  readonly program: string;
  /** What it is made of, in the singular. */
  readonly unit: string;
  /** How far it goes at a quarter, at a half and in full. */
  readonly sizes: readonly number[];
  readonly target?: Target;
  toInput(size: number): Json;
}

const STEPS: Journey = {
  program: 'long',
  unit: 'step',
  sizes: [2_500, 5_000, 10_000],
  target: { atMost: 300 },
  toInput: (steps) => ({ steps }),
};
const EXCHANGES: Journey = {
  program: 'chat',
  unit: 'exchange',
  sizes: [125, 250, 500],
  target: { atMost: 300 },
  toInput: (exchanges) => ({ exchanges }),
};
/** Each resumes the run of a store of its own, so that every one of them finds it asleep. */
const RESUMES = 3;

export const resumeSteps: Measure = { name: 'resume', measure: ({ scratch }) => measureJourney(STEPS, scratch) };
export const resumeChat: Measure = { name: 'chat', measure: ({ scratch }) => measureJourney(EXCHANGES, scratch) };

export interface ResumeInput {
  readonly directory: string;
  readonly run: RunId;
}

export interface ResumeAnswer {
  readonly resumeMs: number;
}

async function measureJourney(journey: Journey, scratch: Scratch): Promise<Figure[]> {
  const empty = await countBytes(await fill(journey, await scratch.directory(), 0).then(({ directory }) => directory));
  const figures: Figure[] = [];
  for (const size of journey.sizes) {
    const filled = await fill(journey, await scratch.directory(), size);
    const bytes = (await countBytes(filled.directory)) - empty;
    figures.push({
      name: `storage after ${size} ${journey.unit}s`,
      value: bytes / size,
      unit: `bytes/${journey.unit}`,
    });
  }
  return [await measureResume(journey, scratch), ...figures];
}

async function measureResume(journey: Journey, scratch: Scratch): Promise<Figure> {
  const size = journey.sizes.at(-1) ?? 0;
  const times: number[] = [];
  for (let count = 0; count < RESUMES; count++) {
    const filled: ResumeInput = await fill(journey, await scratch.directory(), size);
    const child = new URL('children/resume-run.ts', import.meta.url);
    times.push((await runChild<ResumeAnswer>(child, filled)).resumeMs);
  }
  const name = `resume of a run with ${size} stored ${journey.unit}s, in a new process`;
  const note = 'from the signal that wakes it to its end';
  return { name, value: median(times), unit: 'ms', note, ...(journey.target && { target: journey.target }) };
}

/** Leaves a closed store behind, whose run waits to go on. */
async function fill({ program, toInput }: Journey, directory: string, size: number): Promise<ResumeInput> {
  await using tutti = await openTutti(directory);
  const run = await tutti.submit(program, toInput(size));
  await tutti.asleep(run);
  return { directory, run };
}
