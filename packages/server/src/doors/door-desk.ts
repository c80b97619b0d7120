/** What programs of others may ask for, over whichever protocol they come: at a server as whoever they are, in a command as its user. */
import type { ArtefactId, ErrorCode, LiveNotice, RunId, RunStatus, TaskAnalysis } from '@tutti/protocol';
import type { AgentView, NewTaskBody, RunDetail, RunView } from '@tutti/protocol/api';

export interface AgentSearch {
  /** Words that all stand in what the agent is called, does or can. */
  readonly text?: string | undefined;
  readonly category?: string | undefined;
  readonly capability?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface RunSearch {
  readonly status?: readonly RunStatus[];
  readonly text?: string;
  readonly limit: number;
  readonly cursor?: string;
}

export interface Following {
  /** Only events above this number. */
  readonly after: number;
  readonly hear: (told: LiveNotice | { readonly type: 'caught_up' } | { readonly type: 'reconnecting' }) => void;
  readonly signal: AbortSignal;
}

/** The same key and wish are one run. */
export interface Once {
  readonly key: string;
  /** What was asked for, without what was chosen for it: that may be another thing each time. */
  readonly wish: Readonly<Record<string, string>>;
}

export interface DoorDesk {
  findAgents(search: AgentSearch): Promise<{ readonly items: readonly AgentView[]; readonly next: string | undefined }>;
  analyzeTask(request: string, most: number): Promise<TaskAnalysis>;
  submit(task: NewTaskBody, once?: Once): Promise<RunId>;
  /** The newest first. */
  listRuns(search: RunSearch): Promise<{ readonly runs: readonly RunView[]; readonly next: string | undefined }>;
  getRun(run: RunId): Promise<RunDetail>;
  readArtefact(run: RunId, artefact: ArtefactId): Promise<Uint8Array>;
  cancel(run: RunId, reason: string): Promise<void>;
  /** Resolves after the last event of a finished run, or when the signal comes. */
  follow(run: RunId, following: Following): Promise<void>;
}

/** What went wrong, for whoever asked: never a stack, never a secret. */
export interface ToldFailure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly remedy: string;
}
