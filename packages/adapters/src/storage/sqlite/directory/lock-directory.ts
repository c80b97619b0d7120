/**
 * One process at a time. The lock is one of the operating system's, which SQLite takes on a file of its own: the system
 * gives it back when the process dies, however it dies, and keeps it while the process is stopped. So there is nothing stale
 * to clear away, and no race about it. The holder's file beside it is only there to be read.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { StoreProblem } from '../store-problem.ts';
import { sqliteCodeOf } from '../classify-failure.ts';
import { describeThisProcess, mayBeAlive, type ProcessIdentity } from '../../../process/process-identity.ts';
import { type StoreFiles, storeFilesIn } from './store-files.ts';

export interface DirectoryLock {
  /** The process before did not close the store, and the machine has not stopped since. */
  readonly crashedInThisBoot: boolean;
  release(): void;
}

interface Holder extends ProcessIdentity {
  /** ISO time. */
  readonly since: string;
}

const BUSY = 5;

export function lockDirectory(files: StoreFiles, now: number): DirectoryLock {
  const database = new DatabaseSync(files.lock, { timeout: 0 });
  try {
    database.exec('PRAGMA journal_mode = MEMORY');
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (sqliteCodeOf(error) === BUSY) throw new StoreProblem('store_locked', describeHolder(files));
    throw error;
  }
  const own = describeThisProcess();
  const before = readHolder(files);
  writeHolder(files, { ...own, since: new Date(now).toISOString() });
  return {
    crashedInThisBoot: before?.boot !== undefined && before.boot === own.boot,
    release() {
      rmSync(files.holder, { force: true });
      database.close();
    },
  };
}

/** Whether that process has the store open, as far as can be seen without asking for the lock. */
export function isHeldBy(pid: number, directory: string): boolean {
  const holder = readHolder(storeFilesIn(directory));
  return holder?.pid === pid && mayBeAlive(holder);
}

/** Renamed into place, so that nobody reads half of it. */
function writeHolder(files: StoreFiles, holder: Holder): void {
  const draft = `${files.holder}.${holder.pid}`;
  writeFileSync(draft, JSON.stringify(holder), { mode: 0o600 });
  renameSync(draft, files.holder);
}

function describeHolder(files: StoreFiles): string {
  const holder = readHolder(files);
  // Whoever took the lock a moment ago may not have written its name yet.
  if (!holder || !mayBeAlive(holder)) return `${files.directory} is in use by another process, which has just started`;
  return `${files.directory} is in use by process ${holder.pid} on ${holder.host} since ${holder.since}`;
}

function readHolder(files: StoreFiles): Holder | undefined {
  try {
    const found: unknown = JSON.parse(readFileSync(files.holder, 'utf8'));
    return isHolder(found) ? found : undefined;
  } catch {
    return undefined; // It only makes the message better.
  }
}

function isHolder(found: unknown): found is Holder {
  if (typeof found !== 'object' || found === null) return false;
  const { pid, host, since } = found as Record<string, unknown>;
  return Number.isInteger(pid) && typeof host === 'string' && typeof since === 'string';
}
