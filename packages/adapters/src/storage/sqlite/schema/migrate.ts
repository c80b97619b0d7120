import type { DatabaseSync } from 'node:sqlite';
import type { Migration } from './migration.ts';
import { MIGRATIONS } from './migrations.ts';

/** "Tutt" in the header of the file: tells our databases from others. */
export const APPLICATION_ID = 0x54757474;

export const NEWEST_VERSION = MIGRATIONS.at(-1)?.number ?? 0;

/**
 * Brings the schema up to date. Each migration is one transaction together with the version that it reaches,
 * so wherever the process dies, the next start finds the schema before or after it, never between.
 */
export function migrate(
  database: Pick<DatabaseSync, 'exec' | 'prepare'>,
  at: number,
  migrations: readonly Migration[] = MIGRATIONS,
): void {
  const version = readVersion(database);
  for (const migration of migrations.filter(({ number }) => number > version)) {
    database.exec('BEGIN IMMEDIATE');
    for (const statement of migration.statements) database.exec(statement);
    database.exec(
      'CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, at INTEGER NOT NULL) STRICT',
    );
    database.prepare('INSERT INTO migrations VALUES (?, ?, ?)').run(migration.number, migration.name, at);
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    database.exec(`PRAGMA user_version = ${migration.number}`);
    database.exec('COMMIT');
  }
}

export function readVersion(database: Pick<DatabaseSync, 'prepare'>): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
}
