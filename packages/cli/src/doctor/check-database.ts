import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../parse-config.ts';
import { describeError } from '../report-error.ts';
import type { Finding } from './finding.ts';

const ABOUT = 'database';

/** Whether the database answers, and which it is. Nothing is changed there. */
export async function checkDatabase({ database, dataDirectory }: Config): Promise<readonly Finding[]> {
  if (!database) return [];
  const { connectionString, schema } = database;
  const [{ getServerVersion }, { toDatabaseError, toDatabaseName }] = await Promise.all([
    import('@tutti/adapters/storage/postgres'),
    import('@tutti/server/home'),
  ]);
  try {
    const version = await getServerVersion(connectionString);
    const text = `PostgreSQL ${version} at ${toDatabaseName(connectionString)}, schema ${schema}`;
    return [{ about: ABOUT, state: 'ok', text }, ...findLeftBehind(dataDirectory)];
  } catch (error) {
    const { message, remedy } = describeError(toDatabaseError(error, connectionString));
    return [{ about: ABOUT, state: 'broken', text: message, remedy }];
  }
}

/** Runs that somebody may look for, and does not find at the database. */
function findLeftBehind(directory: string): readonly Finding[] {
  if (!existsSync(join(directory, 'tutti.db')) || existsSync(join(directory, 'moved.json'))) return [];
  const text = `what ${directory} holds is not used while DATABASE_URL is set`;
  return [{ about: 'left behind', state: 'note', text, remedy: '`tutti migrate --from sqlite` moves it over.' }];
}
