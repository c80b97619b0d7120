import { randomBytes } from 'node:crypto';

/** Randomness from outside: for ids and for the jitter of retries, never for what a program decides. */
export interface Random {
  bytes(length: number): Uint8Array;
  /** At least 0, below 1. */
  next(): number;
}

export const systemRandom: Random = {
  bytes: (length) => randomBytes(length),
  next: () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48,
};
