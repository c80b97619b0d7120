/** The queue under many workers: how quickly they take a full one, and that none takes what another has. */
import type { Figure } from '../report/figure.ts';
import type { Bench, Measure } from '../report/measure.ts';
import { measureInRounds, median, timeMs } from '../report/rounds.ts';
import { withWorkers } from './fleet/fleet-worker.ts';
import { openTutti } from './open-tutti.ts';
import { type Ground, onPostgres, type Place } from './place.ts';

const RUNS = 2_000;
const WORKERS = [1, 4, 8];
/** Each sample fills a queue of its own. */
const MOST_ROUNDS = 3;

export const claims: Measure = {
  name: 'claims',
  measure: (bench) => onPostgres(bench, (ground) => measureClaims(bench, ground)),
};

async function measureClaims({ rounds }: Bench, ground: Ground): Promise<readonly Figure[]> {
  const contestants = WORKERS.map((workers) => ({
    name: String(workers),
    measure: async () => claimAll(await fill(ground), workers),
  }));
  const samples = await measureInRounds(contestants, Math.min(rounds, MOST_ROUNDS));
  return WORKERS.map((workers) => ({
    name: `claims: a queue of ${RUNS} runs taken by ${workers} ${workers === 1 ? 'worker' : 'workers'}`,
    value: median(samples.get(String(workers)) ?? []),
    unit: 'runs/s',
    note: 'each run claimed by one of them',
  }));
}

async function fill(ground: Ground): Promise<Place> {
  const place = await ground.createPlace();
  await using asking = await openTutti(place, { drives: false });
  await Promise.all(Array.from({ length: RUNS }, () => asking.submit('one-step')));
  return place;
}

/** Runs per second. */
function claimAll(place: Place, count: number): Promise<number> {
  return withWorkers(count, { place, room: RUNS }, async (workers) => {
    let claimed: readonly number[] = [];
    const ms = await timeMs(async () => {
      claimed = await Promise.all(workers.map((worker) => worker.claimAll()));
    });
    const sum = claimed.reduce((all, each) => all + each, 0);
    if (sum !== RUNS) throw new Error(`${RUNS} runs were claimed ${sum} times`);
    return (RUNS * 1_000) / ms;
  });
}
