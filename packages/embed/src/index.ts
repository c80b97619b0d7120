export {
  AgentModelConnector,
  type ConnectedTutti,
  type ExecutedWithModel,
  integrateAgentWithModels,
  type WithModels,
} from './facades/agent-model-connector.ts';
export {
  AgentOrchestrator,
  type AgentOrchestratorOptions,
  type OrchestrateOptions,
  type OrchestrationMetadata,
  type OrchestrationResult,
} from './facades/agent-orchestrator.ts';
export { CommonWorkflows } from './facades/common-workflows.ts';
export type { CoordinationDecision, CoordinationSession, MemberState } from './facades/coordination-session.ts';
export { AgentCoordination, ExecutionMode } from './facades/execution-mode.ts';
export { MasterOrchestrator, type OrchestratedTask, type SelectedAgent } from './facades/master-orchestrator.ts';
export { measureRun, type RunMetrics } from './facades/measure-run.ts';
export { ModelRouter } from './facades/model-router.ts';
export {
  type AgentResult,
  type Attempted,
  type CollaborativeExecution,
  type CompetitiveExecution,
  type Execution,
  type ExecutionRecord,
  type HierarchicalExecution,
  MultiAgentOrchestrator,
  type ParallelExecution,
  type PlannedTask,
  type SequentialExecution,
} from './facades/multi-agent-orchestrator.ts';
export { QualityValidator, type QualityValidatorOptions, type Validated } from './facades/quality-validator.ts';
export { type Classified, TaskClassifier } from './facades/task-classifier.ts';
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
export type { NamedAgent, RunWish, Tutti } from './tutti.ts';
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
