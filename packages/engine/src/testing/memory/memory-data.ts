/** What a memory store has committed. It outlives the store, as a disk outlives a process. */
import type {
  AccountRef,
  AgentVersion,
  Amount,
  ApiKey,
  ApiKeyId,
  Budget,
  Epoch,
  Execution,
  Hash,
  Instant,
  JournalEntry,
  KeptRequest,
  Remark,
  RunId,
  RunSummary,
  Session,
  Signal,
  SignalId,
  Spending,
  TenantId,
  WorkerCard,
  WorkerId,
} from '@tutti/protocol';
import type { BudgetLedger } from '../../budget/budget-ledger.ts';
import type { QuotaLog } from '../../budget/quota-log.ts';
import type { StoredCredential } from '../../ports/credentials.ts';
import type { StoredMessage } from '../../ports/journal.ts';

/** Where a run stands in the queue. */
export type Place =
  /** `turn` keeps runs of equal urgency in the order in which they became ready. */
  | { readonly kind: 'ready'; readonly readyAt: Instant; readonly turn: number }
  | { readonly kind: 'driven'; readonly worker: WorkerId }
  | {
      readonly kind: 'asleep';
      readonly keys: ReadonlySet<string>;
      readonly until: Instant | undefined;
      readonly turn: number;
    }
  | { readonly kind: 'ended' };

export interface RunRow {
  /** Rises with each submission. */
  readonly no: number;
  readonly tenant: TenantId;
  readonly run: RunId;
  readonly entries: JournalEntry[];
  /** Kept apart from the entries, so that a lost tail is noticed. */
  headHash: Hash;
  summary: RunSummary;
  searchText: string;
  epoch: Epoch;
  /** Since the last progress. */
  claims: number;
  /** What a worker must be able to drive. */
  needs: string;
  place: Place;
  signals: Signal[];
  readonly known: Set<SignalId>;
  readonly executions: Execution[];
}

/** A process that has announced itself, and what became of it. */
export interface WorkerRow {
  readonly no: number;
  card: WorkerCard;
  readonly startedAt: Instant;
  saidAt: Instant;
  end: { readonly at: Instant; readonly by: WorkerId | undefined; readonly lost: boolean } | undefined;
  lostRuns: number;
  takenOver: number;
}

export interface AccountRow {
  limit: Budget;
  reserved: Amount;
  spent: Amount;
  readonly parent: string | undefined;
}

export interface ReservationRow {
  readonly tenant: TenantId;
  readonly amount: Amount;
  readonly at: Instant;
  readonly accounts: readonly AccountRef[];
  open: boolean;
}

export interface AnswerRow {
  readonly tenant: TenantId;
  readonly body: string;
  readonly bytes: number;
  readonly expiresAt: Instant;
}

/** An event that whoever looks at many runs hears of; its cursor is its place among those of all tenants. */
export interface FeedRow {
  readonly row: RunRow;
  readonly cursor: number;
  readonly entry: JournalEntry;
}

export class MemoryData {
  readonly runs = new Map<string, RunRow>();
  readonly accounts = new Map<string, AccountRow>();
  readonly reservations = new Map<string, ReservationRow>();
  readonly budgets = new Map<string, BudgetLedger>();
  readonly raises = new Set<string>();
  readonly quotas = new Map<string, QuotaLog>();
  readonly spendings: Spending[] = [];
  readonly credentials = new Map<string, StoredCredential>();
  readonly answers = new Map<string, AnswerRow>();
  readonly blobs = new Map<string, Uint8Array>();
  readonly messages = new Map<string, StoredMessage>();
  readonly remarks = new Map<string, Remark>();
  readonly agents = new Map<string, AgentVersion>();
  readonly keys = new Map<ApiKeyId, ApiKey>();
  readonly sessions = new Map<Hash, Session>();
  readonly requests = new Map<string, KeptRequest>();
  readonly workers = new Map<WorkerId, WorkerRow>();
  readonly facts = new Map<string, string>();
  readonly feed: FeedRow[] = [];
  #turns = 0;

  nextTurn(): number {
    this.#turns++;
    return this.#turns;
  }

  findRow(tenant: TenantId, run: RunId): RunRow | undefined {
    return this.runs.get(toKey(tenant, run));
  }
}

export function toKey(tenant: TenantId, id: string): string {
  return `${tenant}/${id}`;
}
