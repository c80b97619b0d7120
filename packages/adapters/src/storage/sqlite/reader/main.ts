/** The thread that reads, on a connection of its own: a long question holds up neither the writer nor the event loop. */
import { DatabaseSync } from 'node:sqlite';
import { toProblem } from '../classify-failure.ts';
import { storeFilesIn } from '../directory/store-files.ts';
import { BUSY_TIMEOUT_MS } from '../schema/open-database.ts';
import type { ThreadReply } from '../thread-messages.ts';
import { serveThread } from '../thread-server.ts';
import { createSql, type Sql } from '../create-sql.ts';
import { answerRead } from './answer-read.ts';
import { MissingMessage } from './read-conversation.ts';
import type { ReadOp } from './read-op.ts';

export interface ReaderOptions {
  readonly directory: string;
}

serveThread<ReadOp, ReaderOptions>(({ directory }, post) => {
  const { database: file } = storeFilesIn(directory);
  const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  const sql = createSql(database);
  return {
    answer: (ops) => ops.forEach((op) => post(answer(sql, op))),
    close: () => database.close(),
  };
});

function answer(sql: Sql, op: ReadOp): ThreadReply {
  try {
    return { answers: [answerRead(sql, op)] };
  } catch (error) {
    return refuse(error);
  }
}

/** A gap in a conversation concerns whoever asked; what SQLite cannot read is damaged for all. */
function refuse(error: unknown): ThreadReply {
  const answers = [undefined];
  if (error instanceof MissingMessage) {
    return { answers, problems: new Map([[0, { code: 'journal_corrupt', message: error.message }]]) };
  }
  const problem = toProblem(error);
  const problems = new Map([[0, problem]]);
  return problem.code === 'store_failed' ? { answers, problems, failed: problem } : { answers, problems };
}
