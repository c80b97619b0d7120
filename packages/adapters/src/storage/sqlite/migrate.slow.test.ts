import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { systemClock } from '@tutti/engine';
import { createMemoryStore, nextTenant, RunScript } from '@tutti/engine/testing';
import { TaskId } from '@tutti/protocol';
import { expect, it } from 'vitest';
import { leaveFirstVersion } from './child-programs/leave-first-version.ts';
import { WITH_NEXT } from './child-programs/migrate-until-killed.ts';
import { startChild } from './child-programs/start-child.ts';
import { storeFilesIn } from './directory/store-files.ts';
import { openSqliteStore } from './open-sqlite-store.ts';
import { migrate, readVersion } from './schema/migrate.ts';
import { addAccessAndFeed } from './schema/add-access-and-feed.ts';
import { MIGRATIONS } from './schema/migrations.ts';

const TASK = TaskId.parse(`tsk_${'0'.repeat(36)}`);

it('finds a usable database wherever a migration was killed', async () => {
  const whole = readSchema(':memory:');
  let survived = false;
  for (let statement = 1; !survived; statement++) {
    const directory = await mkdtemp(join(tmpdir(), 'tutti-migrate-'));
    const { database: file } = storeFilesIn(directory);
    const { signal } = await startChild('migrate-until-killed.ts', { args: [file, `${statement}`] }).ended();
    survived = signal === null;

    expect(readSchema(file)).toEqual(whole);
    await rm(directory, { recursive: true });
    if (survived) expect(statement).toBeGreaterThan(WITH_NEXT.flatMap(({ statements }) => statements).length);
  }
});

it('opens a store whose migrations were killed at any statement', async () => {
  const statements = MIGRATIONS.flatMap((migration) => migration.statements).length;
  for (let statement = 1; statement <= statements + 12; statement += 5) {
    const directory = await mkdtemp(join(tmpdir(), 'tutti-migrate-'));
    const { database: file } = storeFilesIn(directory);
    await startChild('migrate-until-killed.ts', { args: [file, `${statement}`] }).ended();
    await using store = await openSqliteStore({ directory });
    expect(store.health()).toEqual({ state: 'ok' });
    await store[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
  }
});

it('keeps all runs of an older database wherever its migration was killed', async () => {
  const older = await mkdtemp(join(tmpdir(), 'tutti-migrate-'));
  const tenant = nextTenant();
  const runs = Array.from({ length: 20 }, (_, index) => {
    const task = index % 2 === 0 ? TASK : undefined;
    return new RunScript({ store: createMemoryStore(), tenant, clock: systemClock }, { ...(task && { task }) });
  });
  leaveFirstVersion(storeFilesIn(older).database, runs);
  let survived = false;
  for (let statement = 1; !survived; statement++) {
    const directory = await mkdtemp(join(tmpdir(), 'tutti-migrate-'));
    await cp(older, directory, { recursive: true });
    const { database: file } = storeFilesIn(directory);
    const { signal } = await startChild('migrate-until-killed.ts', { args: [file, `${statement}`, 'current'] }).ended();
    survived = signal === null;

    await using store = await openSqliteStore({ directory });
    expect((await store.listRuns(tenant, { limit: 100 })).runs).toHaveLength(runs.length);
    expect((await store.listRuns(tenant, { limit: 100, task: TASK })).runs).toHaveLength(runs.length / 2);
    expect((await store.listRuns(tenant, { limit: 100, tasks: true })).runs).toMatchObject([{ run: runs.at(-2)?.run }]);
    await store[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
    if (survived) expect(statement).toBeGreaterThan(addAccessAndFeed.statements.length);
  }
  await rm(older, { recursive: true });
});

/** After the next start has gone on where the last one stopped. */
function readSchema(file: string): unknown[] {
  const database = new DatabaseSync(file);
  expect([0, ...WITH_NEXT.map(({ number }) => number)]).toContain(readVersion(database));
  migrate(database, 1, WITH_NEXT);
  const objects = database.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY name').all();
  const check = database.prepare('PRAGMA integrity_check').all();
  const applied = database.prepare('SELECT number FROM migrations ORDER BY number').all();
  database.close();
  return [...objects, ...check, ...applied];
}
