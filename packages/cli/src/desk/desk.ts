/**
 * What the commands work at: the runs of a data directory or a database, opened in this process, or those of a server. A command does not
 * know which of them it is, but for what it may promise: `drivesHere`.
 */
import type { ArtefactId, Json, LiveNotice, RunEvent, RunId, RunStatus, StepPath, TaskAnalysis } from '@tutti/protocol';
import type { NewTaskBody, RunDetail, RunView, WorkerView } from '@tutti/protocol/api';
import type { AgentDesk } from './agent-desk.ts';
import type { ModelDesk } from './model-desk.ts';
import type { FileDesk } from './file-desk.ts';
import type { KeyDesk } from './key-desk.ts';
import type { ReviewDesk } from './review-desk.ts';
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
  readArtefact(run: RunId, artefact: ArtefactId): Promise<Uint8Array>;
}

export interface WorkerDesk {
  /** Those at work first, then those that ended within the last day. */
  listWorkers(): Promise<readonly WorkerView[]>;
}

export interface Desk extends RunDesk, WorkerDesk, AsyncDisposable {
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
  readonly agents: AgentDesk;
  /** What runs have made of files. */
  readonly files: FileDesk;
  /** What people say of runs. */
  readonly reviews: ReviewDesk;
  readonly keys: KeyDesk;
  /** Lets runs go on, where that is up to this process. */
  drive(): void;
  /** What is under way may end; nothing new is begun here. */
  leave(): Promise<void>;
  /** Returns how to stop listening. */
  listenForTrouble(listener: TroubleListener): () => void;
  /** A one-time address for a browser. */
  createLoginLink(): Promise<{ readonly url: string; readonly expiresAt: string }>;
}
