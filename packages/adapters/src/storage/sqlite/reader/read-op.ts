export interface RunKey {
  readonly tenant: string;
  readonly run: string;
}

export interface ListFilter {
  readonly tenant: string;
  readonly status: readonly string[] | undefined;
  readonly parent: string | undefined;
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

/** Each question to the reader: what it takes and what it answers. */
export interface ReadOps {
  findRun: [RunKey, string | undefined];
  listRuns: [ListFilter, readonly ListedRow[]];
  readEntries: [RunKey & { readonly after: number; readonly limit: number }, readonly Row[]];
  listExecutions: [RunKey, readonly Row[]];
  findBlob: [{ readonly tenant: string; readonly hash: string }, Uint8Array | undefined];
  readConversation: [{ readonly tenant: string; readonly last: string }, readonly Row[]];
  findAccount: [{ readonly tenant: string; readonly id: string }, Row | undefined];
  nextReadyAt: [undefined, number | undefined];
}

export type ReadKind = keyof ReadOps;
export type ReadOp = { readonly [Kind in ReadKind]: { readonly kind: Kind; readonly op: ReadOps[Kind][0] } }[ReadKind];
