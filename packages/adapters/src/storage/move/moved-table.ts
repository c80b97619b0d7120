/** How a table of SQLite reads in PostgreSQL. */
export type Cells = Readonly<Record<string, unknown>>;

export interface MovedTable {
  /** Of PostgreSQL. */
  readonly table: string;
  /** The columns of PostgreSQL, with what JSON is read as for them. */
  readonly columns: Readonly<Record<string, string>>;
  /** The number that the next new row takes one more than. */
  readonly counter?: string;
  /** In SQLite, where it is not called as in PostgreSQL. */
  readonly from?: string;
  /** What a column is read from in SQLite, where it is not the column of that name. */
  readonly as?: Readonly<Record<string, string>>;
  readonly order: string;
  toCells?(row: Cells): Cells;
}
