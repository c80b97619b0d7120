/** Everything that a query could try in order to reach more than the files that it was given. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTables } from './open-tables.ts';
import { prepareSelect } from './prepare-select.ts';
import { readColumns, readRows } from './read-rows.ts';
import { toInstant } from './to-cell.ts';

const LIMITS = { rows: 500, bytes: 100_000, cells: 100_000, milliseconds: 60_000 };
const FILE = { name: 'goods', shown: 'goods.csv', format: 'csv', decimalComma: false } as const;

let folder: string;
let connection: DuckDBConnection;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tutti-tables-'));
  await mkdir(join(folder, 'other'));
  await writeFile(join(folder, 'goods.csv'), 'kind,price,day\na,1.5,2026-01-01\nb,NA,2026-01-02\na,2.5,2026-01-03\n');
  await writeFile(join(folder, 'other', 'secret.csv'), 'secret\nplanted-secret\n');
  connection = await openTables([{ ...FILE, path: join(folder, 'goods.csv') }]);
}, 60_000);
afterAll(async () => {
  connection.closeSync();
  await rm(folder, { recursive: true, force: true });
});

const run = (query: string, values: readonly (string | number | boolean | null)[] = []) =>
  readRows(connection, { query, values, limits: LIMITS });

describe('a query', () => {
  it('reads the table with its values apart from it', async () => {
    expect(await run('SELECT kind, sum(price) AS total FROM goods WHERE kind = ? GROUP BY kind', ['a'])).toEqual({
      columns: ['kind', 'total'],
      types: ['VARCHAR', 'DOUBLE'],
      rows: [['a', 4]],
      more: false,
    });
    const values = ["'; DROP TABLE goods; --", 41, null];
    const { rows } = await run('SELECT $1 AS text, $2 + 1 AS number, $3 IS NULL', values);
    expect(rows).toEqual([["'; DROP TABLE goods; --", 42, true]]);
    expect((await run('FROM goods')).rows).toHaveLength(3);
  });

  it('is cut where its rows or bytes are too many, and says so', async () => {
    const limits = { rows: 5, bytes: 1_000 };
    expect(await readRows(connection, { query: 'SELECT * FROM range(100)', values: [], limits })).toMatchObject({
      rows: [[0], [1], [2], [3], [4]],
      more: true,
    });
    const long = { query: "SELECT repeat('x', 300) FROM range(5)", values: [], limits };
    expect((await readRows(connection, long)).rows).toHaveLength(3);
    await expect(
      readColumns(
        connection,
        { tables: [], query: 'SELECT * FROM range(200000)', values: [], limits: LIMITS },
        undefined,
      ),
    ).rejects.toThrow('too many at once');
  });

  it('may end with a semicolon, also where columns are read from it', async () => {
    const query = 'SELECT price FROM goods ORDER BY day; -- all of them';
    expect((await run(query)).rows).toHaveLength(3);
    expect(await readColumns(connection, { tables: [], query, values: [], limits: LIMITS }, ['price'])).toEqual([
      { name: 'price', kind: 'number', cells: [1.5, null, 2.5] },
    ]);
  });

  it.each([
    'SELECT 1; SELECT 2',
    'COPY goods TO $$out.csv$$',
    "COPY (SELECT 1) TO '/dev/stdout'",
    "ATTACH 'other.db' AS other",
    "ATTACH ':memory:' AS other",
    'INSTALL httpfs',
    'LOAD httpfs',
    'LOAD json',
    'PRAGMA database_list',
    'SET lock_configuration = false',
    'SET enable_external_access = true',
    'RESET enable_external_access',
    'CREATE TABLE mine AS SELECT 1',
    "INSERT INTO goods VALUES ('c', 1, NULL)",
    'UPDATE goods SET price = 0',
    'DELETE FROM goods',
    'DROP TABLE goods',
    'CALL pragma_version()',
    'CHECKPOINT',
    "EXPORT DATABASE 'out'",
    "IMPORT DATABASE 'out'",
    'CREATE SECRET s (TYPE s3)',
    'PREPARE mine AS SELECT 1',
    'EXPLAIN ANALYZE SELECT 1',
    'BEGIN',
    'USE memory',
    '/* SELECT */ COPY goods TO $$out.csv$$',
    '-- SELECT\nCOPY goods TO $$out.csv$$',
    '',
  ])('%j is not run', async (query) => {
    await expect(run(query)).rejects.toMatchObject({ code: 'invalid_input' });
    expect((await run('SELECT count(*), sum(price) FROM goods')).rows).toEqual([[3, 4]]);
  });

  const reads = (place: string) => [
    `SELECT * FROM read_csv('${place}')`,
    `SELECT * FROM '${place}'`,
    `SELECT * FROM read_text('${place}')`,
    `SELECT * FROM read_blob('${place}')`,
    `SELECT * FROM read_json('${place}')`,
    `SELECT * FROM read_parquet('${place}')`,
    `SELECT * FROM parquet_metadata('${place}')`,
    `SELECT * FROM sniff_csv('${place}')`,
    `SELECT * FROM glob('${place}*')`,
    `SELECT * FROM query('FROM read_csv(''${place}'')')`,
    `SELECT * FROM json_execute_serialized_sql(json_serialize_sql('FROM read_csv(''${place}'')'))`,
    `SELECT (SELECT content FROM read_text('${place}'))`,
  ];
  it.each(['/etc/passwd', '/proc/self/environ', '../secret.csv', 'other/secret.csv'].flatMap(reads))(
    'reads no file: %s',
    async (query) => {
      await expect(run(query)).rejects.toThrow(/disabled by configuration|Catalog Error/u);
    },
  );

  it('reads the very files no more that it was made of', async () => {
    await expect(run(`SELECT * FROM read_csv('${join(folder, 'goods.csv')}')`)).rejects.toThrow('disabled');
    await expect(run(`SELECT * FROM '${join(folder, 'other', 'secret.csv')}'`)).rejects.toThrow('disabled');
  });

  it('writes no file, not even a log', async () => {
    const log = join(folder, 'log');
    await expect(
      run(`SELECT * FROM enable_logging('QueryLog', storage = 'file', storage_path = '${log}')`),
    ).rejects.toMatchObject({ code: 'invalid_input' });
    expect(await readdir(folder)).toEqual(['goods.csv', 'other']);
  });

  it('asks no server', async () => {
    let asked = 0;
    const server = createServer((_request, answer) => {
      asked++;
      answer.end('a,b\n1,2\n');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    for (const query of [
      `SELECT * FROM read_csv('http://127.0.0.1:${port}/a.csv')`,
      `SELECT * FROM 'http://127.0.0.1:${port}/a.csv'`,
      `SELECT * FROM read_parquet('s3://127.0.0.1:${port}/a.parquet')`,
      `SELECT * FROM postgres_scan('host=127.0.0.1 port=${port}', 'public', 'users')`,
    ])
      await expect(run(query)).rejects.toMatchObject({ code: 'invalid_input' });
    await new Promise((resolve) => server.close(resolve));
    expect(asked).toBe(0);
  });

  it('ends when it is interrupted', async () => {
    const prepared = await prepareSelect(
      connection,
      'SELECT count(*) FROM range(1000000000) a, range(1000000000) b WHERE a.range * b.range % 7 = 3',
      [],
    );
    const running = prepared.run();
    const stop = setInterval(() => connection.interrupt(), 20);
    await expect(running).rejects.toThrow(/interrupt/iu);
    clearInterval(stop);
    expect((await run('SELECT 1')).rows).toEqual([[1]]);
  });
});

