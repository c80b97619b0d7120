/** What both databases do for the collections of documents, and the little in which they differ. */
import type { Passage } from '@tutti/engine';

export type Cell = string | number | null | Uint8Array;
export type Row = Readonly<Record<string, unknown>>;

export interface SqlCall {
  /** Of the text, which stays the same under it. */
  readonly name: string;
  /** Values stand in it as `$1`, `$2` … */
  readonly text: string;
  readonly values: readonly Cell[];
}

export interface WordSearch {
  readonly tenant: string;
  readonly collection: string | undefined;
  readonly words: readonly string[];
  readonly limit: number;
}

export interface KnowledgeSql {
  read(call: SqlCall): Promise<readonly Row[]>;
  /** All of them together or none, in this order. */
  write(calls: readonly SqlCall[]): Promise<readonly (readonly Row[])[]>;
  /** `$1`: the passages as JSON, `$2`: tenant, `$3`: id of the document, `$4`: version, `$5`: claim. */
  readonly addPassages: string;
  toPassages(tenant: string, passages: readonly Passage[]): string;
  search(wish: WordSearch): SqlCall;
  /** A row that is not what was written. */
  parse<Value>(parse: () => Value): Value;
}
