/** One statement that reads, with its values apart from it. What it is, the parser of the database itself says. */
import { type DuckDBConnection, type DuckDBPreparedStatement, StatementType } from '@duckdb/node-api';
import { InvalidInputError } from '@tutti/engine';
import { parseStatement } from '../../sql/parse-statement.ts';
import type { Cell } from '../order.ts';

/** Others are turned into a SELECT by the parser, such as PRAGMA. */
const VERBS: ReadonlySet<string> = new Set(['select', 'with', 'values', 'from']);

export async function prepareSelect(
  connection: DuckDBConnection,
  text: string,
  values: readonly Cell[],
): Promise<DuckDBPreparedStatement> {
  const { verb, text: statement } = parseStatement(text, 'postgres');
  if (!VERBS.has(verb)) throw refuse(`${verb} is not run here: a query begins with ${[...VERBS].join(', ')}`);
  const prepared = await prepareOne(connection, statement);
  if (prepared.statementType !== StatementType.SELECT) throw refuse('only a query that reads is run here');
  if (prepared.parameterCount !== values.length)
    throw refuse(`the query has ${prepared.parameterCount} values in it, and ${values.length} were given`);
  for (const [at, value] of values.entries()) bind(prepared, at + 1, value);
  return prepared;
}

async function prepareOne(connection: DuckDBConnection, statement: string): Promise<DuckDBPreparedStatement> {
  try {
    const extracted = await connection.extractStatements(statement);
    if (extracted.count !== 1) throw refuse('only one statement is run at a time');
    return await extracted.prepare(0);
  } catch (error) {
    throw error instanceof InvalidInputError ? error : toRefusal(error);
  }
}

function bind(prepared: DuckDBPreparedStatement, place: number, value: Cell): void {
  if (value === null) prepared.bindNull(place);
  else if (typeof value === 'boolean') prepared.bindBoolean(place, value);
  else if (typeof value === 'string') prepared.bindVarchar(place, value);
  else if (Number.isSafeInteger(value)) prepared.bindBigInt(place, BigInt(value));
  else prepared.bindDouble(place, value);
}

/** What the database says of a query, without the drawing below it. */
export function toRefusal(error: unknown): InvalidInputError {
  return refuse(String(error instanceof Error ? error.message : error).slice(0, 1_000));
}

function refuse(message: string): InvalidInputError {
  return new InvalidInputError(message, 'query');
}
