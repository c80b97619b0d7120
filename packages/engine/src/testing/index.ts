export { type OpenStoreUnderTest, type StoreUnderTest, testStore } from './store-contract/index.ts';
export { MemoryData } from './memory/memory-data.ts';
export { createMemoryStore, type MemoryStore, type MemoryStoreOptions } from './memory-store.ts';
export {
  note,
  nextRun,
  nextTenant,
  nextWorker,
  RunScript,
  type ScriptStage,
  sha256,
  toSignal,
} from './store-contract/index.ts';
