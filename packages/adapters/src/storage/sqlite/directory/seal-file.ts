/**
 * SQLite notices a damaged structure, but not a changed digit. So a close leaves a checksum of the whole file behind,
 * and the next open compares it before anything is written.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { crc32 } from 'node:zlib';
import type { StoreFiles } from './store-files.ts';

interface Seal {
  readonly bytes: number;
  readonly crc32: number;
}

const CHUNK_BYTES = 4 * 1024 * 1024;

/** `unsealed` when the last process did not close the store, so that nothing is known about the file. */
export function checkSeal(files: StoreFiles): 'intact' | 'unsealed' | 'broken' {
  // A log beside the database means that it was written after it was sealed.
  if (!existsSync(files.seal) || existsSync(files.log)) return 'unsealed';
  const seal = readSeal(files.seal);
  if (!seal) return 'unsealed';
  const found = measure(files.database);
  return found.bytes === seal.bytes && found.crc32 === seal.crc32 ? 'intact' : 'broken';
}

export function breakSeal(files: StoreFiles): void {
  rmSync(files.seal, { force: true });
}

/** Only after the database was closed. Without a seal, the next open examines the file itself. */
export function sealFile(files: StoreFiles): void {
  if (existsSync(files.log)) return;
  const draft = `${files.seal}.new`;
  const descriptor = openSync(draft, 'w', 0o600);
  try {
    writeSync(descriptor, JSON.stringify(measure(files.database)));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(draft, files.seal);
}

function measure(file: string): Seal {
  const descriptor = openSync(file, 'r');
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let [bytes, checksum] = [0, 0];
  try {
    for (;;) {
      const length = readSync(descriptor, chunk);
      if (length === 0) return { bytes, crc32: checksum };
      checksum = crc32(chunk.subarray(0, length), checksum);
      bytes += length;
    }
  } finally {
    closeSync(descriptor);
  }
}

function readSeal(file: string): Seal | undefined {
  try {
    const found = JSON.parse(readFileSync(file, 'utf8')) as Partial<Seal> | null;
    const { bytes, crc32: checksum } = found ?? {};
    return typeof bytes === 'number' && typeof checksum === 'number' ? { bytes, crc32: checksum } : undefined;
  } catch {
    return undefined; // A seal that cannot be read proves nothing; the file is then checked by itself.
  }
}
