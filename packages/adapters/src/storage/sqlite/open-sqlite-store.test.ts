import { appendFile, copyFile, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { systemClock } from '@tutti/engine';
import { nextTenant, note, RunScript } from '@tutti/engine/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { storeFilesIn } from './directory/store-files.ts';
import { openSqliteStore } from './open-sqlite-store.ts';
import { NEWEST_VERSION } from './schema/migrate.ts';

let directory: string;
beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'tutti-open-'))));
afterEach(() => rm(directory, { recursive: true }));

/** Leaves a store with one run behind and tells the run. */
async function leaveStore(): Promise<RunScript> {
  await using store = await openSqliteStore({ directory });
  const run = new RunScript({ store, tenant: nextTenant(), clock: systemClock });
  await store.submit(run.toNewRun());
  await run.claim();
  await run.append([note('kept')]);
  return run;
}

describe('opening a sqlite store', () => {
  it('creates the directory, closed to other users', async () => {
    const inner = join(directory, 'not', 'there', 'yet');
    await using store = await openSqliteStore({ directory: inner });
    expect(store.health()).toEqual({ state: 'ok' });
    expect((await stat(inner)).mode & 0o777).toBe(0o700);
  });

  it('keeps what it writes to its owner, also in a directory that others may enter', async () => {
    const open = await openSqliteStore({ directory });
    const { database, log } = storeFilesIn(directory);
    await open.submit(new RunScript({ store: open, tenant: nextTenant(), clock: systemClock }).toNewRun());
    for (const file of [database, log]) expect((await stat(file)).mode & 0o777, file).toBe(0o600);
    await open[Symbol.asyncDispose]();
    for (const file of [database, storeFilesIn(directory).seal])
      expect((await stat(file)).mode & 0o777, file).toBe(0o600);
  });

  it('refuses a directory that this process has open already', async () => {
    await using first = await openSqliteStore({ directory });
    await expect(openSqliteStore({ directory })).rejects.toThrow(`process ${process.pid}`);
    expect(first.health()).toEqual({ state: 'ok' });
  });

  it('refuses a path that is no directory', async () => {
    const file = join(directory, 'file');
    await writeFile(file, '');
    const refused = openSqliteStore({ directory: file });
    await expect(refused).rejects.toMatchObject({ code: 'store_read_only' });
    await expect(refused).rejects.toThrow(`${file} is not a directory`);
    await expect(openSqliteStore({ directory: join(file, 'below') })).rejects.toThrow('is not a directory');
  });

  it('refuses the database of a newer version and leaves it as it is', async () => {
    await leaveStore();
    const { database: file } = storeFilesIn(directory);
    setHeader(file, `PRAGMA user_version = ${NEWEST_VERSION + 1}`);
    const before = await readFile(file);

    const refused = openSqliteStore({ directory });
    await expect(refused).rejects.toMatchObject({ code: 'store_too_new' });
    await expect(refused).rejects.toThrow(`version ${NEWEST_VERSION + 1}`);
    expect((await readFile(file)).equals(before)).toBe(true);
    expect(await readdir(directory)).not.toContain('tutti.db-wal');
  });

  it('refuses the database of another program', async () => {
    await leaveStore();
    setHeader(storeFilesIn(directory).database, 'PRAGMA application_id = 1');
    await expect(openSqliteStore({ directory })).rejects.toMatchObject({ code: 'store_corrupt' });
  });

  it('refuses a file that is no database', async () => {
    await writeFile(storeFilesIn(directory).database, 'a letter to a friend\n'.repeat(500));
    await expect(openSqliteStore({ directory })).rejects.toMatchObject({ code: 'store_corrupt' });
  });

  it('refuses a file that was cut short', async () => {
    await leaveStore();
    const { database: file } = storeFilesIn(directory);
    await truncate(file, (await stat(file)).size - 4096);
    await expect(openSqliteStore({ directory })).rejects.toMatchObject({ code: 'store_corrupt' });
  });

  it('refuses to begin anew where a database is missing', async () => {
    await leaveStore();
    await rm(storeFilesIn(directory).database);
    await expect(openSqliteStore({ directory })).rejects.toMatchObject({ code: 'store_corrupt' });
  });

  it('refuses an empty file beside a log, which may hold everything', async () => {
    const { database: file, log } = storeFilesIn(directory);
    await writeFile(file, '');
    await writeFile(log, Buffer.alloc(8192));
    await expect(openSqliteStore({ directory })).rejects.toMatchObject({ code: 'store_corrupt' });
    expect((await stat(log)).size).toBe(8192);
  });

  it('refuses a file that has grown', async () => {
    await leaveStore();
    await appendFile(storeFilesIn(directory).database, Buffer.alloc(4096));
    await expect(openSqliteStore({ directory })).rejects.toMatchObject({ code: 'store_corrupt' });
  });

  it('opens a file that nobody sealed, if it is sound', async () => {
    const run = await leaveStore();
    await rm(storeFilesIn(directory).seal);
    await using store = await openSqliteStore({ directory });
    expect(await store.readEntries(run.tenant, run.run, { after: 0, limit: 9 })).toEqual(run.entries);
  });

  it('can be tried again after it was refused', async () => {
    const run = await leaveStore();
    const { database: file } = storeFilesIn(directory);
    await copyFile(file, `${file}.copy`);
    await writeFile(file, 'no database');
    await expect(openSqliteStore({ directory })).rejects.toMatchObject({ code: 'store_corrupt' });

    await copyFile(`${file}.copy`, file);
    await using store = await openSqliteStore({ directory });
    expect(await store.findRun(run.tenant, run.run)).toBeDefined();
  });
});

describe('closing a sqlite store', () => {
  it('leaves a directory that is complete when it is copied', async () => {
    const run = await leaveStore();
    expect((await readdir(directory)).toSorted()).toEqual(['lock', 'seal.json', 'tutti.db']);

    const copy = await mkdtemp(join(tmpdir(), 'tutti-copy-'));
    for (const name of await readdir(directory)) await copyFile(join(directory, name), join(copy, name));
    await using store = await openSqliteStore({ directory: copy });
    expect(await store.readEntries(run.tenant, run.run, { after: 0, limit: 9 })).toEqual(run.entries);
    await store[Symbol.asyncDispose]();
    await rm(copy, { recursive: true });
  });

  it('writes what was asked before, and refuses what comes after', async () => {
    const store = await openSqliteStore({ directory });
    const run = new RunScript({ store, tenant: nextTenant(), clock: systemClock });
    const submitted = store.submit(run.toNewRun());
    const found = store.findRun(run.tenant, run.run);
    const closing = store[Symbol.asyncDispose]();
    const late = store.submit({ ...run.toNewRun(), tenant: nextTenant() });

    await expect(late).rejects.toMatchObject({ code: 'engine_closed' });
    await expect(store.findRun(run.tenant, run.run)).rejects.toMatchObject({ code: 'engine_closed' });
    expect(await submitted).toBe('created');
    await found;
    await closing;
    expect(store.isLeaseHeld(...run.driver)).toBe(false);
    await using again = await openSqliteStore({ directory });
    expect(await again.findRun(run.tenant, run.run)).toBeDefined();
  });

  it('may be asked for twice', async () => {
    const store = await openSqliteStore({ directory });
    await Promise.all([store[Symbol.asyncDispose](), store[Symbol.asyncDispose]()]);
    await store[Symbol.asyncDispose]();
  });
});

/** As another version or another program would. */
function setHeader(file: string, pragma: string): void {
  const database = new DatabaseSync(file);
  database.exec(pragma);
  database.close();
}
