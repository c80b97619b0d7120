/**
 * Paths are bytes to git and to the file system, and need not be UTF-8. In memory such bytes stand as lone surrogates, which no text in UTF-8
 * decodes to: so a path that is not UTF-8 is told from every other, and can be written as it was.
 */
import { isUtf8 } from 'node:buffer';

const FIRST = 0xdc_00;
const HIGH = 0x80;

export function decodePath(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  return Array.from(bytes, (byte) => String.fromCharCode(byte < HIGH ? byte : FIRST + byte)).join('');
}

export function encodePath(path: string): Buffer {
  if (path.isWellFormed()) return Buffer.from(path);
  return Buffer.concat(Array.from(path, toBytes));
}

/** What a list of names that are ended by NUL holds. */
export function splitNames(bytes: Buffer): string[] {
  const names: string[] = [];
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(0, from);
    const until = end === -1 ? bytes.length : end;
    names.push(decodePath(bytes.subarray(from, until)));
    from = until + 1;
  }
  return names;
}

function toBytes(character: string): Buffer {
  const code = character.charCodeAt(0);
  const isByte = character.length === 1 && code >= FIRST + HIGH && code <= FIRST + 0xff;
  return isByte ? Buffer.from([code - FIRST]) : Buffer.from(character);
}
