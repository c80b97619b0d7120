/**
 * SQLite takes a log that ends in nonsense for one that was cut off by a crash, and drops that end. Right for a torn last commit;
 * but when acknowledged commits follow the nonsense, the log was damaged later, and dropping them would be silent loss.
 * The format is described at https://sqlite.org/fileformat2.html#walformat
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
/** The words of its checksums are little-endian, as SQLite writes them on every machine that Node runs on here. */
const MAGIC = 0x377f0682;

interface Salts {
  readonly one: number;
  readonly two: number;
}
interface LogHead {
  readonly pageBytes: number;
  readonly salts: Salts;
  readonly sum: Sum;
}
interface Sum {
  one: number;
  two: number;
}

/** `sameBoot`: the machine has run since the log was written, so everything that was written is in it, in its order. */
export function isLogDamaged(file: string, { sameBoot }: { sameBoot: boolean }): boolean {
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    // Shorter than one frame: nothing was committed into it yet.
    if (size <= HEADER_BYTES) return false;
    const head = readHead(descriptor);
    if (head === 'other_order') return false;
    if (head === 'broken') return true;
    const lost = countLostCommits(descriptor, head, size);
    // A power cut may leave the last commit in pieces; nobody was told that it was done.
    return lost > (sameBoot ? 0 : 1);
  } finally {
    closeSync(descriptor);
  }
}

function readHead(descriptor: number): LogHead | 'broken' | 'other_order' {
  const bytes = Buffer.alloc(HEADER_BYTES);
  readSync(descriptor, bytes, 0, HEADER_BYTES, 0);
  const magic = bytes.readUInt32BE(0);
  if (magic === MAGIC + 1) return 'other_order';
  const sum = { one: 0, two: 0 };
  addTo(sum, bytes.subarray(0, 24));
  if (magic !== MAGIC || !isSum(sum, bytes, 24)) return 'broken';
  const salts = { one: bytes.readUInt32BE(16), two: bytes.readUInt32BE(20) };
  return { pageBytes: bytes.readUInt32BE(8), salts, sum };
}

/** Commits of this log that stand behind the first frame that does not fit, where SQLite stops reading. */
function countLostCommits(descriptor: number, { pageBytes, salts, sum }: LogHead, size: number): number {
  const frame = Buffer.alloc(FRAME_HEADER_BYTES + pageBytes);
  let isWhole = true;
  let lost = 0;
  for (let at = HEADER_BYTES; at + frame.length <= size; at += frame.length) {
    readSync(descriptor, frame, 0, frame.length, at);
    const isOwn = frame.readUInt32BE(8) === salts.one && frame.readUInt32BE(12) === salts.two;
    if (isWhole) isWhole = isOwn && fits(frame, sum);
    // A frame that ends a commit says how large the database then is. Other salts: a left-over of an earlier round.
    if (!isWhole && isOwn && frame.readUInt32BE(4) !== 0) lost += 1;
  }
  return lost;
}

function fits(frame: Buffer, sum: Sum): boolean {
  addTo(sum, frame.subarray(0, 8));
  addTo(sum, frame.subarray(FRAME_HEADER_BYTES));
  return isSum(sum, frame, 16);
}

function addTo(sum: Sum, bytes: Buffer): void {
  let { one, two } = sum;
  for (let at = 0; at < bytes.length; at += 8) {
    one = (one + bytes.readUInt32LE(at) + two) >>> 0;
    two = (two + bytes.readUInt32LE(at + 4) + one) >>> 0;
  }
  sum.one = one;
  sum.two = two;
}

function isSum({ one, two }: Sum, bytes: Buffer, at: number): boolean {
  return bytes.readUInt32BE(at) === one && bytes.readUInt32BE(at + 4) === two;
}
