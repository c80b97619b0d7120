/** One short run of each row; `npm run soak` runs each twenty times. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  startTestPostgres,
  type TestPostgres,
} from '../../packages/adapters/src/storage/postgres/testing/start-test-postgres.ts';
import { quantile, type Row, type RowResult, runRow, toLine } from './row.ts';
import { ROWS } from './rows.ts';
import { runDroppedSocket } from './rows/dropped-socket.ts';
import { workerKilled } from './rows/worker-killed.ts';

const SEED = Number(process.env['TUTTI_SEED'] ?? Date.now() % 2 ** 31);
const PATIENCE_MS = 300_000;
const LATEST_TAKEOVER_MS = 10_000;

let postgres: TestPostgres;
beforeAll(async () => void (postgres = await startTestPostgres()), 60_000);
afterAll(() => postgres?.[Symbol.asyncDispose]());

function report(result: RowResult): void {
  process.stdout.write(`${toLine(result)}\n`);
  expect(result).toMatchObject({ violations: 0, broken: [] });
}

// Most of their time they wait for a lease to pass.
describe.concurrent('a fleet', () => {
  const others = ROWS.filter((row) => row !== workerKilled).map((row): [string, Row] => [
    `${row.row} ${row.fault}`,
    row,
  ]);

  it.each(others)(
    'survives %s',
    async (_name, row) => {
      report(await runRow(row, { postgres, trials: 1, seed: SEED }));
    },
    PATIENCE_MS,
  );

  it(
    'takes over from a worker that was killed within ten seconds',
    async () => {
      const { row, fault } = workerKilled;
      const times: number[] = [];
      const measured: Row = {
        ...workerKilled,
        async trial(...wish) {
          const trial = await workerKilled.trial(...wish);
          times.push(...trial.times);
          return trial;
        },
      };
      report(await runRow(measured, { postgres, trials: 2, seed: SEED }));
      expect({ row, fault, found: times.length > 0 }).toEqual({ row, fault, found: true });
      expect(quantile(times, 0.95)).toBeLessThanOrEqual(LATEST_TAKEOVER_MS);
    },
    PATIENCE_MS,
  );

  it(
    'shows a client everything once whose connection drops again and again',
    async () => report(await runDroppedSocket({ trials: 1 })),
    PATIENCE_MS,
  );
});
