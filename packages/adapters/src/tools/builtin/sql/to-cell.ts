import type { SqlCell } from './sql-connection.ts';

const BOOLEAN = 16;
/** Integers of two and four bytes, object ids, and floating point numbers: what a number holds exactly. */
const NUMBERS: ReadonlySet<number> = new Set([21, 23, 26, 700, 701]);

/** A value as PostgreSQL writes it. Whatever a number would not hold exactly stays a text. */
export function toCell(oid: number, text: string): SqlCell {
  if (oid === BOOLEAN) return text === 't';
  if (!NUMBERS.has(oid)) return text;
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
}
