import { systemClock } from '@tutti/engine';
import { nextTenant, RunScript } from '@tutti/engine/testing';
import { expect, it } from 'vitest';
import { openPostgresStore } from './open-postgres-store.ts';
import { startTestPostgres } from './testing/start-test-postgres.ts';

const RUNS = 50;

it('lets the planner look at new tables once there is something in them', async () => {
  await using server = await startTestPostgres({ autovacuum: 'off' });
  const { connectionString } = server;
  await using store = await openPostgresStore({ connectionString });
  const stage = { store, tenant: nextTenant(), clock: systemClock };
  const analyzed = async () =>
    (
      await server.query(
        "SELECT relname FROM pg_stat_user_tables WHERE relname IN ('runs', 'events') AND last_analyze IS NOT NULL ORDER BY relname",
      )
    ).map(({ relname }) => relname);
  expect(await analyzed()).toEqual([]);
  await Promise.all(Array.from({ length: RUNS }, () => store.submit(new RunScript(stage).toNewRun())));
  await expect.poll(analyzed, { timeout: 20_000 }).toEqual(['events', 'runs']);
}, 60_000);
