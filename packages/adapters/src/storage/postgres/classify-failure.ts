/** What a failure of PostgreSQL means for the operation that met it, and for the store. */
import { EngineError } from '@tutti/engine';

export type FailureKind =
  /** The data of one operation: nothing was written, and trying again would not help. */
  | 'operation'
  /** It lost against others: the same again may go through. */
  | 'again'
  /** The connection or the server went away: nobody knows whether the last statement was done. */
  | 'lost'
  /** There is no space. */
  | 'full'
  /** The database says of itself that it is damaged. */
  | 'failed';

/** The connection leads to a server that only reads: to a replica, or to a primary that was replaced. */
export class WrongServerError extends Error {}

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const AGAIN: ReadonlySet<string> = new Set(['40001', '40P01', '55P03', '57014']);
const LOST: ReadonlySet<string> = new Set(['25006', '25P03', '57P01', '57P02', '57P03', '57P05', '53300', '58000']);
const FULL: ReadonlySet<string> = new Set(['53100', '53200', '53000']);
const FAILED: ReadonlySet<string> = new Set(['XX001', 'XX002', '58P01']);

export function classifyFailure(error: unknown): FailureKind {
  const code = sqlStateOf(error);
  // Without a state the server has not answered: what failed is the way to it.
  if (code === undefined) return isOwn(error) ? 'operation' : 'lost';
  if (AGAIN.has(code)) return 'again';
  if (FULL.has(code)) return 'full';
  if (FAILED.has(code)) return 'failed';
  return LOST.has(code) || code.startsWith('08') ? 'lost' : 'operation';
}

export function sqlStateOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code) ? error.code : undefined;
}

export function toMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Refusals of our own, and mistakes of ours. */
function isOwn(error: unknown): boolean {
  const isMistake = error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError;
  return isMistake || error instanceof EngineError;
}
