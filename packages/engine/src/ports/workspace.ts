/** Where the files of runs lie. A run has at most one workspace, and finds the same one again as long as it stays on its machine. */
import type {
  AgentId,
  GivenFile,
  RunId,
  RunPlace,
  Snapshot,
  StepPath,
  TenantId,
  WorkspaceFacts,
  WorkspaceWish,
} from '@tutti/protocol';

export interface WorkspaceAsk {
  readonly tenant: TenantId;
  readonly run: RunId;
  /** Absent: a folder of the run's own, empty at first. */
  readonly wish?: WorkspaceWish | undefined;
  /** Lie in it from the beginning on. */
  readonly given?: readonly GivenFile[] | undefined;
  /** Where the journal says that it lies. Elsewhere than here: `workspace_elsewhere`. */
  readonly place?: RunPlace | undefined;
  /** The last version that the journal knows: a run that was begun again from a step goes on with the files of that step. */
  readonly from?: string | undefined;
  /** The version that the journal says the work began with. */
  readonly base?: string | undefined;
}

export interface OpenedWorkspace extends WorkspaceFacts {
  /** Absolute. */
  readonly folder: string;
}

export interface KeepAsk extends WorkspaceAsk {
  readonly agent: AgentId;
  /** The step that keeps them, and its key: whoever asks again with the same key after a crash makes no second version. */
  readonly path: StepPath;
  readonly key: string;
}

export interface Workspaces {
  /** Made when it is first asked for. Throws RunError with a code and what to do. */
  open(ask: WorkspaceAsk, signal: AbortSignal): Promise<OpenedWorkspace>;
  /** Keeps all files as they are now as a version. */
  keep(ask: KeepAsk, signal: AbortSignal): Promise<Snapshot>;
}
