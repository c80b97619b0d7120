/** The statements by their names, with their values. */
import type { Cell, Row, SqlCall } from './knowledge-sql.ts';
import { STATEMENTS, type StatementName } from './statements.ts';

export type Values = readonly (Cell | undefined)[];

export function call(name: StatementName, values: Values): SqlCall {
  return { name: `knowledge-${name}`, text: STATEMENTS[name], values: values.map((value) => value ?? null) };
}

export function hasRow(rows: readonly Row[] | undefined): boolean {
  return (rows?.length ?? 0) > 0;
}
