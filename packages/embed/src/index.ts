export {
  AgentModelConnector,
  type ExecutedWithModel,
  integrateAgentWithModels,
  type WithModels,
} from './agent-model-connector.ts';
export { createTutti, type TuttiOptions } from './create-tutti.ts';
export {
  defineAgent,
  type DefinedAgent,
  type FunctionAgentPlan,
  type ModelAgentPlan,
  type OwnFunction,
} from './define-agent.ts';
export { defineTool, type DefinedTool, type ToolPlan } from './define-tool.ts';
export { nothingHappened } from './nothing-happened.ts';
export { DecisionNeededError, RunFailedError } from './run-errors.ts';
export type { Approve, Decision } from './approval-desk.ts';
export type { FinishedRun, RunArtefact } from './finished-run.ts';
export type { RunWish, Tutti } from './tutti.ts';
export type { RunWords, WatchOptions } from './watch-run.ts';
export type { AgentFunction, FunctionCall } from '@tutti/adapters/runtimes';
export {
  EngineError,
  type Model,
  type ModelAnswer,
  type ModelCall,
  ModelFailedError,
  type ModelRequest,
  RetryableError,
  type ToolUse,
} from '@tutti/engine';
export type { OpenApproval, RunEvent, RunId, RunState } from '@tutti/protocol';
