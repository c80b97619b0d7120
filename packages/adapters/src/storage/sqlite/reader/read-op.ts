import type { SpendingQuestion } from '@tutti/engine';
import type { SqlCall } from '../../knowledge/knowledge-sql.ts';

export interface RunKey {
  readonly tenant: string;
  readonly run: string;
}

export interface ListFilter {
  readonly tenant: string;
  readonly status: readonly string[] | undefined;
  readonly parent: string | undefined;
  readonly task: string | undefined;
  readonly tasks: boolean;
  readonly open: boolean;
  readonly worker: string | undefined;
  readonly words: readonly string[];
  readonly limit: number;
  readonly before: number | undefined;
}

export interface ListedRow {
  readonly no: number;
  readonly summary: string;
}

/** A row as SQLite gives it; whoever asked parses it. */
export type Row = Readonly<Record<string, unknown>>;

/** What changes stands beside the body, which stays as it was written. */
export interface KeyRow {
  readonly no: number;
  readonly revokedAt: number | null;
  readonly body: string;
}

export interface SessionRow {
  readonly expiresAt: number;
  readonly body: string;
}

/** What was spent on an account since a moment, as far as the journal has come. */
export interface SpentCount {
  readonly from: number;
  readonly tokens: number;
  readonly costNanoUsd: number;
  /** The position of the last event that is counted. */
  readonly upTo: number;
}

/** Each question to the reader: what it takes and what it answers. */
export interface ReadOps {
  findRun: [RunKey, string | undefined];
  listRuns: [ListFilter, readonly ListedRow[]];
  readEntries: [RunKey & { readonly after: number; readonly limit: number }, readonly Row[]];
  listExecutions: [RunKey, readonly Row[]];
  findBlob: [{ readonly tenant: string; readonly hash: string }, Uint8Array | undefined];
  readConversation: [{ readonly tenant: string; readonly last: string }, readonly Row[]];
  findAccount: [{ readonly tenant: string; readonly id: string }, Row | undefined];
  sumSpendings: [
    SpendingQuestion & { readonly tenant: string },
    { readonly rows: readonly Row[]; readonly total: Row },
  ];
  listSpendings: [RunKey, readonly Row[]];
  countSpent: [{ readonly tenant: string; readonly account: string; readonly from: number }, SpentCount];
  listCredentials: [{ readonly tenant: string }, readonly Row[]];
  listRemarks: [RunKey, readonly string[]];
  findKey: [{ readonly id: string }, KeyRow | undefined];
  listKeys: [
    { readonly tenant: string; readonly limit: number; readonly before: number | undefined },
    readonly KeyRow[],
  ];
  hasManager: [{ readonly now: number }, boolean];
  findSession: [{ readonly hash: string }, SessionRow | undefined];
  readFeed: [{ readonly tenant: string; readonly after: number; readonly limit: number }, readonly Row[]];
  feedHead: [{ readonly tenant: string }, number];
  readRows: [SqlCall, readonly Row[]];
  countAgentVersions: [{ readonly tenant: string }, number];
  listAgentVersions: [{ readonly tenant: string }, readonly Row[]];
  findAgentVersion: [{ readonly tenant: string; readonly agent: string; readonly number: number }, Row | undefined];
  listAgentWork: [{ readonly tenant: string; readonly agent: string; readonly limit: number }, readonly Row[]];
}

export type ReadKind = keyof ReadOps;
export type ReadOp = { readonly [Kind in ReadKind]: { readonly kind: Kind; readonly op: ReadOps[Kind][0] } }[ReadKind];
