import { closeSync, existsSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { classifyFailure, toProblem } from '../classify-failure.ts';
import { isLogDamaged } from '../directory/examine-log.ts';
import { breakSeal, checkSeal } from '../directory/seal-file.ts';
import type { StoreFiles } from '../directory/store-files.ts';
import { StoreProblem } from '../store-problem.ts';
import { APPLICATION_ID, migrate, NEWEST_VERSION, readVersion } from './migrate.ts';
import { readHeader } from './read-header.ts';

export interface OpenOptions {
  readonly now: number;
  /** How many pages the file may have: stands for a disk that is full. */
  readonly maxPages?: number | undefined;
}

/** What is known about the process that had the store before. */
export interface Past {
  readonly crashedInThisBoot: boolean;
}

/** Another process that reads or repairs the file by hand may hold it for a while. */
export const BUSY_TIMEOUT_MS = 60_000;

/**
 * Durable to the last acknowledged commit: in WAL mode with synchronous FULL each commit waits for the disk.
 * Checkpoints are ours (checkpoint.ts), because SQLite would pass over their errors.
 */
const SETTINGS = [
  'PRAGMA journal_mode = WAL',
  'PRAGMA synchronous = FULL',
  'PRAGMA wal_autocheckpoint = 0',
  'PRAGMA cache_size = -65536',
  'PRAGMA temp_store = MEMORY',
];

/** Opens the database for writing, with its schema up to date. Only by the holder of the directory's lock. */
export function openDatabase(files: StoreFiles, options: OpenOptions & Past): DatabaseSync {
  assertOurs(files);
  const seal = checkSeal(files);
  if (seal === 'broken') throw corrupt(files, 'it changed after it was closed');
  if (existsSync(files.log) && isLogDamaged(files.log, { sameBoot: options.crashedInThisBoot })) {
    throw corrupt(files, 'its log has lost commits');
  }
  breakSeal(files);
  keepToOwner(files);
  const database = new DatabaseSync(files.database, { timeout: BUSY_TIMEOUT_MS });
  try {
    for (const setting of SETTINGS) database.exec(setting);
    if (options.maxPages !== undefined) database.exec(`PRAGMA max_page_count = ${options.maxPages}`);
    if (seal === 'unsealed') checkStructure(database, files);
    // The newest version may stand only in the log, which SQLite has read by now.
    assertVersion(readVersion(database), files);
    migrate(database, options.now);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** What agents read and write is nobody else's business: SQLite gives its log the rights of the file that is there. */
function keepToOwner({ database }: StoreFiles): void {
  if (!existsSync(database)) closeSync(openSync(database, 'a', 0o600));
}

/** Before SQLite opens the file, so that what is not ours stays as it is. */
function assertOurs(files: StoreFiles): void {
  const header = readHeader(files.database);
  if (!header) return assertNew(files);
  if (!header.isDatabase) throw corrupt(files, 'it does not begin as a database does');
  assertVersion(header.version, files);
  // Before its first migration our file has no application either.
  if (header.application !== APPLICATION_ID && (header.application !== 0 || header.version !== 0)) {
    throw corrupt(files, 'it is the database of another program');
  }
}

/** Beside an empty file SQLite would throw a log away, and all that is only there. */
function assertNew(files: StoreFiles): void {
  if (existsSync(files.seal) || existsSync(files.log)) throw corrupt(files, 'it is empty, though it was in use');
}

function assertVersion(version: number, files: StoreFiles): void {
  if (version <= NEWEST_VERSION) return;
  const message = `${files.database} has version ${version} of the schema; this program knows version ${NEWEST_VERSION}`;
  throw new StoreProblem('store_too_new', message);
}

function checkStructure(database: DatabaseSync, files: StoreFiles): void {
  const finding = database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
  if (finding !== 'ok') throw corrupt(files, String(finding));
}

function corrupt(files: StoreFiles, why: string, cause?: unknown): StoreProblem {
  return new StoreProblem('store_corrupt', `${files.database} is damaged: ${why}`, { cause });
}

const CORRUPT = 11;
const NOT_A_DATABASE = 26;

/** What a failure of SQLite says about the whole store. */
export function toOpenProblem(error: unknown, files: StoreFiles): unknown {
  if (error instanceof StoreProblem) return error;
  const { code, message } = toProblem(error);
  if (classifyFailure(error) === 'full') return new StoreProblem('store_full', `${files.database}: ${message}`);
  const primary = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
  if (primary === CORRUPT || primary === NOT_A_DATABASE) return corrupt(files, message, error);
  return code === 'store_failed' ? new StoreProblem('store_failed', `${files.database}: ${message}`) : error;
}
