/** SHA-256 of bytes. Browsers have it only over HTTPS and on the machine itself, so there is one for the rest. */
export async function hashBytes(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  // Absent on plain HTTP, whatever the types say.
  const subtle: SubtleCrypto | undefined = globalThis.crypto.subtle;
  if (!subtle) return toHex(sha256(bytes));
  const digest = new DataView(await subtle.digest('SHA-256', bytes));
  return toHex(Array.from({ length: 8 }, (_, index) => digest.getUint32(index * 4)));
}

const BLOCK = 64;
const ROUNDS = 64;

/** The first bits of the fractions of the roots of the first primes, as FIPS 180-4 says. */
const PRIMES = Array.from({ length: 312 }, (_, n) => n).filter(
  (n) => n > 1 && Array.from({ length: n }, (_, d) => d).every((d) => d < 2 || n % d !== 0),
);
const toBits = (root: number) => ((root - Math.floor(root)) * 2 ** 32) | 0;
const START = PRIMES.slice(0, 8).map((prime) => toBits(Math.sqrt(prime)));
const CONSTANTS = PRIMES.slice(0, ROUNDS).map((prime) => toBits(Math.cbrt(prime)));

export function sha256(bytes: Uint8Array): readonly number[] {
  const padded = new Uint8Array((Math.floor((bytes.length + 8) / BLOCK) + 1) * BLOCK);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor((bytes.length * 8) / 2 ** 32));
  view.setUint32(padded.length - 4, (bytes.length * 8) >>> 0);
  const state = Int32Array.from(START);
  const words = new Int32Array(ROUNDS);
  for (let at = 0; at < padded.length; at += BLOCK) {
    for (let index = 0; index < 16; index++) words[index] = view.getInt32(at + index * 4);
    mix(state, words);
  }
  return Array.from(state, (word) => word >>> 0);
}

function mix(state: Int32Array, words: Int32Array): void {
  const at = (list: Int32Array | readonly number[], index: number) => list[index] ?? 0;
  for (let index = 16; index < ROUNDS; index++) {
    const [early, late] = [at(words, index - 15), at(words, index - 2)];
    const first = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
    const second = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10);
    words[index] = at(words, index - 16) + first + at(words, index - 7) + second;
  }
  let [a, b, c, d, e, f, g, h] = Array.from(state) as [number, number, number, number, number, number, number, number];
  for (let round = 0; round < ROUNDS; round++) {
    const one =
      h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + at(CONSTANTS, round) + at(words, round);
    const two = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, index) => {
    state[index] = at(state, index) + word;
  });
}

function turn(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

function toHex(words: readonly number[]): string {
  return words.map((word) => word.toString(16).padStart(8, '0')).join('');
}
