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
  ModelUnavailableError,
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
export { createRehearsalModel, type RehearsalOptions } from './models/rehearsal-model.ts';
export type { Accounts, AccountState, Reservation, ReservationVerdict } from './ports/accounts.ts';
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
export type { LiveFeed } from './ports/live-feed.ts';
export type { Access, KeyPage } from './ports/access.ts';
export type { Remarks } from './ports/remarks.ts';
export type { FeedItem, TenantFeed } from './ports/tenant-feed.ts';
export type { Message, Model, ModelAnswer, ModelCall, ModelRequest, ToolCall, ToolOffer } from './ports/model.ts';
export { type Random, systemRandom } from './ports/random.ts';
export type { RunFilter, RunLibrary, RunPage } from './ports/run-library.ts';
export type { Fleet } from './ports/fleet.ts';
export type { Installation } from './ports/installation.ts';
export type { Claimed, ClaimWish, Hold, RunQueue, StoreNotice } from './ports/run-queue.ts';
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
