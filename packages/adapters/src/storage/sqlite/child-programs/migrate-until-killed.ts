/** Brings a database up to date and dies by SIGKILL before the statement with the given number. */
import { DatabaseSync } from 'node:sqlite';
import { migrate } from '../schema/migrate.ts';
import type { Migration } from '../schema/migration.ts';
import { MIGRATIONS } from '../schema/migrations.ts';
import { say } from './say.ts';

/** Stands for the next release: changes a table and moves data. */
export const WITH_NEXT: readonly Migration[] = [
  ...MIGRATIONS,
  {
    number: MIGRATIONS.length + 1,
    name: 'a migration of the next release',
    statements: [
      'CREATE TABLE labels (run INTEGER NOT NULL, label TEXT NOT NULL) STRICT',
      "INSERT INTO labels SELECT no, 'old' FROM runs",
      'ALTER TABLE runs ADD COLUMN colour TEXT',
      "UPDATE runs SET colour = 'red'",
      'DROP INDEX runs_by_parent',
    ],
  },
];

if (import.meta.main) {
  const [file = '', fatal = '0', until = 'next'] = process.argv.slice(2);
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  let count = 0;
  const dieInTime = () => {
    count += 1;
    if (count === Number(fatal)) process.kill(process.pid, 'SIGKILL');
  };
  const mortal = {
    exec: (sql: string) => {
      dieInTime();
      database.exec(sql);
    },
    prepare: (sql: string) => {
      dieInTime();
      return database.prepare(sql);
    },
  };
  migrate(mortal, 1, until === 'next' ? WITH_NEXT : MIGRATIONS);
  say('done');
}
