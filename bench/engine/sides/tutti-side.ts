import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { countPg } from '../../report/pg-driver.ts';
import { openTutti } from '../open-tutti.ts';
import type { Place } from '../place.ts';
import type { Side } from './side.ts';

export async function openTuttiSide(place: Place): Promise<Side> {
  const tutti = await openTutti(place);
  return {
    version: 'this checkout',
    runSteps: async () => void (await tutti.run('ten-steps')),
    runFan: async () => void (await tutti.run('fan-out')),
    countStored: () => countStored(place),
    [Symbol.asyncDispose]: () => tutti[Symbol.asyncDispose](),
  };
}

const COMPLETED = "type = 'step.completed'";

async function countStored(place: Place): Promise<number> {
  if (place.store === 'postgres') {
    return countPg(place.connectionString, `SELECT count(*) FROM tutti.events WHERE ${COMPLETED}`);
  }
  using database = new DatabaseSync(join(place.directory, 'tutti.db'), { readOnly: true });
  return Number(database.prepare(`SELECT count(*) AS steps FROM events WHERE ${COMPLETED}`).get()?.['steps']);
}
