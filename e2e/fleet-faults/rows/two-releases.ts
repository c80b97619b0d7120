import { checkFleet } from '../check-fleet.ts';
import { Fleet } from '../fleet.ts';
import { type Row, sumCounts, sumFindings } from '../row.ts';

const RUNS = 100;
/** Runs of this are under way while the releases change. */
const ROUNDS = 15;
const TIMING = { leaseMs: 3_000, lookEveryMs: 300 };

/** Workers of the release before and of this one drive the same runs; then the old ones are replaced, one by a kill. */
export const twoReleases: Row = {
  row: 'V1',
  fault: 'upgrade with 100 runs in flight, both releases at work',
  async trial(postgres, seed) {
    await using fleet = await Fleet.open(postgres, TIMING);
    await fleet.startServer('left', { release: 'old' });
    const old = await Promise.all(['one', 'two'].map((name) => fleet.startWorker(name, { release: 'old', room: 30 })));
    const young = await fleet.startWorker('three', { release: 'new', room: 30 });
    const accepted = await Promise.all(
      Array.from({ length: RUNS }, (_, index) =>
        fleet.submit({ tenant: 1, key: `${seed}/${index}`, program: 'grown', input: ROUNDS }),
      ),
    );
    const [first, second] = old;
    await Promise.all([first?.untilWorkingOn(5), second?.untilWorkingOn(5), young.untilWorkingOn(5)]);
    // What this release has begun must be left to it, also when its worker dies; what the old one has begun, it takes over.
    await young.kill();
    await first?.terminate();
    await fleet.startWorker('four', { release: 'new' });
    await second?.kill();
    await fleet.startServer('right', { release: 'new' });
    await fleet.untilEnded(accepted);
    const findings = await checkFleet(fleet, accepted);
    const crossings = await countCrossings(fleet);
    return {
      findings,
      violations: crossings.backward + crossings.quarantined + (crossings.forward === 0 ? 1 : 0),
      times: [],
      counts: crossings,
    };
  },
  toFigure: (trials) =>
    `failed runs ${sumFindings(trials, ({ failed, stuck }) => failed + stuck)} of ${sumFindings(trials, ({ accepted }) => accepted)}; begun by the old release and ended by the new one ${sumCounts(trials, 'forward')}, begun by the new one and claimed by the old one ${sumCounts(trials, 'backward')}, put aside ${sumCounts(trials, 'quarantined')}`,
};

/** By the builds in the journals. */
async function countCrossings({
  postgres,
  schema,
}: Fleet): Promise<{ forward: number; backward: number; quarantined: number }> {
  const build = "body::json ->> 'build'";
  const [row] = await postgres.query(
    `WITH drives AS (
      SELECT run, ${build} AS build, lag(${build}) OVER (PARTITION BY run ORDER BY seq) AS before
      FROM ${schema}.events WHERE type IN ('run.started', 'run.claimed')
    ) SELECT count(*) FILTER (WHERE before = 'fleet/old' AND build = 'fleet/new')::int AS forward,
      count(*) FILTER (WHERE before = 'fleet/new' AND build = 'fleet/old')::int AS backward,
      (SELECT count(*)::int FROM ${schema}.events WHERE type = 'run.quarantined') AS quarantined FROM drives`,
  );
  return {
    forward: Number(row?.['forward']),
    backward: Number(row?.['backward']),
    quarantined: Number(row?.['quarantined']),
  };
}
