import { randomFillSync } from 'node:crypto';

/** Randomness from outside: for ids and for the jitter of retries, never for what a program decides. */
export interface Random {
  bytes(length: number): Uint8Array;
  /** At least 0, below 1. */
  next(): number;
}

/** Asking the system costs the same for one byte as for hundreds, and a call of a model asks half a dozen times. */
const POOL_BYTES = 4_096;

export const systemRandom: Random = createSystemRandom();

function createSystemRandom(): Random {
  const pool = Buffer.alloc(POOL_BYTES);
  let used = POOL_BYTES;
  const bytes = (length: number): Uint8Array => {
    if (length > POOL_BYTES) return randomFillSync(new Uint8Array(length));
    if (used + length > POOL_BYTES) {
      randomFillSync(pool);
      used = 0;
    }
    const taken = Uint8Array.from(pool.subarray(used, used + length));
    // What may have become a secret stays nowhere else.
    pool.fill(0, used, used + length);
    used += length;
    return taken;
  };
  return { bytes, next: () => Buffer.from(bytes(6)).readUIntBE(0, 6) / 2 ** 48 };
}
