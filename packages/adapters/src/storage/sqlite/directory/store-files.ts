import { join } from 'node:path';

/** Everything that a store keeps lies in one directory: copied after a close, it is a complete backup. */
export interface StoreFiles {
  readonly directory: string;
  readonly database: string;
  /** SQLite's log of commits that are not in the database file yet. Gone after a close. */
  readonly log: string;
  /** Locked by the process that has the store open. Nothing may open it but SQLite: closing it would release the lock. */
  readonly lock: string;
  /** Who holds the lock, for the message to others. */
  readonly holder: string;
  /** Written at a close: what the database file then looked like. */
  readonly seal: string;
  /** Where everything went, where it was moved to a database. */
  readonly moved: string;
}

export function storeFilesIn(directory: string): StoreFiles {
  const database = join(directory, 'tutti.db');
  return {
    directory,
    database,
    log: `${database}-wal`,
    lock: join(directory, 'lock'),
    holder: join(directory, 'holder.json'),
    seal: join(directory, 'seal.json'),
    moved: join(directory, 'moved.json'),
  };
}
