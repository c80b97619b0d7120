/** What a second and a fourth worker add where the steps wait for somebody else, as those of agents do. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Figure } from '../report/figure.ts';
import type { Bench, Measure } from '../report/measure.ts';
import { countPg } from '../report/pg-driver.ts';
import { measureInRounds, median, medianRatio, timeMs } from '../report/rounds.ts';
import { withWorkers } from './fleet/fleet-worker.ts';
import { openTutti, type Tutti } from './open-tutti.ts';
import { type Ground, onPostgres, type Place } from './place.ts';
import { SLOW_STEP_MS, STEPS_PER_RUN } from './programs.ts';

const RUNS = 120;
/** Small enough that one worker is busy throughout, so that only another one makes it quicker. */
const ROOM = 10;
const WORKERS = [1, 2, 4];
/** The steps are slow, so their times differ little. */
const MOST_ROUNDS = 3;

export const scaleOut: Measure = {
  name: 'scale-out',
  measure: (bench) => onPostgres(bench, (ground) => measureScale(bench, ground)),
};

async function measureScale({ rounds, say }: Bench, ground: Ground): Promise<readonly Figure[]> {
  const place = await ground.createPlace();
  await using asking = await openTutti(place, { drives: false });
  const contestants = WORKERS.map((workers) => ({
    name: toName(workers),
    measure: () => runAll(asking, place, workers),
  }));
  const samples = await measureInRounds(contestants, Math.min(rounds, MOST_ROUNDS));
  const ideal = (1_000 / SLOW_STEP_MS) * ROOM;
  say(`a worker with room for ${ROOM} runs can do ${ideal} steps/s at most`);
  return [
    ...WORKERS.map((workers) => ({
      name: `scale-out: steps of ${SLOW_STEP_MS} ms, ${toName(workers)}`,
      value: median(samples.get(toName(workers)) ?? []),
      unit: 'steps/s',
    })),
    {
      name: 'scale-out: two workers over one',
      value: medianRatio(samples, toName(2), toName(1)),
      unit: '×',
      target: { atLeast: 1.8 },
    },
    { name: 'scale-out: four workers over one', value: medianRatio(samples, toName(4), toName(1)), unit: '×' },
  ];
}

function toName(workers: number): string {
  return workers === 1 ? '1 worker' : `${workers} workers`;
}

/** Steps per second, from the start of the workers until all runs have ended. */
function runAll(asking: Tutti, place: Place, count: number): Promise<number> {
  return withWorkers(count, { place, room: ROOM }, async (workers) => {
    const before = await countCompleted(place);
    await Promise.all(Array.from({ length: RUNS }, () => asking.submit('slow-steps')));
    const ms = await timeMs(async () => {
      await Promise.all(workers.map((worker) => worker.start()));
      while ((await countCompleted(place)) < before + RUNS) await sleep(20);
    });
    return (RUNS * STEPS_PER_RUN * 1_000) / ms;
  });
}

async function countCompleted(place: Place): Promise<number> {
  if (place.store === 'sqlite') throw new Error('one process has a directory to itself');
  return countPg(place.connectionString, "SELECT count(*) FROM tutti.runs WHERE status = 'completed'");
}
