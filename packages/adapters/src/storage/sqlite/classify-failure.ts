import type { Problem } from './problem.ts';

/** What a failure of SQLite means for the store: it concerns one operation, everything until there is space, or everything from now on. */
export type FailureKind = 'operation' | 'full' | 'failed';

/** Result codes of SQLite, https://sqlite.org/rescode.html */
const FULL = 13;
/** Growing the index of the log failed for lack of space; nothing was written yet. */
const IOERR_SHMSIZE = 4874;
/** What an operation can bring about by its data: ERROR, TOOBIG, CONSTRAINT, MISMATCH, RANGE. */
const OPERATION_CODES: ReadonlySet<number> = new Set([1, 18, 19, 20, 25]);

export function classifyFailure(error: unknown): FailureKind {
  const code = sqliteCodeOf(error);
  if (code === undefined) return 'operation';
  if (code === FULL || code === IOERR_SHMSIZE) return 'full';
  return OPERATION_CODES.has(code & 0xff) ? 'operation' : 'failed';
}

export function toProblem(error: unknown): Problem {
  const message = error instanceof Error ? error.message : String(error);
  const kind = classifyFailure(error);
  if (kind === 'full') return { code: 'store_full', message: `the disk is full: ${message}` };
  if (kind === 'failed') return { code: 'store_failed', message: `${message} (SQLite code ${sqliteCodeOf(error)})` };
  return { code: 'internal', message };
}

export function sqliteCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode : undefined;
}
