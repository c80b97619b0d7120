import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Child, startChild } from './child-programs/start-child.ts';
import { openSqliteStore } from './open-sqlite-store.ts';

let directory: string;
let children: Child[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tutti-lock-'));
  children = [];
});
afterEach(async () => {
  await Promise.all(children.map((child) => child.kill()));
  await rm(directory, { recursive: true });
});

function hold(): Child {
  const child = startChild('hold-store.ts', { args: [directory] });
  children.push(child);
  return child;
}

describe('the lock of a directory', () => {
  it('refuses a second process, and says who has the store and since when', async () => {
    const holder = hold();
    await holder.line('opened');

    const refused = openSqliteStore({ directory });
    await expect(refused).rejects.toMatchObject({ code: 'store_locked' });
    await expect(refused).rejects.toThrow(new RegExp(`process ${holder.pid} on \\S+ since \\d{4}-\\d\\d-\\d\\dT`));
  });

  it('goes to exactly one of many processes that want it at once, again and again', async () => {
    for (let round = 0; round < 5; round++) {
      const racers = Array.from({ length: 4 }, hold);
      const verdicts = await Promise.all(racers.map((racer) => racer.line('')));
      expect(verdicts.filter((line) => line === 'opened')).toHaveLength(1);
      expect(verdicts.filter((line) => line.startsWith('refused store_locked'))).toHaveLength(3);
      // The winner dies without a word, so the next ones race for what a dead process left.
      await Promise.all(racers.map((racer) => racer.kill()));
    }
  });

  it('is free when its holder was killed', async () => {
    const holder = hold();
    await holder.line('opened');
    await holder.kill();

    await using store = await openSqliteStore({ directory });
    expect(store.health()).toEqual({ state: 'ok' });
  });

  it('stays with a process that is stopped', async () => {
    const holder = hold();
    await holder.line('opened');
    holder.signal('SIGSTOP');
    await expect(openSqliteStore({ directory })).rejects.toMatchObject({ code: 'store_locked' });

    holder.signal('SIGCONT');
    await expect(openSqliteStore({ directory })).rejects.toMatchObject({ code: 'store_locked' });
  });
});
