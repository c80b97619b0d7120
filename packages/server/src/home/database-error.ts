/** Why a database could not be used, and what to do about it: in the words of whoever has set DATABASE_URL, and without its password. */
import { EngineError } from '@tutti/engine';
import { HomeError } from './home-error.ts';

/** `host:port/name`; where there is none, as with a socket, what stands for it. */
export function toDatabaseName(connectionString: string): string {
  const url = URL.parse(connectionString);
  if (!url) return 'the address in DATABASE_URL';
  const host = url.host === '' ? (url.searchParams.get('host') ?? 'localhost') : url.host;
  return `${host}${url.pathname}`;
}

export function toDatabaseError(error: unknown, connectionString: string): unknown {
  const { code, text } = findReason(error);
  const name = toDatabaseName(connectionString);
  const refuse = (kind: HomeError['code'], message: string, remedy: string) =>
    new HomeError(kind, `${message} (${hide(text, connectionString)})`, { remedy, cause: undefined });
  if (code === '28P01' || code === '28000')
    return refuse(
      'store_failed',
      `the database ${name} lets this user not in`,
      'Mend user and password in DATABASE_URL.',
    );
  if (code === '3D000')
    return refuse('store_failed', `there is no database ${name}`, 'Make it with `createdb`, or mend DATABASE_URL.');
  if (code === '42501')
    return refuse(
      'store_failed',
      `the database ${name} does not let this user do what is needed`,
      'Let a user who owns the schema work there, or one who may make it: GRANT CREATE ON DATABASE … TO …',
    );
  if (error instanceof EngineError && error.code === 'store_read_only')
    return refuse(
      'store_read_only',
      `the database ${name} takes nothing`,
      'Set DATABASE_URL to the primary, and end default_transaction_read_only there.',
    );
  // Whatever the server says of itself is told as it is.
  if (error instanceof EngineError && error.code !== 'store_failed' && error.code !== 'store_unavailable') return error;
  if (/^[0-9A-Z]{5}$/.test(code) && !/^(08|57P|53)/.test(code)) return error;
  if (!isOfTheWay(code, text)) return error;
  const remedy = 'Start PostgreSQL there, or mend DATABASE_URL. Nothing was changed.';
  return refuse('store_unavailable', `the database ${name} cannot be reached`, remedy);
}

/** The innermost that says something: an attempt at several addresses says nothing itself. */
function findReason(error: unknown): { code: string; text: string } {
  let reason = { code: '', text: '' };
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 8; depth++) {
    const code = 'code' in at && typeof at.code === 'string' ? at.code : '';
    // Our own codes are words.
    if (!/^[a-z]/.test(code) || reason.text === '') reason = { code, text: at.message || code };
    at = at instanceof AggregateError ? at.errors[0] : at.cause;
  }
  return reason;
}

function isOfTheWay(code: string, text: string): boolean {
  if (/^(E[A-Z_]+|CERT_.*|DEPTH_.*|SELF_.*|UNABLE_.*|ERR_TLS.*|ERR_SSL.*|08.{3}|57P.{2}|53.{3})$/.test(code))
    return true;
  return /time-?out|terminated|connect|SSL/i.test(text);
}

/** No message that we know of holds it; one that we do not know might. */
function hide(text: string, connectionString: string): string {
  const { password = '' } = URL.parse(connectionString) ?? {};
  const shown = text.replaceAll(connectionString, 'DATABASE_URL');
  if (password === '') return shown;
  return [password, decode(password)].reduce((hidden, secret) => hidden.replaceAll(secret, '…'), shown);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
