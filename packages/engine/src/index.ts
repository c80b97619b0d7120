export { type AgentBook, createAgentBook } from './agents/agent-book.ts';
export { editDistance } from './agents/edit-distance.ts';
export { type AgentProblem, checkAgentFile, type CheckedAgent, parseAgentFile } from './agents/parse-agent-file.ts';
export { renderAgentFile, renderAgentForm, toAgentForm } from './agents/render-agent-file.ts';
export {
  AgentFailedError,
  type AgentFailure,
  type AgentFailureCode,
  isStoppedForGood,
} from './agents/runtime/agent-failed-error.ts';
export type { Elsewhere } from './agents/runtime/choose-runtime.ts';
export { createEngine, type Engine, type EngineOptions } from './create-engine.ts';
export type { ApprovalReply, Approvals } from './entry-points/create-approvals.ts';
export type { Announcement, Workers } from './entry-points/create-workers.ts';
export type { Queries } from './entry-points/create-queries.ts';
export type { NewRemark, RunRemarks } from './entry-points/create-remarks.ts';
export type { NewSignal, Signals } from './entry-points/create-signals.ts';
export type { Submissions } from './entry-points/create-submissions.ts';
export {
  BudgetExceededError,
  EngineError,
  FencedError,
  InvalidInputError,
  isStoreAwaited,
  JournalCorruptError,
  JournalTooNewError,
  RetryableError,
  RunError,
  RunFinishedError,
  RunNotFoundError,
  StoreFailedError,
  StoreFullError,
  StoreUnavailableError,
  StoreUnusableError,
  toFailure,
} from './errors.ts';
export {
  type ModelFailure,
  ModelFailedError,
  ModelUnavailableError,
  NoModelError,
  NoRouteError,
} from './model-errors.ts';
export { CALLS_PROGRAM, createCallsProgram } from './gateway/calls-program.ts';
export {
  createGateway,
  type Gateway,
  type GatewayCall,
  type GatewayOptions,
  type GatewayPorts,
  type GatewayWish,
} from './gateway/create-gateway.ts';
export type { EmbeddingWish } from './gateway/embedding-call.ts';
export type { Made } from './gateway/exchange.ts';
export type { ModelPorts } from './models/calls/switchboard.ts';
export type { Deadlines } from './models/calls/watch-answer.ts';
export { createModels } from './models/create-models.ts';
export { createSingleModel, toModelId } from './models/create-single-model.ts';
export type { GateChange } from './models/health/health-book.ts';
export { priceUsage } from './models/money/price-usage.ts';
export type {
  AttemptWish,
  CallWish,
  Candidate,
  ChosenRoute,
  LogicalCall,
  Models,
  RouteHealth,
  RouteLook,
  RouteState,
} from './models/models.ts';
export { createRehearsalModel, type RehearsalOptions } from './models/rehearsal-model.ts';
export type { AgentRecord, AgentRecords, PastBid } from './ports/agent-records.ts';
export type {
  Accounts,
  AccountState,
  BudgetState,
  BudgetWarning,
  Raise,
  Reservation,
  ReservationVerdict,
  Shortage,
} from './ports/accounts.ts';
export type { AgentVersions, AgentWork } from './ports/agent-versions.ts';
export type { AnswerCache, KeptAnswer } from './ports/answer-cache.ts';
export { type Clock, createClock, systemClock } from './ports/clock.ts';
export type {
  Append,
  Attachments,
  Blob,
  ClaimedRun,
  Journal,
  NewRun,
  Settlement,
  StoredMessage,
} from './ports/journal.ts';
export type { CredentialName, Credentials, StoredCredential } from './ports/credentials.ts';
export type {
  BarePassage,
  ClaimedVersion,
  FoundPassage,
  KnowledgeStore,
  LastingStore,
  NewCollection,
  NewVersion,
  Passage,
  ReadText,
  SearchPlace,
  Vectors,
  VersionRef,
} from './ports/knowledge-store.ts';
export type { LiveFeed } from './ports/live-feed.ts';
export type { Access, KeyPage } from './ports/access.ts';
export type { Remarks } from './ports/remarks.ts';
export type { FeedItem, TenantFeed } from './ports/tenant-feed.ts';
export type {
  Message,
  MessageFile,
  Model,
  ModelAnswer,
  ModelCall,
  ModelRequest,
  ToolCall,
  ToolOffer,
} from './ports/model.ts';
export type { EmbeddingCall, Embeddings, ModelKey, ModelOffer, ProbeResult, ProviderPort } from './ports/provider.ts';
export type { QuotaKey, Quotas, QuotaUse, QuotaVerdict, QuotaWindow, QuotaWish } from './ports/quotas.ts';
export { type Random, systemRandom } from './ports/random.ts';
export type { Sampling, ToolChoice } from './ports/sampling.ts';
export type { RunFilter, RunLibrary, RunPage } from './ports/run-library.ts';
export type {
  AgentRuntime,
  RuntimeAnswer,
  RuntimeArtefact,
  RuntimeChoice,
  Runtimes,
  RuntimeTerms,
  RuntimeTurn,
} from './ports/runtime.ts';
export type { Fleet } from './ports/fleet.ts';
export type { Installation } from './ports/installation.ts';
export type { Claimed, ClaimWish, Hold, RunQueue, StoreNotice } from './ports/run-queue.ts';
export type {
  SpendingGroup,
  SpendingQuestion,
  SpendingRow,
  Spendings,
  SpendingSum,
  SpendingSums,
} from './ports/spendings.ts';
export type { Store, StoreHealth } from './ports/store.ts';
export type { Tool, ToolUse } from './ports/tool.ts';
export type { KeepAsk, OpenedWorkspace, WorkspaceAsk, Workspaces } from './ports/workspace.ts';
export { type ApprovalOutcome, type ApprovalWish, askApproval } from './run/ask-approval.ts';
export { takeBeginning } from './run/beginning.ts';
export type { DrivePorts, Failpoint } from './run/drive-ports.ts';
export { unpackPayload } from './run/payload.ts';
export type { Program, ProgramResult, ProgramStart } from './run/program.ts';
export { createRedact, type Redact } from './run/redact.ts';
export { RetryRequest } from './run/retry-run.ts';
export type { RunRequest } from './run/run-request.ts';
export type {
  Act,
  ChildRun,
  DomainEvent,
  JoinPolicy,
  NewArtefact,
  Outcome,
  Received,
  Scope,
  SignalSpec,
  StepCall,
  StepOptions,
  Verification,
} from './run/scope.ts';
export { checkAnswer, type QualityPart, type QualityReport } from './quality/check-answer.ts';
export {
  type Agreement,
  type ClaimDispute,
  type ClaimedAnswer,
  compareClaims,
  type SharedClaim,
} from './quality/compare-claims.ts';
export { createAgentRecords } from './team/agent-records.ts';
export { chooseTeam, type OpenWish } from './team/choose-team.ts';
export { assertPattern } from './team/find-pattern.ts';
export { findJudge } from './team/find-judge.ts';
export { applyPreset } from './team/apply-preset.ts';
export { listNamed, type TaskWish, toTaskRequest, type TaskSetting } from './team/to-task-request.ts';
export { type CallDecision, type CallFacts, decideCall } from './tools/policy/decide-call.ts';
export { createToolPolicy, type ToolPolicy } from './tools/policy/tool-policy.ts';
export { DESCRIPTION_LIMIT, OfferedTool, SCHEMA_LIMIT, toToolHash } from './tools/offered-tool.ts';
export {
  createFixedSource,
  createToolbox,
  type MissingTool,
  type OpenedTool,
  type OpenedTools,
  SET_SEPARATOR,
  type Toolbox,
  type ToolboxOptions,
  type ToolFacts,
  type ToolPlace,
  type ToolSource,
} from './tools/toolbox.ts';
export { type DiffLine, diffLines, type Hunk, type LineDiff } from './workspace/diff-lines.ts';
export { createTeamProgram, TEAM_PROGRAM, TeamInput, TeamPins, type TeamPorts } from './team/team-program.ts';
export { createLexicon, type Lexicon } from './selection/lexicon.ts';
export {
  type AnalysisWish,
  createSelector,
  type SelectionKnowledge,
  type Selector,
} from './selection/create-selector.ts';
export type { AgentEvidence, Evidence } from './selection/evidence.ts';
export type { LinearModelData } from './selection/linear/linear-model.ts';
export { type FittedWeights, packWeights } from './selection/linear/pack-weights.ts';
export { readText } from './selection/read-text.ts';
export { type Features, toFeatures } from './selection/to-features.ts';
export { toShape } from './selection/to-shape.ts';
