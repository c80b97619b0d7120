export { type KnowledgeUnderTest, testKnowledge } from './knowledge-contract/test-knowledge.ts';
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
export {
  type Acknowledgement,
  createFaultyStore,
  type FaultyStore,
  InjectedError,
  type StoreFaults,
} from './faulty-store.ts';
export { type RealMoneyOptions, type RealMoneyReport, spendForReal } from './money-simulation/spend-for-real.ts';
export { drawProgram } from './random-program.ts';
export { createRecordingFeed, type RecordingFeed } from './recording-feed.ts';
export { createScriptedModel, type ScriptedAnswer, type ScriptedModel, type ScriptOptions } from './scripted-model.ts';
export {
  createScriptedProviders,
  type ScriptedOffer,
  type ScriptedProviders,
  type ScriptedSend,
} from './scripted-providers.ts';
export { SimClock } from './sim-clock.ts';
export { SimRandom } from './sim-random.ts';
export { simulate, type SimulationOptions, type SimulationReport } from './simulator.ts';
export type { Faults } from './simulation/draw-faults.ts';
export type { Part, ProgramTree, StepPart } from './simulation/program-tree.ts';
export { SimProcess } from './simulation/sim-process.ts';
export { SimStage, type StageOptions } from './simulation/sim-stage.ts';
