export { Agent, AgentName, AgentRole, ModelPolicy, ModelPreset, SuiteId } from './agent.ts';
export { AgentForm } from './agent-form.ts';
export {
  AGENT_NOTE_LIMIT,
  AGENT_TEXT_LIMIT,
  AgentVersion,
  AgentVersionHead,
  AgentVersionKind,
} from './agent-version.ts';
export { applyRunEvent, FoldError, resumeFold, sumReserved, toCarried } from './apply-run-event.ts';
export { Artefact } from './artefact.ts';
export {
  AccountRef,
  addAmounts,
  Amount,
  Budget,
  BudgetPeriod,
  BudgetRefusal,
  BudgetRule,
  DEFAULT_LADDER,
  LadderStep,
  NOTHING,
  toAmount,
  Usage,
} from './budget.ts';
export {
  Chart,
  CHART_MEDIA_TYPE,
  type ChartAxis,
  type ChartBin,
  type ChartBox,
  type ChartKind,
  type ChartPoint,
  type ChartSeries,
  type ChartSource,
  MOST_BINS,
  MOST_BOXES,
  MOST_POINTS,
  MOST_SERIES,
} from './chart.ts';
export { DoubtCause, DoubtVerdict, EffectClass, isGuarded } from './effect.ts';
export { NO_TOOL_RULES, ToolEgress, ToolRule, ToolRules, ToolVerdict } from './tool-rules.ts';
export { ErrorCode, ERRORS, Failure } from './error-codes.ts';
export { Execution, StepKind } from './execution.ts';
export {
  Contradiction,
  FactCheck,
  FactSource,
  Handoff,
  HANDOFF_FENCE,
  HandoffFact,
  splitHandoff,
  type SplitHandoff,
} from './handoff.ts';
export { Spending, toSpending } from './spending.ts';
export {
  AgentId,
  ApiKeyId,
  ArtefactId,
  Epoch,
  Hash,
  type IdPrefix,
  Instant,
  RANDOM_BYTES,
  RemarkId,
  RunId,
  SignalId,
  StepPath,
  TaskId,
  TenantId,
  toIdText,
  UserId,
  WorkerId,
} from './ids.ts';
export {
  ChainError,
  JOURNAL_FORMAT,
  JournalEntry,
  type JournalHead,
  openEntry,
  type SealedEvent,
  sealEvent,
  type Sha256,
  toHead,
  UnknownEventError,
} from './journal-entry.ts';
export { Json, toCanonicalText } from './json.ts';
export {
  Citation,
  type CitedRange,
  Collection,
  CollectionName,
  DOCUMENT_LIMITS,
  DocumentId,
  DocumentKind,
  DocumentName,
  DocumentVersion,
  KnowledgeDocument,
  parseCitation,
  ReadingProblem,
  toCitation,
  UPLOAD_LIMITS,
  VersionStatus,
} from './knowledge.ts';
export { isRehearsal, Label, Labelled, LabelSource, unionLabels } from './labelled.ts';
export {
  Modality,
  ModelCard,
  ModelId,
  ModelPrice,
  type NewModelCard,
  ProviderId,
  providerOf,
  QuotaLimits,
} from './model.ts';
export { INLINE_LIMIT_BYTES, Payload } from './payload.ts';
export { LOCAL_OWNER, Principal, Right, Tenant } from './principal.ts';
export { REHEARSAL } from './rehearsal-model.ts';
export {
  EVENT_TYPES,
  EventEnvelope,
  type EventOf,
  type FactOf,
  FEED_TYPES,
  type RunEvent,
  RunFact,
} from './run-event.ts';
export { Spent } from './money-events.ts';
export { Complexity, FailureClass, MOST_ATTEMPTS, PassedOver, RouteReason, RouteRecord } from './route.ts';
export {
  ParentRun,
  Carried,
  CarriedEffect,
  Doubt,
  Intent,
  isFinished,
  ModelWait,
  OpenWait,
  RunState,
  RunStatus,
  StepCounts,
} from './run-state.ts';
export { RunSummary, toRunSummary } from './run-summary.ts';
export { AgentSetup, RuntimeKind, RuntimeView } from './runtime.ts';
export { Control, CONTROL_KEY, Signal, SignalKey, Wait } from './signal.ts';
export { type PatternFacts, PatternName, PatternOptions, PATTERNS, PatternWish } from './pattern.ts';
export { DEFAULT_AGENTS, Goal, GOAL_LIMIT, NewTask, PATIENCE_MS, Priority, Task } from './task.ts';
export { ApiKey, KeptRequest, Session } from './access.ts';
export {
  ApprovalAnswer,
  ApprovalDecision,
  ApprovalRequest,
  countOpenApprovals,
  listOpenApprovals,
  OpenApproval,
  parseApprovalId,
  toApprovalId,
} from './approval.ts';
export { Delta, Glimpse, type LiveNotice, StepBegan } from './live-notice.ts';
export {
  FileChange,
  GIVEN_LIMIT_BYTES,
  GivenFile,
  GivenFiles,
  LeftOut,
  PATH_LIMIT,
  RunPlace,
  Snapshot,
  WorkspaceFacts,
  WorkspaceKind,
  WorkspaceWish,
} from './workspace.ts';
export { ArtefactVerdict, COMMENT_LIMIT, Rating, Remark } from './remark.ts';
export { type BudgetNote, ModelCalls, type TimelineCall } from './timeline/model-calls.ts';
export { describeDecision } from './timeline/describe-decision.ts';
export { markOf, RunTimeline } from './timeline/run-timeline.ts';
export { toVisibleText } from './visible-text.ts';
export { toMissingNote, toNotMadeNote } from './timeline/tool-notes.ts';
export { createNode, type Mark, type NodeKind, splitPath, type TimelineNode } from './timeline/timeline-node.ts';
export {
  LockState,
  ToolSecretName,
  ToolServerConfig,
  ToolServerLimits,
  ToolServerName,
  type ToolServerSetting,
  ToolServerState,
} from './tool-server.ts';
export { WorkerCard, WorkerRecord, WorkerRole, WorkerState } from './worker.ts';
export { RankedAgent, ScoreParts, SuggestedPattern, TaskAnalysis, TaskType, TeamChoice } from './selection.ts';
