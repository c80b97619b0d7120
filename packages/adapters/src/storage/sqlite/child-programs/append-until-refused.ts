/** Appends to one run until the store refuses, then says whether it refuses again, and how it feels. */
import { EngineError, systemClock } from '@tutti/engine';
import { note, RunScript } from '@tutti/engine/testing';
import type { TenantId } from '@tutti/protocol';
import { openSqliteStore } from '../open-sqlite-store.ts';
import { say } from './say.ts';

const [directory = '', tenant = ''] = process.argv.slice(2);
const store = await openSqliteStore({ directory });
const run = new RunScript({ store, tenant: tenant as TenantId, clock: systemClock });
const refused = (error: unknown) => say(`refused ${error instanceof EngineError ? error.code : String(error)}`);
try {
  await store.submit(run.toNewRun());
  await run.claim();
  say(`acknowledged ${run.run} 1`);
  for (;;) {
    await run.append([note('more')]);
    say(`acknowledged ${run.run} ${run.state.seq}`);
  }
} catch (error) {
  refused(error);
}
await run.append([note('again')]).catch(refused);
await store.submit({ ...run.toNewRun(), run: `${run.run.slice(0, -1)}z` as never }).catch(refused);
say(`health ${store.health().state} ${store.isLeaseHeld(...run.driver)}`);
await store[Symbol.asyncDispose]();
say('closed');
