/** Databases that an administrator has named: read by one statement at a time with its values apart from it, changed only where that is allowed. */
import { InvalidInputError, type Tool, type ToolSource } from '@tutti/engine';
import type { Json } from '@tutti/protocol';
import * as z from 'zod';
import { createTool } from '../create-tool.ts';
import { notConfigured } from '../not-configured.ts';
import { runChange, runQuery } from './run-statement.ts';
import { COLUMNS, TABLES } from './schema-queries.ts';
import type { SqlConnection, SqlLimits, SqlRows } from './sql-connection.ts';

export interface SqlOptions {
  readonly connections: readonly SqlConnection[];
  readonly limits?: Partial<SqlLimits>;
}

const LIMITS: SqlLimits = { rows: 500, bytes: 200_000, milliseconds: 30_000 };
/** For a new connection, or a process of its own, around the statement itself. */
const AROUND_MS = 15_000;
const MOST_TABLES = 1_000;

const Values = z
  .array(z.union([z.string().max(100_000), z.number(), z.boolean(), z.null()]))
  .max(500)
  .default([])
  .describe('What stands for $1, $2 … (PostgreSQL) or ?1, ?2 … (SQLite). Never write values into the text.');
const Text = z.string().min(1).max(100_000);

interface SqlSet {
  readonly name: string;
  readonly connections: readonly SqlConnection[];
  readonly limits: SqlLimits;
}

export function createSqlTools({ connections, limits: wished = {} }: SqlOptions): ToolSource {
  const limits = { ...LIMITS, ...wished };
  return {
    names: ['database', 'postgresql'],
    fixed: false,
    async open(name) {
      const meant = name === 'postgresql' ? connections.filter(({ kind }) => kind === 'postgres') : connections;
      if (meant.length === 0) throw notConfigured(toMissing(name));
      const set: SqlSet = { name, connections: meant, limits };
      const reading = [createTablesTool(set), createColumnsTool(set), createQueryTool(set)];
      const changing = meant.filter(({ write }) => write);
      return changing.length === 0 ? reading : [...reading, createChangeTool({ ...set, connections: changing })];
    },
  };
}

function toMissing(name: string): string {
  const what = name === 'postgresql' ? 'no PostgreSQL database' : 'no database';
  return `${what} is set for agents: set TUTTI_SQL_URL, or sqlConnections in config.yaml`;
}

function createTablesTool(set: SqlSet): Tool {
  return createTool({
    name: `${set.name}__list_tables`,
    description: `Lists the tables and views of a database. ${toList(set)}`,
    input: z.object({ connection: toChoice(set) }),
    effect: 'read',
    timeoutMs: set.limits.milliseconds + AROUND_MS,
    use: async ({ connection }, { signal }) => {
      const found = find(set, connection);
      const limits = { ...set.limits, rows: MOST_TABLES };
      return toOutput(await runQuery(found, { text: TABLES[found.kind], values: [], limits, signal }));
    },
  });
}

function createColumnsTool(set: SqlSet): Tool {
  return createTool({
    name: `${set.name}__describe_table`,
    description: `Shows the columns of a table: types, keys, what they refer to. ${toList(set)}`,
    input: z.object({
      connection: toChoice(set),
      table: z.string().min(1).max(200),
      schema: z
        .string()
        .min(1)
        .max(200)
        .exactOptional()
        .describe('public (PostgreSQL) or main (SQLite), where nothing is said.'),
    }),
    effect: 'read',
    timeoutMs: set.limits.milliseconds + AROUND_MS,
    use: async ({ connection, table, schema }, { signal }) => {
      const found = find(set, connection);
      const values = [table, schema ?? (found.kind === 'postgres' ? 'public' : 'main')];
      const rows = await runQuery(found, { text: COLUMNS[found.kind], values, limits: set.limits, signal });
      if (rows.rows.length === 0) throw new InvalidInputError(`there is no table ${table} that can be seen`, 'table');
      return toOutput(rows);
    },
  });
}

function createQueryTool(set: SqlSet): Tool {
  const { rows } = set.limits;
  return createTool({
    name: `${set.name}__query`,
    description: `Runs one query that only reads, and returns at most ${rows} rows. ${toList(set)}`,
    input: z.object({ connection: toChoice(set), query: Text, values: Values }),
    effect: 'read',
    timeoutMs: set.limits.milliseconds + AROUND_MS,
    use: async ({ connection, query, values }, { signal }) =>
      toOutput(await runQuery(find(set, connection), { text: query, values, limits: set.limits, signal })),
  });
}

function createChangeTool(set: SqlSet): Tool {
  return createTool({
    name: `${set.name}__execute`,
    description: `Runs one statement that changes the database. Nothing takes it back. ${toList(set)}`,
    input: z.object({ connection: toChoice(set), statement: Text, values: Values }),
    effect: 'irreversible',
    timeoutMs: set.limits.milliseconds + AROUND_MS,
    use: async ({ connection, statement, values }, { signal }) => {
      const { changed, ...rows } = await runChange(find(set, connection), {
        text: statement,
        values,
        limits: set.limits,
        signal,
      });
      return { changed, ...(rows.columns.length > 0 && toOutput(rows)) };
    },
  });
}

function toChoice({ connections }: SqlSet) {
  const names = connections.map(({ name }) => name);
  return z
    .enum(names)
    .default(names[0] ?? '')
    .describe('Which database.');
}

function toList({ connections }: SqlSet): string {
  const kinds = connections.map(({ name, kind }) => `${name} (${kind === 'postgres' ? 'PostgreSQL' : 'SQLite'})`);
  return `Databases: ${kinds.join(', ')}.`;
}

function find({ connections }: SqlSet, name: string): SqlConnection {
  const found = connections.find((connection) => connection.name === name);
  if (!found) throw new InvalidInputError(`there is no database ${name}`, 'connection');
  return found;
}

function toOutput({ columns, rows, more }: SqlRows): Record<string, Json> {
  return { columns: [...columns], rows: rows.map((row) => [...row]), ...(more && { more: true }) };
}
