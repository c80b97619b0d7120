/** Appends for a while, one run after the other's back, and says how it went and how long the event loop was held up. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { systemClock } from '@tutti/engine';
import { nextTenant, note, RunScript } from '@tutti/engine/testing';
import { openSqliteStore } from '../open-sqlite-store.ts';
import { say } from './say.ts';

const [directory = '', appends = '0'] = process.argv.slice(2);
const store = await openSqliteStore({ directory });
const stage = { store, tenant: nextTenant(), clock: systemClock };
const runs = Array.from({ length: 20 }, () => new RunScript(stage));
for (const run of runs) {
  await store.submit(run.toNewRun());
  await run.claim();
}
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const startedAt = performance.now();
await Promise.all(
  runs.map(async (run) => {
    for (let round = 0; round < Number(appends); round++) await run.append([note(`${round}`)]);
  }),
);
say(`took ${(performance.now() - startedAt).toFixed(0)}`);
say(`delay ${(delay.percentile(99) / 1e6).toFixed(1)}`);
await store[Symbol.asyncDispose]();
