/** What the disk allows: one commit per step and nothing else, on the thread that asks for it. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { FAN_WIDTH, STEPS_PER_RUN } from '../programs.ts';
import type { Side } from './side.ts';

/** As long as the entry of a step in our journal. */
const BODY = 'x'.repeat(300);

export function openBareSqliteSide(directory: string): Side {
  const database = new DatabaseSync(join(directory, 'bare.db'));
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  database.exec('CREATE TABLE steps (position INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT');
  const insert = database.prepare('INSERT INTO steps (body) VALUES (?)');
  const commit = (steps: number) => {
    for (let step = 0; step < steps; step++) insert.run(BODY);
  };
  return {
    version: `SQLite ${String(database.prepare('SELECT sqlite_version() AS version').get()?.['version'])}, WAL, synchronous FULL`,
    runSteps: async () => commit(STEPS_PER_RUN),
    runFan: async () => commit(FAN_WIDTH + 1),
    [Symbol.asyncDispose]: async () => database.close(),
  };
}
