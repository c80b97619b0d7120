/**
 * What the writer thread is asked to do. Text and numbers in flat lists, and summaries as JSON text:
 * copying nested objects between threads costs more than writing them.
 */
import type {
  BudgetState,
  CredentialName,
  KeptAnswer,
  QuotaKey,
  QuotaUse,
  QuotaVerdict,
  QuotaWish,
  Raise,
  ReservationVerdict,
  StoredCredential,
} from '@tutti/engine';
import type { AgentVersion, Amount, BudgetRule } from '@tutti/protocol';
import type { SqlCall } from '../../knowledge/knowledge-sql.ts';
import type { KeyRow, Row, SpentCount } from '../reader/read-op.ts';

export type Cell = string | number | null;

export interface AttachmentCells {
  /** hash, body; hash, body … */
  readonly blobs: readonly (string | Uint8Array)[];
  /** hash, previous, body … */
  readonly messages: readonly (string | null)[];
}

export interface SignalCells {
  readonly run: string;
  readonly id: string;
  readonly key: string;
  readonly body: string;
}

/** What most appends do not have. */
export interface AppendRest extends AttachmentCells {
  readonly consume: readonly string[];
  /** reservation, tokens, cost … */
  readonly settlements: readonly Cell[];
  /** The columns of a spending after its run … */
  readonly spendings: readonly Cell[];
  readonly searchText: string | undefined;
  readonly notify: SignalCells | undefined;
}

export interface AppendOp {
  readonly tenant: string;
  readonly run: string;
  readonly epoch: number;
  readonly status: string;
  readonly finished: boolean;
  readonly progress: boolean;
  readonly summary: string;
  readonly approvals: number;
  /** seq, at, type, body, hash … */
  readonly entries: readonly (string | number)[];
  /** The columns of an execution after its run … */
  readonly executions: readonly Cell[];
  /** Where the last `run.continued` among the entries stands. */
  readonly episode: number | undefined;
  readonly needs: string | undefined;
  readonly rest: AppendRest | undefined;
}

export interface WaitCells {
  readonly keys: readonly string[];
  readonly until: number | undefined;
}

export interface SubmitOp extends AttachmentCells {
  readonly tenant: string;
  readonly run: string;
  readonly entries: readonly (string | number)[];
  readonly episode: number | undefined;
  readonly status: string;
  readonly parent: string | undefined;
  readonly task: string | undefined;
  readonly summary: string;
  readonly approvals: number;
  readonly searchText: string;
  readonly patienceMs: number;
  readonly readyAt: number;
  readonly needs: string;
  readonly by: { readonly run: string; readonly epoch: number } | undefined;
  /** What wakes the run before it is ready. */
  readonly keys: readonly string[];
  readonly limit: LimitCells;
  readonly account: string | undefined;
}

export interface LimitCells {
  readonly tokens: number | undefined;
  readonly cost: number | undefined;
}

export interface RunRef {
  readonly tenant: string;
  readonly run: string;
}

export interface ClaimOp {
  readonly worker: string;
  readonly limit: number;
  readonly can: readonly string[] | undefined;
  readonly mostPerTenant: number | undefined;
}

/** A claimed run in rows; whoever asked parses them. */
export interface ClaimRows extends RunRef {
  readonly epoch: number;
  readonly claims: number;
  readonly headHash: string;
  readonly entries: readonly unknown[];
  /** The hash of the entry before the last episode. */
  readonly hashBefore: string;
  readonly signals: readonly string[];
  readonly reservations: readonly string[];
}

export interface RemarkCells extends RunRef {
  readonly id: string;
  readonly body: string;
}

export interface KeyCells {
  readonly tenant: string;
  readonly id: string;
  readonly manages: boolean;
  readonly expiresAt: number | undefined;
  readonly revokedAt: number | undefined;
  readonly body: string;
}

export interface SessionCells {
  readonly hash: string;
  readonly expiresAt: number;
  readonly body: string;
}

