import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestPostgres, type TestPostgres } from '../testing/start-test-postgres.ts';
import { toBigints, toBooleans, toIntegers, toTexts } from './to-array.ts';

let server: TestPostgres;
beforeAll(async () => void (server = await startTestPostgres()), 60_000);
afterAll(() => server[Symbol.asyncDispose]());

const NUMBERS = [0, 1, -1, 2 ** 31 - 1, -(2 ** 31)];
const TEXTS = ['', 'plain', 'ünïcode 🙂', '{"a":"\\"b\\\\"}', "it's, {NULL}", 'NULL', 'line\nfeed'];

it('tells the server what the array holds, whatever that is', async () => {
  const large = [...NUMBERS, 2 ** 53 - 1, 1 - 2 ** 53];
  const [row] = await server.query(
    'SELECT $1::bigint[]::text[] AS large, $2::integer[] AS small, $3::boolean[] AS flags, $4::text[] AS texts',
    [toBigints(large), toIntegers(NUMBERS), toBooleans([true, false]), toTexts(TEXTS)],
  );
  expect(row).toEqual({ large: large.map(String), small: NUMBERS, flags: [true, false], texts: TEXTS });
});

it('tells it too where the array is empty', async () => {
  const [row] = await server.query('SELECT cardinality($1::bigint[]) AS numbers, cardinality($2::text[]) AS texts', [
    toBigints([]),
    toTexts([]),
  ]);
  expect(row).toEqual({ numbers: 0, texts: 0 });
});

it('has text refused that PostgreSQL cannot hold', async () => {
  await expect(server.query('SELECT $1::text[]', [toTexts(['a\0b'])])).rejects.toBeInstanceOf(pg.DatabaseError);
});
