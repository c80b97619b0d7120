/** The truth about runs. Whatever is acknowledged here survives a crash of the process and of the machine. */
import type {
  Amount,
  Budget,
  Epoch,
  Execution,
  Hash,
  Instant,
  JournalEntry,
  RunId,
  RunSummary,
  Signal,
  SignalId,
  Spending,
  TenantId,
  Wait,
  WorkerId,
} from '@tutti/protocol';

export interface Blob {
  readonly hash: Hash;
  readonly body: Uint8Array;
}

/** A conversation is a chain: each message names the hash of the one before it, so a call refers to all of it by one hash. */
export interface StoredMessage {
  readonly hash: Hash;
  readonly previous: Hash | undefined;
  /** The message as JSON text. */
  readonly body: string;
}

/** Rows that are written in the same transaction as the entries that mention them. */
export interface Attachments {
  readonly blobs?: readonly Blob[];
  readonly messages?: readonly StoredMessage[];
}

export interface NewRun extends Attachments {
  readonly tenant: TenantId;
  readonly run: RunId;
  /** Begins with `run.submitted`; more only where a retry takes over a part of another journal. */
  readonly entries: readonly JournalEntry[];
  readonly summary: RunSummary;
  /** What full-text search finds the run by. */
  readonly searchText: string;
  readonly readyAt: Instant;
  /** What a worker must be able to drive: `team` before the start, then with its version and the format of its journal, `team@1/1`. */
  readonly needs: string;
  /** The run that submits this one as its part: it must still be driven by this epoch. */
  readonly by?: { readonly run: RunId; readonly epoch: Epoch };
  /** The run's account; its reservations also count against every account above it. */
  readonly account: { readonly limit: Budget; readonly parent: string | undefined };
}

export interface Settlement {
  readonly reservation: string;
  readonly amount: Amount;
}

export interface Append extends Attachments {
  readonly tenant: TenantId;
  readonly run: RunId;
  readonly epoch: Epoch;
  /** Not empty; the first one's `seq` is the stored head's plus one, else the append is fenced. */
  readonly entries: readonly JournalEntry[];
  /** The run after the last entry. A finished status ends it in the queue too. */
  readonly summary: RunSummary;
  /** From now on; absent: what it was. */
  readonly needs?: string;
  readonly consume?: readonly SignalId[];
  readonly executions?: readonly Execution[];
  readonly settlements?: readonly Settlement[];
  /** What the settlements among the entries say was bought. */
  readonly spendings?: readonly Spending[];
  /** Words to find the run by, in addition to those that it was submitted with. */
  readonly searchText?: string;
  /** An outcome is among the entries: the count of claims without progress begins again. */
  readonly progress: boolean;
  /** Sent in the same transaction, as when a child run ends. A target that is unknown or has ended is passed over. */
  readonly notify?: { readonly run: RunId; readonly signal: Signal };
}

export interface ClaimedRun {
  readonly tenant: TenantId;
  readonly run: RunId;
  readonly epoch: Epoch;
  /** The first entry of the journal. */
  readonly submitted: JournalEntry;
  /** From the last `run.continued` on, or everything after the first entry where there is none. */
  readonly entries: readonly JournalEntry[];
  /** The hash before the first of `entries`. */
  readonly hashBefore: Hash;
  /** The hash of the last entry, kept apart from the journal: entries that end with another one have lost their tail. */
  readonly headHash: Hash;
  /** Not yet consumed, in the order in which they came. */
  readonly signals: readonly Signal[];
  /** Reservations of this run that nothing has settled. */
  readonly reservations: readonly string[];
  /** Claims since the last progress, this one included. */
  readonly claims: number;
}

export interface Journal {
  /** Takes the run over: raises its epoch, so every older driver's appends are refused. Fails when it has ended (`run_finished`). */
  claim(tenant: TenantId, run: RunId, worker: WorkerId): Promise<ClaimedRun>;
  /** Resolves when everything in it is durable. Rejects with FencedError when epoch or head do not match: then nothing of it was written. */
  append(append: Append): Promise<void>;
  /** Appends and puts the run to sleep until one of the waits is met. Writes nothing where a matching signal is already there. */
  park(append: Append, waits: readonly Wait[]): Promise<'parked' | 'signal_waiting'>;
  /** From outside. The same id twice is one signal. Makes a run that sleeps on its key ready in the same transaction. Fails with RunNotFoundError or RunFinishedError. */
  signal(tenant: TenantId, run: RunId, signal: Signal): Promise<'accepted' | 'known'>;
  pendingSignals(tenant: TenantId, run: RunId): Promise<readonly Signal[]>;
}
