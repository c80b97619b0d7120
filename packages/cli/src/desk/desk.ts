/**
 * What the commands work at: the runs of a data directory or a database, opened in this process, or those of a server. A command does not
 * know which of them it is, but for what it may promise: `drivesHere`.
 */
import type { ApiKeyId, ArtefactId, LiveNotice, Rating, RunEvent, RunId } from '@tutti/protocol';
import type {
  AgentDetails,
  AgentView,
  ApiKeyView,
  ApprovalBody,
  ApprovalView,
  ArtefactView,
  FeedbackView,
  NewTaskBody,
  RunDetail,
  RunView,
  WorkerView,
} from '@tutti/protocol/api';
import type { Json, Right, RunStatus, StepPath, ArtefactVerdict, TaskAnalysis } from '@tutti/protocol';
import type { AgentShelfDesk } from './agent-desk.ts';
import type { ModelDesk } from './model-desk.ts';
import type { FileDesk } from './file-desk.ts';
import type { ToolPolicyDesk } from './tool-policy-desk.ts';
import type { ToolServerDesk } from './tool-server-desk.ts';

export interface RunListFilter {
  readonly status?: readonly RunStatus[];
  readonly text?: string;
  /** Only those that wait for a person. */
  readonly open?: boolean;
  readonly limit: number;
  readonly cursor?: string;
}

export interface RunList {
  /** The newest first. */
  readonly runs: readonly RunView[];
  readonly next: string | undefined;
}

/** What whoever follows a run is told: the past from its beginning, that this was all of it, and then what happens. */
export type Told =
  | LiveNotice
  | { readonly type: 'caught_up' }
  /** The server does not answer; what is missed meanwhile is told afterwards. */
  | { readonly type: 'reconnecting' };

export interface FollowOptions {
  /** Only events above this number. */
  readonly after?: number;
  /** Called in order, never twice with the same event. */
  readonly hear: (told: Told) => void;
  readonly signal: AbortSignal;
}

export interface RetryWish {
  readonly from?: StepPath;
  readonly output?: Json;
  readonly repeatEffect: boolean;
}

export interface NewKeyWish {
  readonly name: string;
  readonly rights: readonly Right[];
  /** ISO time. */
  readonly expiresAt?: string;
}

export interface CreatedKey {
  readonly key: ApiKeyView;
  /** Told here and never again. */
  readonly secret: string;
}

/** What troubles the runs that are driven here. */
export interface TroubleListener {
  onProblem(problem: { readonly error: unknown; readonly run: RunId | undefined }): void;
  /** The disk takes nothing, or takes something again. */
  onDisk(text: string): void;
}

export interface RunDesk {
  listRuns(filter: RunListFilter): Promise<RunList>;
  getRun(run: RunId): Promise<RunDetail>;
  /** Everything that is there, in order. */
  readEvents(run: RunId, after?: number): AsyncIterable<RunEvent>;
  /** Resolves after the last event of a finished run, or when the signal comes. */
  follow(run: RunId, options: FollowOptions): Promise<void>;
  submit(task: NewTaskBody): Promise<RunId>;
  /** Who suits a request: no model is asked, and nothing is begun. */
  analyze(request: string, most: number): Promise<TaskAnalysis>;
  retry(run: RunId, wish: RetryWish): Promise<RunId>;
  cancel(run: RunId, reason: string): Promise<void>;
  pause(run: RunId, reason: string): Promise<void>;
  resume(run: RunId): Promise<void>;
  listApprovals(): Promise<readonly ApprovalView[]>;
  answerApproval(approval: ApprovalView, answer: Omit<ApprovalBody, 'subject'>): Promise<void>;
  readArtefact(run: RunId, artefact: ArtefactId): Promise<Uint8Array>;
  reviewArtefact(
    run: RunId,
    artefact: ArtefactId,
    review: { readonly verdict: ArtefactVerdict; readonly comment?: string },
  ): Promise<ArtefactView>;
  giveFeedback(run: RunId, feedback: { readonly rating: Rating; readonly comment?: string }): Promise<FeedbackView>;
}

export interface AgentDesk {
  listAgents(retired?: boolean): Promise<readonly AgentView[]>;
  /** Throws `unknown_agent` with the nearest ids. */
  getAgent(id: string): Promise<AgentDetails>;
}

export interface KeyDesk {
  listKeys(): Promise<readonly ApiKeyView[]>;
  createKey(wish: NewKeyWish): Promise<CreatedKey>;
  revokeKey(key: ApiKeyId): Promise<ApiKeyView>;
}

export interface WorkerDesk {
  /** Those at work first, then those that ended within the last day. */
  listWorkers(): Promise<readonly WorkerView[]>;
}

export interface Desk extends RunDesk, AgentDesk, KeyDesk, WorkerDesk, AsyncDisposable {
  /** The data directory or the address of the server, as messages name it. */
  readonly place: string;
  /** Runs go on in this process, and only while it lives. */
  readonly drivesHere: boolean;
  /** Who goes on with a run that this process leaves, as messages name them. */
  readonly drivers: string;
  /** What stands before words of the model whose labels are not recorded yet. */
  readonly wordsLabel: string;
  /** Models, providers and money. */
  readonly models: ModelDesk;
  /** What agents may do with tools. */
  readonly policy: ToolPolicyDesk;
  /** Where tools come from that speak MCP. */
  readonly toolServers: ToolServerDesk;
  /** Agents, what they were, and how they are changed. */
  readonly agents: AgentShelfDesk;
  /** What runs have made of files. */
  readonly files: FileDesk;
  /** Lets runs go on, where that is up to this process. */
  drive(): void;
  /** What is under way may end; nothing new is begun here. */
  leave(): Promise<void>;
  /** Returns how to stop listening. */
  listenForTrouble(listener: TroubleListener): () => void;
  /** A one-time address for a browser. */
  createLoginLink(): Promise<{ readonly url: string; readonly expiresAt: string }>;
}
