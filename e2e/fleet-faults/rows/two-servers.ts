import { checkFleet } from '../check-fleet.ts';
import { Fleet } from '../fleet.ts';
import { type Row, sumFindings } from '../row.ts';

const RUNS = 30;

/** Both take requests, and both drive. */
export const twoServers: Row = {
  row: 'P11',
  fault: 'two servers started on one database at once',
  async trial(postgres, seed) {
    await using fleet = await Fleet.open(postgres);
    const servers = await Promise.all(['left', 'right'].map((name) => fleet.startServer(name, { room: RUNS / 2 })));
    const accepted = await Promise.all(
      Array.from({ length: RUNS }, (_, index) =>
        fleet.submit({ tenant: 1, key: `${seed}/${index}`, program: 'timers', input: null }),
      ),
    );
    await fleet.untilEnded(accepted);
    const idle = servers.filter((server) => server.listClaims().length === 0).length;
    return { findings: await checkFleet(fleet, accepted), violations: idle, times: [], counts: {} };
  },
  toFigure: (trials) =>
    `timers that fired twice ${sumFindings(trials, ({ firedTwice }) => firedTwice)} of ${sumFindings(trials, ({ timers }) => timers)}, what they set off done again ${sumFindings(trials, ({ sentAgain }) => sentAgain)}`,
};
