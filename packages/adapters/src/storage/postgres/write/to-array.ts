/**
 * Arrays as PostgreSQL sends and takes them in its binary format. A large flush is mostly text: so it is neither escaped here
 * nor parsed there. https://www.postgresql.org/docs/current/arrays.html
 */
import pg from 'pg';

const { BOOL, INT4, INT8, TEXT } = pg.types.builtins;
/** The number of dimensions, whether there are nulls, the type, the length, and the first subscript. */
const HEADER_BYTES = 20;
const LENGTH_BYTES = 4;

export function toBigints(values: readonly number[]): Buffer {
  const array = open(INT8, values.length, 8 * values.length);
  for (const [place, value] of values.entries()) {
    array.writeBigInt64BE(BigInt(value), step(array, place, 8));
  }
  return array;
}

export function toIntegers(values: readonly number[]): Buffer {
  const array = open(INT4, values.length, 4 * values.length);
  for (const [place, value] of values.entries()) array.writeInt32BE(value, step(array, place, 4));
  return array;
}

export function toBooleans(values: readonly boolean[]): Buffer {
  const array = open(BOOL, values.length, values.length);
  for (const [place, value] of values.entries()) array.writeUInt8(Number(value), step(array, place, 1));
  return array;
}

export function toTexts(values: readonly string[]): Buffer {
  const lengths = values.map((value) => Buffer.byteLength(value));
  const array = open(
    TEXT,
    values.length,
    lengths.reduce((sum, length) => sum + length, 0),
  );
  let offset = HEADER_BYTES;
  for (const [place, value] of values.entries()) {
    const length = lengths[place] ?? 0;
    array.writeInt32BE(length, offset);
    array.write(value, offset + LENGTH_BYTES);
    offset += LENGTH_BYTES + length;
  }
  return array;
}

function open(type: number, length: number, bytes: number): Buffer {
  const array = Buffer.allocUnsafe(HEADER_BYTES + LENGTH_BYTES * length + bytes);
  for (const [place, value] of [1, 0, type, length, 1].entries()) array.writeInt32BE(value, 4 * place);
  return array;
}

/** Writes how long the element is, and says where it goes. */
function step(array: Buffer, place: number, bytes: number): number {
  const offset = HEADER_BYTES + place * (LENGTH_BYTES + bytes);
  array.writeInt32BE(bytes, offset);
  return offset + LENGTH_BYTES;
}
