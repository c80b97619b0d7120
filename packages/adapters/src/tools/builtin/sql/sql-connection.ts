/** A database that an administrator has named, and what agents may do there. */
export type SqlConnection = {
  readonly name: string;
  /** Agents may change things there, each time as an effect that cannot be undone. */
  readonly write: boolean;
} & (
  | { readonly kind: 'postgres' /** It holds a password. */; readonly url: string }
  | { readonly kind: 'sqlite' /** Absolute. */; readonly file: string }
);

export type SqlValue = string | number | boolean | null;

export interface SqlQuery {
  readonly text: string;
  readonly values: readonly SqlValue[];
  readonly limits: SqlLimits;
  readonly signal: AbortSignal;
}

export interface SqlLimits {
  readonly rows: number;
  /** Of the rows as JSON. */
  readonly bytes: number;
  readonly milliseconds: number;
}

export interface SqlRows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly SqlCell[])[];
  /** There are more rows than these. */
  readonly more: boolean;
}

/** What a column of JSON holds is given as text. */
export type SqlCell = SqlValue;
