/** How a table of SQLite reads in PostgreSQL. */
export type Cells = Readonly<Record<string, unknown>>;

export interface MovedTable {
  /** Of PostgreSQL. */
  readonly table: string;
  /** The columns of PostgreSQL, with what JSON is read as for them. */
  readonly columns: Readonly<Record<string, string>>;
  /** The number that the next new row takes one more than. */
  readonly counter?: string;
  /** In SQLite; what a column is called in both places alike is not said again. */
  readonly from: string;
  readonly as?: Readonly<Record<string, string>>;
  readonly order: string;
  toCells?(row: Cells): Cells;
}
