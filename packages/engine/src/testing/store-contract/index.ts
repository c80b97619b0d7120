export { ManualClock } from './manual-clock.ts';
export { note, RunScript, type ScriptOptions, type ScriptStage, sha256, toSignal } from './run-script.ts';
export type { OpenStoreUnderTest, StoreUnderTest } from './store-under-test.ts';
export { nextRun, nextTenant, nextWorker } from './test-ids.ts';
export { testStore } from './test-store.ts';