export interface KeptCells {
  readonly tenant: string;
  readonly user: string;
  readonly key: string;
  readonly at: number;
  readonly body: string;
}

/** Each operation of the writer: what it takes and what it answers. */
export interface WriteOps {
  submit: [SubmitOp, 'created' | 'exists'];
  append: [AppendOp, undefined];
  park: [{ readonly append: AppendOp; readonly waits: WaitCells }, 'parked' | 'signal_waiting'];
  claim: [RunRef & { readonly worker: string }, ClaimRows];
  claimReady: [ClaimOp, { readonly runs: readonly ClaimRows[]; readonly nextReadyAt: number | undefined }];
  release: [
    RunRef & {
      readonly epoch: number;
      readonly readyAt: number;
      readonly problem?: string;
      readonly uncounted?: boolean;
      readonly keys: readonly string[];
    },
    undefined,
  ];
  signal: [SignalCells & { readonly tenant: string }, 'accepted' | 'known'];
  pendingSignals: [RunRef, readonly string[]];
  reserve: [
    RunRef & {
      readonly epoch: number;
      readonly id: string;
      readonly amount: Amount;
      readonly accounts: readonly string[];
    },
    ReservationVerdict,
  ];
  setLimit: [{ readonly tenant: string; readonly id: string; readonly limit: LimitCells }, undefined];
  /** One that is not there yet answers first what is to be counted for it. */
  setBudget: [
    { readonly tenant: string; readonly rule: BudgetRule; readonly counted: SpentCount | undefined },
    BudgetState | { readonly countFrom: number },
  ];
  listBudgets: [{ readonly tenant: string }, readonly BudgetState[]];
  removeBudget: [{ readonly tenant: string; readonly account: string; readonly period: string }, boolean];
  raiseLimit: [{ readonly tenant: string; readonly raise: Raise }, 'raised' | 'known' | 'missing'];
  takeQuota: [QuotaWish, QuotaVerdict];
  /** Without tokens it was never sent. */
  correctQuota: [{ readonly id: string; readonly tokens: number | undefined }, undefined];
  readQuotas: [{ readonly tenant: string | undefined; readonly keys: readonly QuotaKey[] }, readonly QuotaUse[]];
  putCredential: [StoredCredential, 'added' | 'replaced'];
  replaceCredential: [{ readonly credential: StoredCredential; readonly sealed: Uint8Array }, boolean];
  removeCredential: [CredentialName & { readonly tenant: string }, boolean];
  findAnswer: [{ readonly tenant: string; readonly hash: string }, string | undefined];
  keepAnswer: [{ readonly answer: KeptAnswer; readonly mostBytes: number }, undefined];
  addRemark: [RemarkCells, 'added' | 'known'];
  addKey: [KeyCells, 'added' | 'known'];
  revokeKey: [{ readonly tenant: string; readonly id: string; readonly at: number }, KeyRow | undefined];
  addSession: [SessionCells, undefined];
  extendSession: [{ readonly hash: string; readonly expiresAt: number; readonly now: number }, undefined];
  removeSession: [{ readonly hash: string }, undefined];
  /** Answers the body that is kept. */
  keepRequest: [{ readonly request: KeptCells; readonly before: number }, string];
  announce: [{ readonly worker: string; readonly card: string }, undefined];
  /** With the time of the store. */
  listWorkers: [
    { readonly limit: number; readonly endedWithinMs: number },
    { readonly rows: readonly Row[]; readonly now: number },
  ];
  endWorkers: [undefined, undefined];
  /** Answers the value that is kept. */
  keepFact: [{ readonly key: string; readonly value: string }, string];
  writeRows: [readonly SqlCall[], readonly (readonly Row[])[]];
  addAgentVersion: [AgentVersion, 'added' | 'taken'];
}

export type WriteKind = keyof WriteOps;
export type WriteOp = {
  readonly [Kind in WriteKind]: { readonly kind: Kind; readonly op: WriteOps[Kind][0] };
}[WriteKind];
