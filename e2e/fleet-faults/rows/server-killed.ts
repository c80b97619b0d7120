import { setTimeout as delay } from 'node:timers/promises';
import { SeededRandom } from '../../kill-loops/seeded-random.ts';
import { checkFleet } from '../check-fleet.ts';
import { type Accepted, Fleet } from '../fleet.ts';
import { type Row, sumFindings, toTimes } from '../row.ts';

const RUNS = 10;
const LONGEST_LIFE_MS = 3_000;

/** The one server that also drives is killed while clients ask it and another one; it comes back at once. */
export const serverKilled: Row = {
  row: 'P1',
  fault: 'kill -9 of a server at a random moment',
  async trial(postgres, seed) {
    await using fleet = await Fleet.open(postgres);
    const random = new SeededRandom(seed);
    const victim = await fleet.startServer('left', { room: 50 });
    await fleet.startServer('right');
    const accepting = Promise.all(
      Array.from({ length: RUNS }, async (_, index): Promise<Accepted> => {
        await delay(random.between(0, LONGEST_LIFE_MS));
        const program = index % 2 === 0 ? 'slow' : 'pay';
        return fleet.submit({ tenant: 1, key: `${seed}/${index}`, program, input: null });
      }),
    );
    await delay(random.between(0, LONGEST_LIFE_MS));
    await victim.kill();
    const killedAt = Date.now();
    const next = await fleet.startServer('left', { room: 50 });
    const accepted = await accepting;
    await fleet.untilEnded(accepted);
    const held = new Set(victim.listClaims().map(({ run }) => run));
    const resumed = next.listClaims().filter(({ run }) => held.has(run));
    return {
      findings: await checkFleet(fleet, accepted),
      violations: 0,
      times: resumed.map(({ at }) => at - killedAt),
      counts: {},
    };
  },
  toFigure: (trials) =>
    `lost ${sumFindings(trials, ({ lost }) => lost)}, duplicated ${sumFindings(trials, ({ duplicated }) => duplicated)}, stuck ${sumFindings(trials, ({ stuck }) => stuck)} of ${sumFindings(trials, ({ accepted }) => accepted)} accepted; resumed after ${toTimes(trials)}`,
};
