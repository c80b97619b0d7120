/** Reading: nothing here changes anything, and nothing here is asked to decide a run's next step. */
import type {
  Execution,
  Hash,
  JournalEntry,
  RunId,
  RunStatus,
  RunSummary,
  TaskId,
  TenantId,
  WorkerId,
} from '@tutti/protocol';
import type { StoredMessage } from './journal.ts';

export interface RunFilter {
  readonly status?: readonly RunStatus[];
  readonly parent?: RunId;
  /** Its runs that are no part of another: the first one and its retries. */
  readonly task?: TaskId;
  /** Of each task only the newest of the runs that are no part of another; runs of no task not at all. */
  readonly tasks?: boolean;
  /** Only those in which a person has to decide something. */
  readonly open?: boolean;
  /** Only those that this worker drives right now. */
  readonly worker?: WorkerId;
  /** Full-text search: every word must occur (as a prefix) in the run's goal, agents or result. */
  readonly text?: string;
  readonly limit: number;
  /** From the page before. */
  readonly cursor?: string;
}

export interface RunPage {
  /** The newest first. */
  readonly runs: readonly RunSummary[];
  readonly next: string | undefined;
}

export interface RunLibrary {
  findRun(tenant: TenantId, run: RunId): Promise<RunSummary | undefined>;
  listRuns(tenant: TenantId, filter: RunFilter): Promise<RunPage>;
  /** Entries with a `seq` above `after`, in order. */
  readEntries(tenant: TenantId, run: RunId, page: { after: number; limit: number }): Promise<readonly JournalEntry[]>;
  listExecutions(tenant: TenantId, run: RunId): Promise<readonly Execution[]>;
  findBlob(tenant: TenantId, hash: Hash): Promise<Uint8Array | undefined>;
  /** The messages that end in `last`, oldest first. Fails when a link is missing. */
  readConversation(tenant: TenantId, last: Hash): Promise<readonly StoredMessage[]>;
}
