/** Vectors are compared in this process, so that no database needs an extension for it. */
import { setImmediate as turn } from 'node:timers/promises';
import type { Row } from './knowledge-sql.ts';

export interface Comparison {
  /** Those behind a number, in its order. */
  page(after: number, count: number): Promise<readonly Row[]>;
  readonly limit: number;
  readonly most: number;
  readonly atOnce: number;
}

/** The numbers of the nearest, the nearest first. Others get their turn between the pages. */
export async function nearest(
  vector: Float32Array,
  { page, limit, most, atOnce }: Comparison,
): Promise<{ best: readonly number[]; compared: number; cut: boolean }> {
  const wanted = toUnit(vector);
  let best: { no: number; likeness: number }[] = [];
  let compared = 0;
  for (let after = 0; ; ) {
    const count = Math.min(atOnce, most - compared) + 1;
    const rows = await page(after, count);
    const own = rows.slice(0, count - 1);
    const likenesses = own.map(({ no, vector: bytes }) => ({ no: Number(no), likeness: compare(wanted, bytes) }));
    best = [...best, ...likenesses].toSorted((one, other) => other.likeness - one.likeness).slice(0, limit);
    compared += own.length;
    const isCut = rows.length === count;
    if (!isCut || compared >= most) return { best: best.map(({ no }) => no), compared, cut: isCut };
    after = Number(own.at(-1)?.['no']);
    await turn();
  }
}

/** As they are kept: of length one, so that their product is their likeness. */
export function toUnit(vector: ArrayLike<number>): Float32Array {
  const own = Float32Array.from(vector);
  const length = Math.hypot(...own);
  return length === 0 ? own : own.map((value) => value / length);
}

export function toBytes(vector: Float32Array): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
}

/** Vectors of different lengths are not alike at all. */
function compare(wanted: Float32Array, bytes: unknown): number {
  if (!(bytes instanceof Uint8Array) || bytes.byteLength !== wanted.byteLength) return -1;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let product = 0;
  for (let index = 0; index < wanted.length; index++)
    product += (wanted[index] ?? 0) * view.getFloat32(index * Float32Array.BYTES_PER_ELEMENT, true);
  return product;
}
