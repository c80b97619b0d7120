import type { Database } from '../database.ts';
import { Lane } from '../lane.ts';
import type { RunNumbers, RunRef } from '../run-numbers.ts';

const FIND = { name: 'find-runs', text: 'SELECT no, summary FROM runs WHERE no = ANY($1::bigint[])' };
const MOST_AT_ONCE = 500;

/** Finds the summaries of runs as they are stored: one question for all who ask meanwhile, as whoever waits for a run looks at it, and many wait. */
export function openRunFinder(database: Database, numbers: RunNumbers): Lane<RunRef, string | undefined> {
  const flush = (refs: readonly RunRef[]) => database.retry(() => findRuns(database, numbers, refs));
  return new Lane({ most: MOST_AT_ONCE, flush, isSplittable: () => false });
}

async function findRuns(
  database: Database,
  numbers: RunNumbers,
  refs: readonly RunRef[],
): Promise<readonly { answer: string | undefined }[]> {
  const find = await numbers.find(database.ask, refs);
  const wanted = refs.flatMap((ref) => find(ref) ?? []);
  const rows = wanted.length > 0 ? await database.ask(FIND, [wanted]) : [];
  const summaries = new Map(rows.map(({ no, summary }) => [Number(no), String(summary)]));
  return refs.map((ref) => {
    const no = find(ref);
    return { answer: no === undefined ? undefined : summaries.get(no) };
  });
}
