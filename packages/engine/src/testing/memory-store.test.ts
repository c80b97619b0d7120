import { describe } from 'vitest';
import type { Clock } from '../ports/clock.ts';
import { type StoreUnderTest, testStore } from './store-contract/index.ts';
import { MemoryData } from './memory/memory-data.ts';
import { createMemoryStore } from './memory-store.ts';

describe('memory store', () => testStore(openMemoryStore));

function openMemoryStore(clock: Clock): Promise<StoreUnderTest> {
  const data = new MemoryData();
  let store = createMemoryStore({ clock, data });
  return Promise.resolve({
    get store() {
      return store;
    },
    async reopen() {
      await store[Symbol.asyncDispose]();
      store = createMemoryStore({ clock, data });
    },
    async discard() {
      await store[Symbol.asyncDispose]();
    },
  });
}
