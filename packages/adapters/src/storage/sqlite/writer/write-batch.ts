/** Group commit: whatever has gathered goes into one transaction, yet every operation gets its own verdict. */
import type { DatabaseSync } from 'node:sqlite';
import { classifyFailure, toProblem } from '../classify-failure.ts';
import type { Problem } from '../problem.ts';
import { applyOp } from './apply-op.ts';
import type { WriteOp } from './write-op.ts';
import { forgetRows, type Notices, noNotices, Refusal, type Writing } from './writing.ts';

export interface BatchResult {
  readonly answers: readonly unknown[];
  /** By place in the batch. */
  readonly problems: ReadonlyMap<number, Problem>;
  readonly notices: Notices;
  /** Whether anything was changed at all. */
  readonly wrote: boolean;
}

type Apply = (writing: Writing, op: WriteOp) => unknown;

/** Throws only what concerns the whole batch: a full disk or a failed one. Then nothing of it was written. */
export function writeBatch(database: DatabaseSync, writing: Writing, ops: readonly WriteOp[]): BatchResult {
  try {
    return commit(database, writing, { ops, apply: applyOp });
  } catch (error) {
    if (classifyFailure(error) !== 'operation') throw error;
    // One operation has failed half way. A savepoint around each keeps the others; on the usual path that would cost too much.
    return commit(database, writing, { ops, apply: (_, op) => applyInSavepoint(database, writing, op) });
  }
}

function commit(
  database: DatabaseSync,
  writing: Writing,
  { ops, apply }: { ops: readonly WriteOp[]; apply: Apply },
): BatchResult {
  writing.notices = noNotices();
  const changesBefore = countChanges(writing);
  writing.sql('BEGIN IMMEDIATE').run();
  try {
    const problems = new Map<number, Problem>();
    const answers = ops.map((op, index) => {
      try {
        return apply(writing, op);
      } catch (error) {
        problems.set(index, toOwnProblem(error, apply !== applyOp));
        return undefined;
      }
    });
    writing.sql('COMMIT').run();
    return { answers, problems, notices: writing.notices, wrote: countChanges(writing) > changesBefore };
  } catch (error) {
    // SQLite has already rolled back by itself after some failures.
    if (database.isTransaction) database.exec('ROLLBACK');
    forgetRows(writing);
    throw error;
  }
}

function countChanges({ sql }: Writing): number {
  return Number(sql('SELECT total_changes() AS count').get()?.['count']);
}

/** A refusal has written nothing; after anything else only a savepoint saves the rest of the batch. */
function toOwnProblem(error: unknown, isSaved: boolean): Problem {
  if (error instanceof Refusal) return { code: error.code, message: error.message };
  if (isSaved && classifyFailure(error) === 'operation') return toProblem(error);
  throw error;
}

function applyInSavepoint(database: DatabaseSync, writing: Writing, op: WriteOp): unknown {
  const notices = { ...writing.notices, signals: [...writing.notices.signals] };
  database.exec('SAVEPOINT op');
  try {
    const answer = applyOp(writing, op);
    database.exec('RELEASE op');
    return answer;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK TO op; RELEASE op');
    forgetRows(writing);
    writing.notices = notices;
    throw error;
  }
}
