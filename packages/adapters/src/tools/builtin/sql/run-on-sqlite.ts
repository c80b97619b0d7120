/** One statement on a file of SQLite. It runs in a process of its own: a query that never ends cannot be stopped otherwise. */
import { access, constants } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RunError } from '@tutti/engine';
import * as z from 'zod';
import { runCommand } from '../process/run-command.ts';
import { parseStatement } from './parse-statement.ts';
import type { SqlQuery, SqlRows } from './sql-connection.ts';

const PROGRAM = fileURLToPath(new URL('./sqlite-query-main.ts', import.meta.url));
const QUERIES: ReadonlySet<string> = new Set(['select', 'with', 'values', 'explain']);
/** Room for the names of the columns beside the rows. */
const MORE_BYTES = 1_000_000;
/** Of a value that is one too many, which is still written. */
const HEAP_MEGABYTES = 512;

const Cell = z.union([z.string(), z.number(), z.null()]);
const Answer = z.union([
  z.object({ error: z.string() }),
  z.object({ columns: z.array(z.string()), rows: z.array(z.array(Cell)), more: z.boolean(), changed: z.number() }),
]);

export async function readFromSqlite(file: string, query: SqlQuery): Promise<SqlRows> {
  const { verb, text } = parseStatement(query.text, 'sqlite');
  if (!QUERIES.has(verb)) throw refuse(`${verb} is not run here: a query begins with select, with, values or explain`);
  const { columns, rows, more } = await run(file, { ...query, text, write: false });
  return { columns, rows, more };
}

export async function writeToSqlite(file: string, query: SqlQuery): Promise<SqlRows & { readonly changed: number }> {
  const { text } = parseStatement(query.text, 'sqlite');
  return run(file, { ...query, text, write: true });
}

async function run(
  file: string,
  { text, values, limits, signal, write }: SqlQuery & { write: boolean },
): Promise<SqlRows & { readonly changed: number }> {
  // Otherwise a connection that may write would make an empty one.
  await access(file, constants.R_OK).catch((cause: unknown) => {
    throw new RunError('tool_unavailable', `the database ${file} cannot be read`, { nothingHappened: true, cause });
  });
  const { rows, bytes, milliseconds } = limits;
  const end = await runCommand({
    file: process.execPath,
    words: ['--no-warnings', `--max-old-space-size=${HEAP_MEGABYTES}`, PROGRAM],
    folder: dirname(file),
    environment: {},
    stdin: JSON.stringify({ file, text, values, write, rows, bytes }),
    limitMs: milliseconds,
    outputBytes: bytes * 4 + MORE_BYTES,
    signal,
  });
  if (end.stopped !== undefined)
    throw new RunError('tool_failed', `the statement was ended ${end.stopped}`, { nothingHappened: !write });
  const answer = parseAnswer(end.stdout);
  if (!answer) {
    const why = end.stderr.trim().split('\n').at(-1)?.slice(0, 300) ?? '';
    throw new RunError('tool_failed', `the process with the statement ended without an answer: ${why}`, {
      nothingHappened: !write,
    });
  }
  if ('error' in answer) throw refuse(`SQLite: ${answer.error}`);
  return answer;
}

function parseAnswer(text: string): z.infer<typeof Answer> | undefined {
  try {
    return Answer.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** A statement that fails leaves nothing behind. */
function refuse(message: string): RunError {
  return new RunError('tool_failed', message, { nothingHappened: true });
}
