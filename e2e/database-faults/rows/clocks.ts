/** C2: two workers whose clocks are five minutes from the right time, one ahead and one behind. */
import { checkRig } from '../check-rig.ts';
import type { DriverProcess } from '../driver-process.ts';
import { Rig } from '../rig.ts';
import { toRate, toRowResult, toSeconds } from '../row-result.ts';
import { CONVERGES_WITHIN_MS, type Row, toSchema } from './row.ts';

const SKEW_MS = 300_000;
const TIMERS_MS = [1_500, 4_000];
/** A worker looks every now and then, and a loaded machine takes its time; five minutes it does not take. */
const LATE_MS = 30_000;
/** By so much a worker may misjudge the time of the database, as far as the answer took to come. */
const EARLY_MS = 500;

export const runSkewedClocks: Row = async ({ cluster, seed, isLong }) => {
  const { connectionString } = cluster;
  const skewed = [SKEW_MS, -SKEW_MS].map((skewMs) => ({ connectionString, skewMs, room: 50 }));
  await using rig = await Rig.open({ schema: toSchema('c2', seed), seed, connectionString, drivers: skewed });
  const runs = isLong ? 200 : 30;
  const now = Date.now();
  await Promise.all(
    Array.from({ length: runs }, () =>
      rig.submit(
        'timers',
        TIMERS_MS.map((ms) => now + ms),
      ),
    ),
  );
  await rig.submitMany(runs);
  await rig.untilAllEnded(CONVERGES_WITHIN_MS);
  const found = await checkRig(rig);
  const fired = rig.drivers.flatMap(({ said }) => said.filter((one) => one.say === 'fired'));
  const early = fired.filter(({ at, due }) => at < due - EARLY_MS).length;
  const late = fired.filter(({ at, due }) => at > due + LATE_MS).length;
  const twice = fired.length - new Set(fired.map(({ run, due }) => `${run}/${due}`)).size;
  const latest = Math.max(0, ...fired.map(({ at, due }) => at - due));
  const double = countDoubleOwners(rig.drivers);
  const figure = `clocks ${SKEW_MS / 60_000} min ahead and behind: double ownership ${toRate(double, countClaims(rig.drivers))} claims; timers double ${toRate(twice, fired.length)}, more than ${toSeconds(EARLY_MS)} early ${early}, more than ${toSeconds(LATE_MS)} late ${late}, latest ${toSeconds(latest)}`;
  const missing = runs * TIMERS_MS.length - new Set(fired.map(({ run, due }) => `${run}/${due}`)).size;
  return toRowResult({
    id: 'C2',
    figure,
    found,
    broken: { 'double ownership': double, double: twice, early, late, 'never fired': missing },
  });
};

function listClaims(drivers: readonly DriverProcess[]) {
  return drivers.flatMap(({ said }) => said.filter((one) => one.say === 'claimed'));
}

function countClaims(drivers: readonly DriverProcess[]): number {
  return listClaims(drivers).length;
}

/** The same epoch of the same run, given out twice. */
function countDoubleOwners(drivers: readonly DriverProcess[]): number {
  const claims = listClaims(drivers);
  return claims.length - new Set(claims.map(({ run, epoch }) => `${run}/${epoch}`)).size;
}
