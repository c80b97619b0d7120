import { checkFleet } from '../check-fleet.ts';
import { Fleet } from '../fleet.ts';
import { type Row, sumCounts, toTimes } from '../row.ts';

const HEALTHY = 20;
/** A run may be claimed so often without getting any further. */
const MOST_DEATHS = 5;
const TIMING = { leaseMs: 1_500, lookEveryMs: 150 };
const WORKERS = ['one', 'two', 'three'];

export const poisonousRun: Row = {
  row: 'P6',
  fault: 'a run that kills its worker each time, with three workers that come back',
  async trial(postgres, seed) {
    await using fleet = await Fleet.open(postgres, TIMING);
    await fleet.startServer('left');
    const poison = await fleet.submit({ tenant: 1, key: `${seed}/poison`, program: 'poison', input: null });
    const began = Date.now();
    const accepted = await Promise.all(
      Array.from({ length: HEALTHY }, (_, index) =>
        fleet.submit({ tenant: 1, key: `${seed}/${index}`, program: 'steps', input: null }),
      ),
    );
    let quarantined: number | undefined;
    const isAside = async () => (await fleet.readStatus(poison.run)) === 'quarantined';
    const supervise = async (name: string): Promise<void> => {
      const worker = await fleet.startWorker(name);
      await Promise.race([worker.ended, fleet.untilTrue(isAside)]);
      if (await isAside()) quarantined ??= Date.now();
      else await supervise(name);
    };
    await Promise.all(WORKERS.map((name) => supervise(name)));
    await fleet.untilEnded(accepted);
    const findings = await checkFleet(fleet, [...accepted, poison]);
    const deaths = fleet.receiver.list().filter(({ run }) => run === poison.run).length;
    const asides = await fleet.countEvents('run.quarantined', poison.run);
    return {
      // That run is where it belongs: at rest, and not at its end.
      findings: { ...findings, stuck: findings.stuck - 1, leftOver: findings.leftOver - 1 },
      violations: (deaths > MOST_DEATHS ? 1 : 0) + asides.elsewhere + (asides.there === 0 ? 1 : 0),
      times: [(quarantined ?? Date.now()) - began],
      counts: { deaths, asides: asides.elsewhere, healthy: accepted.length },
    };
  },
  toFigure: (trials) =>
    `kept aside after ${toTimes(trials)} and ${sumCounts(trials, 'deaths')} deaths in all (at most ${MOST_DEATHS} each); healthy runs kept aside ${sumCounts(trials, 'asides')} of ${sumCounts(trials, 'healthy')}`,
};
