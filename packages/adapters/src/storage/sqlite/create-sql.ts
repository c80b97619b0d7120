import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** Gives the prepared statement of a text; each text is prepared once. */
export type Sql = (text: string) => StatementSync;

export function createSql(database: DatabaseSync): Sql {
  const prepared = new Map<string, StatementSync>();
  return (text) => {
    let statement = prepared.get(text);
    if (!statement) {
      statement = database.prepare(text);
      prepared.set(text, statement);
    }
    return statement;
  };
}
