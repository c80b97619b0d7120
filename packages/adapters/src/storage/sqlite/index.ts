export { isHeldBy } from './directory/lock-directory.ts';
export { openSqliteStore, type SqliteStoreOptions } from './open-sqlite-store.ts';
