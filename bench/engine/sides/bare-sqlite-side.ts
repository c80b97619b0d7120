/** What the disk allows: one commit per step and nothing else, on the thread that asks for it. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { FAN_WIDTH, STEPS_PER_RUN } from '../programs.ts';
import type { Side } from './side.ts';

/** As long as the entry of a step in our journal. */
export const BODY = 'x'.repeat(300);

export function openBareSqliteSide(directory: string): Side {
  const database = new DatabaseSync(join(directory, 'bare.db'));
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  database.exec('CREATE TABLE steps (position INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT');
  const insert = database.prepare('INSERT INTO steps (body) VALUES (?)');
  const commit = (steps: number) => {
    for (let step = 0; step < steps; step++) insert.run(BODY);
  };
  const ask = (text: string) => Object.values(database.prepare(text).get() ?? {}).join();
  return {
    version: `SQLite ${ask('SELECT sqlite_version()')}`,
    runSteps: async () => commit(STEPS_PER_RUN),
    runFan: async () => commit(FAN_WIDTH + 1),
    countStored: async () => Number(ask('SELECT count(*) FROM steps')),
    [Symbol.asyncDispose]: async () => database.close(),
  };
}
