export { type AgentBook, createAgentBook } from './agents/agent-book.ts';
export { editDistance } from './agents/edit-distance.ts';
export { parseAgentFile } from './agents/parse-agent-file.ts';
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
export { type TaskWish, toTaskRequest, type TaskSetting } from './team/to-task-request.ts';
export { createTeamProgram, TEAM_PROGRAM, TeamInput, TeamPins } from './team/team-program.ts';
