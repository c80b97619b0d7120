import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testKnowledge } from '@tutti/engine/testing';
import { describe } from 'vitest';
import { openSqliteStore } from '../sqlite/open-sqlite-store.ts';

describe('documents in sqlite', () => {
  testKnowledge(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'tutti-knowledge-'));
    let store = await openSqliteStore({ directory });
    return {
      get knowledge() {
        return store.knowledge;
      },
      async reopen() {
        await store[Symbol.asyncDispose]();
        store = await openSqliteStore({ directory });
      },
      async discard() {
        await store[Symbol.asyncDispose]();
        await rm(directory, { recursive: true });
      },
    };
  });
});
