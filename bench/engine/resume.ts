/** How long a run that has come far takes to go on in a process that has just started, and how its storage grows. */
import type { Json, RunId } from '@tutti/protocol';
import type { Figure } from '../report/figure.ts';
import { countPg } from '../report/pg-driver.ts';
import { median } from '../report/rounds.ts';
import { runChild } from '../report/run-child.ts';
import { countBytes } from '../report/scratch.ts';
import type { Measure } from '../report/measure.ts';
import { openTutti } from './open-tutti.ts';
import { type Ground, onEachStore, type Place } from './place.ts';

interface Journey {
  readonly program: string;
  /** What it is made of, in the singular. */
  readonly unit: string;
  /** How far it goes at a quarter, at a half and in full. */
  readonly sizes: readonly number[];
  toInput(size: number): Json;
}

const STEPS: Journey = {
  program: 'long',
  unit: 'step',
  sizes: [2_500, 5_000, 10_000],
  toInput: (steps) => ({ steps }),
};
const EXCHANGES: Journey = {
  program: 'chat',
  unit: 'exchange',
  sizes: [125, 250, 500],
  toInput: (exchanges) => ({ exchanges }),
};
/** Each resumes the run of a store of its own, so that every one of them finds it asleep. */
const RESUMES = 3;
const MOST_MS = { sqlite: 300, postgres: 500 };

export const resumeSteps: Measure = {
  name: 'resume',
  measure: (bench) => onEachStore(bench, (ground) => measureJourney(STEPS, ground)),
};
export const resumeChat: Measure = {
  name: 'chat',
  measure: (bench) => onEachStore(bench, (ground) => measureJourney(EXCHANGES, ground)),
};

export interface ResumeInput {
  readonly place: Place;
  readonly run: RunId;
}

export interface ResumeAnswer {
  readonly resumeMs: number;
}

async function measureJourney(journey: Journey, ground: Ground): Promise<Figure[]> {
  const empty = await countStored((await fill(journey, ground, 0)).place);
  const figures: Figure[] = [];
  for (const size of journey.sizes) {
    const { place } = await fill(journey, ground, size);
    figures.push({
      name: ground.toName(`storage after ${size} ${journey.unit}s`),
      value: ((await countStored(place)) - empty) / size,
      unit: `bytes/${journey.unit}`,
    });
  }
  return [await measureResume(journey, ground), ...figures];
}

async function measureResume(journey: Journey, ground: Ground): Promise<Figure> {
  const size = journey.sizes.at(-1) ?? 0;
  const times: number[] = [];
  for (let count = 0; count < RESUMES; count++) {
    const filled: ResumeInput = await fill(journey, ground, size);
    const child = new URL('children/resume-run.ts', import.meta.url);
    times.push((await runChild<ResumeAnswer>(child, filled)).resumeMs);
  }
  return {
    name: ground.toName(`resume of a run with ${size} stored ${journey.unit}s, in a new process`),
    value: median(times),
    unit: 'ms',
    target: { atMost: MOST_MS[ground.store] },
    note: 'from the signal that wakes it to its end',
  };
}

/** Leaves a closed store behind, whose run waits to go on. */
async function fill({ program, toInput }: Journey, ground: Ground, size: number): Promise<ResumeInput> {
  const place = await ground.createPlace();
  await using tutti = await openTutti(place);
  const run = await tutti.submit(program, toInput(size));
  await tutti.asleep(run);
  return { place, run };
}

/** In bytes, with indexes. */
function countStored(place: Place): Promise<number> {
  if (place.store === 'sqlite') return countBytes(place.directory);
  return countPg(place.connectionString, 'SELECT pg_database_size(current_database())');
}
