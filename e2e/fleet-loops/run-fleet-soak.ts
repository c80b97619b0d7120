/** The long runs of a fleet: loops, every row of the matrix many times, and the faults of its database. */
import { startTestPostgres } from '../../packages/adapters/src/storage/postgres/testing/start-test-postgres.ts';
import { runDatabaseFaults } from '../database-faults/run-database-faults.ts';
import { type RowResult, runRow, toLine } from '../fleet-faults/row.ts';
import { ROWS } from '../fleet-faults/rows.ts';
import { runDroppedSocket } from '../fleet-faults/rows/dropped-socket.ts';
import { toLoopsLine } from './describe-loops.ts';
import { runFleetLoops } from './run-fleet-loops.ts';
import type { FleetReport } from './write-fleet-report.ts';

export interface SoakWish {
  readonly loops: number;
  /** How often each row is run. */
  readonly times: number;
  /** Of the row in which the database is restarted again and again. */
  readonly runs: number;
  readonly seed: number;
  tell(line: string): void;
}

export interface SoakResult extends Pick<FleetReport, 'loops' | 'rows' | 'databaseLines'> {
  readonly isSound: boolean;
}

export async function runFleetSoak({ loops: count, times, runs, seed, tell }: SoakWish): Promise<SoakResult> {
  const onLoop = (_: unknown, ended: number) => void (ended % 25 === 0 && tell(`${ended} of ${count} fleet loops`));
  const loops = await runFleetLoops({ loops: count, seed, onLoop });
  tell(toLoopsLine(loops));
  const rows = await runRows({ times, seed, tell });
  const database = await runDatabaseFaults({ times, runs, seed, onRow: ({ line }) => tell(line) });
  const violations = [...rows, ...database].reduce((sum, row) => sum + row.violations, 0);
  return {
    loops,
    rows,
    databaseLines: database.map(({ line }) => line),
    isSound: loops.broken.length === 0 && violations === 0,
  };
}

/** One after the other, so that what is measured is measured alone. */
async function runRows({ times, seed, tell }: Pick<SoakWish, 'times' | 'seed' | 'tell'>): Promise<RowResult[]> {
  await using postgres = await startTestPostgres();
  const results: RowResult[] = [];
  const keep = (result: RowResult) => {
    results.push(result);
    tell(toLine(result));
  };
  for (const row of ROWS) keep(await runRow(row, { postgres, trials: times, seed }));
  keep(await runDroppedSocket({ trials: times }));
  return results;
}
