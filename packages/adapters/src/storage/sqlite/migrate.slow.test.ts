import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { WITH_NEXT } from './child-programs/migrate-until-killed.ts';
import { startChild } from './child-programs/start-child.ts';
import { storeFilesIn } from './directory/store-files.ts';
import { openSqliteStore } from './open-sqlite-store.ts';
import { migrate, readVersion } from './schema/migrate.ts';

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

it('opens a store whose first migration was killed at any statement', async () => {
  for (let statement = 1; statement <= 32; statement += 5) {
    const directory = await mkdtemp(join(tmpdir(), 'tutti-migrate-'));
    const { database: file } = storeFilesIn(directory);
    await startChild('migrate-until-killed.ts', { args: [file, `${statement}`] }).ended();
    await using store = await openSqliteStore({ directory });
    expect(store.health()).toEqual({ state: 'ok' });
    await store[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
  }
});

/** After the next start has gone on where the last one stopped. */
function readSchema(file: string): unknown[] {
  const database = new DatabaseSync(file);
  expect([0, 1, 2]).toContain(readVersion(database));
  migrate(database, 1, WITH_NEXT);
  const objects = database.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY name').all();
  const check = database.prepare('PRAGMA integrity_check').all();
  const applied = database.prepare('SELECT number FROM migrations ORDER BY number').all();
  database.close();
  return [...objects, ...check, ...applied];
}
