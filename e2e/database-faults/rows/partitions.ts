/** N2 and N3: nothing arrives, in both directions or in one, and nobody is told. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Direction } from '../../proxy/fault-link.ts';
import { openFaultProxy } from '../../proxy/open-fault-proxy.ts';
import { checkRig } from '../check-rig.ts';
import type { DriverProcess } from '../driver-process.ts';
import { becomes, Rig } from '../rig.ts';
import { toRowResult, toSeconds } from '../row-result.ts';
import { CONVERGES_WITHIN_MS, type Row, toSchema } from './row.ts';

const PARTITION_MS = 5_000;
const LONG_PARTITION_MS = 30_000;

/** All drivers are cut off; the client is not. */
export const runPartition: Row = async ({ cluster, seed, isLong }) => {
  await using proxy = await openFaultProxy(cluster.port);
  const driver = { connectionString: cluster.toConnectionString(proxy.port), room: 10 };
  const { connectionString } = cluster;
  await using rig = await Rig.open({ schema: toSchema('n2', seed), seed, connectionString, drivers: [driver, driver] });
  await rig.submitMany(30);
  await becomes(async () => (await rig.countEnded()) > 2);
  const startedAt = Date.now();
  proxy.silence(['to_server', 'to_client']);
  await rig.submitMany(6);
  await sleep(isLong ? LONG_PARTITION_MS : PARTITION_MS);
  const surfaced = rig.drivers.map((each) => findTrouble(each, startedAt));
  proxy.heal();
  const convergedMs = await rig.untilAllEnded(CONVERGES_WITHIN_MS);
  const found = await checkRig(rig);
  const figure = `${toSeconds(isLong ? LONG_PARTITION_MS : PARTITION_MS)} without the database, noticed by the drivers after ${surfaced.map(toNoticed).join(' and ')}: everything ended ${toSeconds(convergedMs)} after the healing`;
  return toRowResult({
    id: 'N2',
    figure,
    found,
    broken: { 'not surfaced': surfaced.filter((ms) => ms === undefined).length },
  });
};

/** One driver is cut off in one direction; another one takes over what it held. */
export const runOneWay: Row = async ({ cluster, seed }) => {
  const { connectionString } = cluster;
  const noticed: string[] = [];
  const directions: readonly Direction[] = ['to_client', 'to_server'];
  await using rig = await Rig.open({ schema: toSchema('n3', seed), seed, connectionString, drivers: [] });
  const missing = { noticed: 0 };
  for (const direction of directions) {
    await using proxy = await openFaultProxy(cluster.port);
    const half = await rig.startDriver({ connectionString: cluster.toConnectionString(proxy.port), room: 10 });
    const ended = await rig.countEnded();
    await rig.submitMany(20);
    await becomes(async () => (await rig.countEnded()) > ended + 2);
    const startedAt = Date.now();
    proxy.silence([direction]);
    await using whole = await rig.startDriver({ connectionString, room: 10 });
    await becomes(() => findTrouble(half, startedAt) !== undefined, 10_000);
    const trouble = findTrouble(half, startedAt);
    if (trouble === undefined) missing.noticed += 1;
    const takenOver = await rig.untilAllEnded(CONVERGES_WITHIN_MS);
    noticed.push(
      `${direction === 'to_client' ? 'answers' : 'questions'} lost: detected by the driver after ${toNoticed(trouble)}, all ended by the other after ${toSeconds(takenOver)} more`,
    );
    proxy.heal();
    await becomes(() => half.health === 'ok', 10_000);
    if (!half.isAlive || !whole.isAlive) missing.noticed += 1;
    await half[Symbol.asyncDispose]();
  }
  const found = await checkRig(rig);
  return toRowResult({ id: 'N3', figure: noticed.join('; '), found, broken: { 'not noticed': missing.noticed } });
};

/** How long after the beginning of the fault the driver told of it. */
function findTrouble({ troubles }: DriverProcess, since: number): number | undefined {
  const first = troubles.find(({ at }) => at >= since);
  return first && first.at - since;
}

function toNoticed(ms: number | undefined): string {
  return ms === undefined ? 'never' : toSeconds(ms);
}
