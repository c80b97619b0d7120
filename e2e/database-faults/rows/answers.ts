/** D3, N1 and N4: answers that are lost, late, or cut in the middle. */
import { openFaultProxy } from '../../proxy/open-fault-proxy.ts';
import { checkRig } from '../check-rig.ts';
import { becomes, Rig } from '../rig.ts';
import { toPercentile, toRate, toRowResult, toSeconds } from '../row-result.ts';
import { CONVERGES_WITHIN_MS, type Row, toSchema } from './row.ts';

/** The names under which whatever changes runs is prepared, and the end of every transaction. */
const CHANGES = ['COMMIT', 'append\0', 'submit\0', 'claim-ready\0', 'signal\0', 'release\0'];

export const runLostAnswers: Row = async ({ cluster, seed, isLong }) => {
  await using proxy = await openFaultProxy(cluster.port);
  const connectionString = cluster.toConnectionString(proxy.port);
  const schema = toSchema('d3', seed);
  // The client's submissions are cut as well.
  await using rig = await Rig.open({
    schema,
    seed,
    connectionString,
    drivers: [{ connectionString }, { connectionString }],
  });
  proxy.cutAnswers({ words: CHANGES, every: 9 });
  const cuts = isLong ? 1_000 : 60;
  while (proxy.counts.answersLost < cuts) {
    await rig.submitMany(10);
    await rig.untilAllEnded(CONVERGES_WITHIN_MS);
  }
  proxy.heal();
  const convergedMs = await rig.untilAllEnded(CONVERGES_WITHIN_MS);
  const found = await checkRig(rig);
  const [rows = ''] = await cluster.ask(`SELECT count(*) FROM ${schema}.runs`);
  const strange = Math.abs(Number(rows) - found.acknowledged);
  const doubles = found.recordedTwice + strange;
  const figure = `double inserts ${toRate(doubles, proxy.counts.answersLost)} lost answers to COMMIT and to statements that commit; ended ${toSeconds(convergedMs)} after the last; errors shown to users ${rig.shown.length}`;
  return toRowResult({ id: 'D3', figure, found, broken: { 'runs more or less than acknowledged': strange } });
};

export const runSlowNetwork: Row = async ({ cluster, seed, isLong }) => {
  await using proxy = await openFaultProxy(cluster.port);
  const connectionString = cluster.toConnectionString(proxy.port);
  const times = { statementTimeoutMs: 6_000, patienceMs: 10_000, leaseMs: 6_000 };
  await using rig = await Rig.open({
    schema: toSchema('n1', seed),
    seed,
    connectionString,
    drivers: [{ connectionString, ...times }],
  });
  // A round trip takes 200 ms, 200 ms more or less.
  proxy.setDelay({ latencyMs: 100, jitterMs: 100 });
  const tookMs: number[] = [];
  const count = isLong ? 100 : 10;
  await Promise.all(
    Array.from({ length: count }, async () => {
      const start = performance.now();
      await rig.submit('short');
      tookMs.push(performance.now() - start);
    }),
  );
  const endedMs = await rig.untilAllEnded(CONVERGES_WITHIN_MS);
  proxy.heal();
  const found = await checkRig(rig);
  const troubles = rig.drivers.flatMap((driver) => driver.troubles);
  const figure = `200 ms ± 200 ms to the database: submission p95 ${toSeconds(toPercentile(tookMs, 0.95))}, ${count} runs ended in ${toSeconds(endedMs)}, timeouts ${troubles.length + rig.shown.length}`;
  return toRowResult({ id: 'N1', figure, found });
};

export const runTornAnswers: Row = async ({ cluster, seed, isLong }) => {
  await using proxy = await openFaultProxy(cluster.port);
  const connectionString = cluster.toConnectionString(proxy.port);
  await using rig = await Rig.open({
    schema: toSchema('n4', seed),
    seed,
    connectionString,
    drivers: [{ connectionString }],
  });
  // Sometimes in the middle of the first answers, sometimes after many.
  proxy.cutAfter({ direction: 'to_client', bytes: () => Math.ceil(40 * 2 ** (rig.random.next() * 10)) });
  proxy.cut();
  const before = proxy.counts.cuts;
  const cuts = isLong ? 500 : 40;
  const start = performance.now();
  while (proxy.counts.cuts - before < cuts && performance.now() - start < CONVERGES_WITHIN_MS * (isLong ? 10 : 1)) {
    await rig.submitMany(6);
    await becomes(async () => (await rig.countUnended().catch(() => 1_000)) < 12, CONVERGES_WITHIN_MS);
  }
  const torn = proxy.counts.cuts - before;
  proxy.heal();
  const convergedMs = await rig.untilAllEnded(CONVERGES_WITHIN_MS);
  const found = await checkRig(rig);
  const wrong = found.lost + found.failed + found.recordedTwice + found.joinsChanged + found.unfolded;
  const figure = `wrong results ${toRate(wrong, torn)} resets in the middle of an answer; ended ${toSeconds(convergedMs)} after the last; errors shown to users, all to be asked again, ${rig.shown.length}`;
  return toRowResult({ id: 'N4', figure, found, broken: { 'resets missing': Math.max(0, cuts - torn) } });
};
