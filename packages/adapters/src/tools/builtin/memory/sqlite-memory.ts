/** One file, which several processes may have open at once; what was acknowledged is on the disk. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { MEMORY_TABLES, type MemoryDatabase, type MemoryTable } from './memory-database.ts';

/** Another process that writes is waited for so long. */
const WAIT_MS = 5_000;
const MOST_ROUNDS = 40;
const PAUSE_MS = 50;

export async function openSqliteMemory(file: string): Promise<MemoryDatabase> {
  await mkdir(dirname(file), { recursive: true });
  const database = await openDatabase(file);
  const ask: MemoryTable['ask'] = async (text, values) => database.prepare(text).all(...values);
  // A transaction belongs to the connection, of which there is one: they come one after the other.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(act: () => Promise<Result>): Promise<Result> => {
    const result = last.then(act);
    last = result.catch(() => {});
    return result;
  };
  return {
    ask: (text, values) => inTurn(() => ask(text, values)),
    change: (act) =>
      inTurn(async () => {
        database.exec('begin immediate');
        try {
          const result = await act({ ask });
          database.exec('commit');
          return result;
        } catch (error) {
          if (database.isTransaction) database.exec('rollback');
          throw error;
        }
      }),
    async [Symbol.asyncDispose]() {
      await last;
      database.close();
    },
  };
}

async function openDatabase(file: string): Promise<DatabaseSync> {
  for (let round = 1; ; round++) {
    const database = new DatabaseSync(file, { timeout: WAIT_MS });
    try {
      database.exec('pragma journal_mode = wal; pragma synchronous = full');
      database.enableDefensive(true);
      for (const text of MEMORY_TABLES) database.exec(text);
      return database;
    } catch (error) {
      database.close();
      // Whoever changes the mode at the same time as another is not made to wait by SQLite.
      if (round === MOST_ROUNDS || !isLocked(error)) throw error;
      await setTimeout(PAUSE_MS);
    }
  }
}

function isLocked(error: unknown): boolean {
  return error instanceof Error && /locked|busy/.test(error.message);
}