describe('values', () => {
  it('are numbers where a number holds them, and texts otherwise', async () => {
    const query = `SELECT 9007199254740993::BIGINT, 42::HUGEINT, 1.25::DECIMAL(10,2), 'nan'::DOUBLE, DATE '2026-01-02',
      TIMESTAMP '2026-01-02 10:00:00', TIMESTAMPTZ '2026-01-02 10:00:00+01', '\\x01\\x02'::BLOB, [1, 2], true, NULL`;
    expect((await run(query)).rows).toEqual([
      [
        '9007199254740993',
        42,
        1.25,
        null,
        '2026-01-02',
        '2026-01-02 10:00:00',
        expect.stringMatching(/^2026-01-02 /u),
        '[2 bytes]',
        '[1, 2]',
        true,
        null,
      ],
    ]);
    expect(toInstant('2026-01-02')).toBe(Date.UTC(2026, 0, 2));
    expect(toInstant('2026-01-02 10:30:00.5')).toBe(Date.UTC(2026, 0, 2, 10, 30, 0, 500));
    expect(toInstant('2026-01-02 10:00:00+01')).toBe(Date.UTC(2026, 0, 2, 9));
    expect(toInstant('2026-01-02 10:00:00+05:30')).toBe(Date.UTC(2026, 0, 2, 4, 30));
  });

  it('of a result are missing only where the database had none', async () => {
    const kinds = [
      ['texts.csv', 'id,note\n1,"NA"\n2,"null"\n3,""\n4,\n5,"a,""b"""\n', [['NA'], ['null'], [''], [null], ['a,"b"']]],
      ['numbers.csv', 'id,note\n1,1.5\n2,\n', [[1.5], [null]]],
      ['alone.csv', 'note\n"a"\n\n""\n"b"\n', [['a'], [null], [''], ['b']]],
    ] as const;
    for (const [file, text, rows] of kinds) {
      const path = join(folder, file);
      await writeFile(path, text);
      const result = await openTables([{ ...FILE, name: 'result', format: 'result', path }]);
      const query = 'SELECT note FROM result';
      expect((await readRows(result, { query, values: [], limits: LIMITS })).rows).toEqual(rows);
      result.closeSync();
      await rm(path);
    }
  });

  it('of a file that is no table are refused, without telling where its copy lies', async () => {
    const path = join(folder, 'broken.json');
    await writeFile(path, '{"a": [1, ');
    const broken = openTables([
      { name: 'broken', shown: 'data/broken.json', path, format: 'json', decimalComma: false },
    ]);
    await expect(broken).rejects.toThrow('data/broken.json cannot be read as json');
    await expect(broken).rejects.not.toThrow(folder);
    await rm(path);
  });
});
