import { closeSync, openSync, readSync } from 'node:fs';

export interface FileHeader {
  readonly isDatabase: boolean;
  readonly version: number;
  readonly application: number;
}

const MAGIC = 'SQLite format 3\0';
const VERSION_AT = 60;
const APPLICATION_AT = 68;
const LENGTH = 100;

/** Looks at a database file without SQLite, which would change it by opening it. Undefined when there is no file or an empty one. */
export function readHeader(file: string): FileHeader | undefined {
  const header = Buffer.alloc(LENGTH);
  const length = readStart(file, header);
  if (length === 0) return undefined;
  return {
    isDatabase: length === LENGTH && header.toString('latin1', 0, MAGIC.length) === MAGIC,
    version: header.readUInt32BE(VERSION_AT),
    application: header.readUInt32BE(APPLICATION_AT),
  };
}

function readStart(file: string, into: Buffer): number {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
    throw error;
  }
  try {
    return readSync(descriptor, into, 0, into.length, 0);
  } finally {
    closeSync(descriptor);
  }
}
