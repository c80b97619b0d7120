import { DuckDBBlobValue, DuckDBDecimalValue, DuckDBTypeId, type DuckDBValue } from '@duckdb/node-api';
import type { Cell } from '../order.ts';

export type ColumnKind = 'number' | 'time' | 'boolean' | 'text';

const NUMBERS: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.TINYINT,
  DuckDBTypeId.SMALLINT,
  DuckDBTypeId.INTEGER,
  DuckDBTypeId.BIGINT,
  DuckDBTypeId.UTINYINT,
  DuckDBTypeId.USMALLINT,
  DuckDBTypeId.UINTEGER,
  DuckDBTypeId.UBIGINT,
  DuckDBTypeId.HUGEINT,
  DuckDBTypeId.UHUGEINT,
  DuckDBTypeId.FLOAT,
  DuckDBTypeId.DOUBLE,
  DuckDBTypeId.DECIMAL,
]);
const TIMES: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.DATE,
  DuckDBTypeId.TIMESTAMP,
  DuckDBTypeId.TIMESTAMP_S,
  DuckDBTypeId.TIMESTAMP_MS,
  DuckDBTypeId.TIMESTAMP_NS,
  DuckDBTypeId.TIMESTAMP_TZ,
]);
const LONGEST = 2_000;

export function toKind(type: DuckDBTypeId): ColumnKind {
  if (NUMBERS.has(type)) return 'number';
  if (TIMES.has(type)) return 'time';
  return type === DuckDBTypeId.BOOLEAN ? 'boolean' : 'text';
}

/** A number wherever it holds the value; texts as the database writes them. */
export function toCell(value: DuckDBValue): Cell {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  if (value instanceof DuckDBDecimalValue) return value.toDouble();
  if (value instanceof DuckDBBlobValue) return `[${value.bytes.length} bytes]`;
  const text = typeof value === 'string' ? value : value.toString();
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** Of what `toCell` gives for a time, in milliseconds; without a zone it is taken as of UTC. */
export function toInstant(text: string): number {
  const iso = text.replace(' ', 'T');
  const whole = iso.length === 10 ? `${iso}T00:00:00` : iso;
  const zone = /([+-]\d{2})(?::?(\d{2}))?$/u.exec(whole.slice(10));
  if (!zone) return Date.parse(`${whole}Z`);
  return Date.parse(`${whole.slice(0, whole.length - zone[0].length)}${zone[1] ?? ''}:${zone[2] ?? '00'}`);
}
