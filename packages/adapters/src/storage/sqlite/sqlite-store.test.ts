import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testStore } from '@tutti/engine/testing';
import { describe } from 'vitest';
import { openSqliteStore } from './open-sqlite-store.ts';

describe('sqlite store', () => {
  testStore(async (clock) => {
    const directory = await mkdtemp(join(tmpdir(), 'tutti-store-'));
    let store = await openSqliteStore({ directory, clock });
    return {
      get store() {
        return store;
      },
      async reopen() {
        await store[Symbol.asyncDispose]();
        store = await openSqliteStore({ directory, clock });
      },
      async discard() {
        await store[Symbol.asyncDispose]();
        await rm(directory, { recursive: true });
      },
    };
  });
});
