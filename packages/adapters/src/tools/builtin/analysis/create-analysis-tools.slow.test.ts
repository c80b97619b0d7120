/** The set as an agent has it: real files, a real process that computes. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { link, mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DuckDBInstance } from '@duckdb/node-api';
import { Chart, CHART_MEDIA_TYPE, type Json } from '@tutti/protocol';
import * as simple from 'simple-statistics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkspaces } from '../filesystem/workspaces.ts';
import { openSet, type OpenSet, PLACE } from '../testing/open-set.ts';
import { createAnalysisTools, type AnalysisOptions } from './create-analysis-tools.ts';
import { toTableName } from './copy-files.ts';

const LONG_MS = 120_000;

let folder: string;
let workspace: string;
let scratch: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tutti-analysis-'));
  workspace = join(folder, 'workspace');
  scratch = join(folder, 'scratch');
  await mkdir(join(workspace, 'data'), { recursive: true });
  const rows = Array.from({ length: 50 }, (_none, at) => `${at},${at % 2 === 0 ? 'north' : 'south'},${(at * 7) % 11}`);
  await writeFile(join(workspace, 'data', 'Orders 2026.csv'), `id,region,amount\n${rows.join('\n')}\n`);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function open(options: Partial<AnalysisOptions> = {}, named = ['analysis', 'database']): Promise<OpenSet> {
  const workspaces = createWorkspaces({ folder: workspace, readLimits: async () => ({}) });
  return openSet(createAnalysisTools({ workspaces, scratch, ...options }), 'analysis', { ...PLACE, workspace, named });
}

const ORDERS = { files: ['data/Orders 2026.csv'] };
const AMOUNTS = Array.from({ length: 50 }, (_none, at) => (at * 7) % 11);

describe('the set analysis', () => {
  it('tells what is in files, queries them and computes', { timeout: LONG_MS }, async () => {
    const set = await open();
    expect(await set.call('tables', ORDERS)).toMatchObject({
      tables: [
        {
          file: 'data/Orders 2026.csv',
          table: 'orders_2026',
          rows: 50,
          columns: [
            { name: 'id', type: 'BIGINT', missing: 0 },
            { name: 'region', type: 'VARCHAR' },
            { name: 'amount', type: 'BIGINT' },
          ],
        },
      ],
    });
    const query = 'SELECT region, sum(amount) AS total FROM orders_2026 WHERE id < ? GROUP BY region ORDER BY region';
    const north = simple.sum(AMOUNTS.filter((_amount, at) => at < 40 && at % 2 === 0));
    expect(await set.call('query', { ...ORDERS, query, values: [40] })).toMatchObject({
      columns: ['region', 'total'],
      rows: [
        ['north', north],
        ['south', simple.sum(AMOUNTS.slice(0, 40)) - north],
      ],
    });
    const described = await set.call('describe', { ...ORDERS, columns: ['amount'] });
    expect(described).toMatchObject({ columns: [{ n: 50, mean: expect.closeTo(simple.mean(AMOUNTS), 9) }] });
    // Nothing of it is left lying about.
    expect(await readdir(scratch)).toEqual([]);
  });

  it('removes what a server that was killed has left, and nothing of one that works', async () => {
    const own = join(folder, 'own-scratch');
    const longAgo = new Date(Date.now() - 7_200_000);
    for (const name of ['analysis-old', 'analysis-new']) {
      await mkdir(join(own, name), { recursive: true });
      await writeFile(join(own, name, '0.csv'), 'a\n1\n');
    }
    await utimes(join(own, 'analysis-old'), longAgo, longAgo);
    await open({ scratch: own });
    expect(await readdir(own)).toEqual(['analysis-new']);
  });

  it('reads JSON and Parquet, and joins them', { timeout: LONG_MS }, async () => {
    await writeFile(
      join(workspace, 'people.json'),
      JSON.stringify([
        { id: 1, name: 'Ann' },
        { id: 2, name: 'Bob' },
      ]),
    );
    await writeFile(join(workspace, 'notes.jsonl'), '{"id":1,"note":"x"}\n{"id":1,"note":"y"}\n');
    await writeFile(join(workspace, 'prices.csv'), 'id;price\n1;1,5\n2;2,5\n');
    const instance = await DuckDBInstance.create(':memory:');
    const writer = await instance.connect();
    await writer.run(
      `COPY (SELECT 2 AS id, 40.5 AS weight) TO '${join(workspace, 'weights.parquet')}' (FORMAT parquet)`,
    );
    writer.closeSync();
    const files = ['people.json', 'notes.jsonl', 'weights.parquet', { path: 'prices.csv', decimalComma: true }];
    const query = `SELECT name, (SELECT count(*) FROM notes WHERE notes.id = people.id) AS notes, weight, price
      FROM people LEFT JOIN weights USING (id) JOIN prices USING (id) ORDER BY name`;
    expect(await (await open()).call('query', { files, query })).toMatchObject({
      rows: [
        ['Ann', 2, null, 1.5],
        ['Bob', 0, 40.5, 2.5],
      ],
    });
  });

  it('draws a chart as a document that says where it came from', { timeout: LONG_MS }, async () => {
    const set = await open();
    const query = 'SELECT region, sum(amount) AS total FROM orders_2026 GROUP BY region ORDER BY region';
    const input = { ...ORDERS, kind: 'bar', title: 'South sells more', x: 'region', y: ['total'], query };
    expect(set.find('chart').givesDocument).toBe(true);
    const given = (await set.call('chart', input)) as { document: { name: string; mediaType: string; text: string } };
    expect(given).toMatchObject({
      points: 2,
      document: { name: 'south-sells-more.chart.json', mediaType: CHART_MEDIA_TYPE },
    });
    const north = simple.sum(AMOUNTS.filter((_amount, at) => at % 2 === 0));
    expect(Chart.parse(JSON.parse(given.document.text))).toMatchObject({
      kind: 'bar',
      source: {
        files: [{ path: 'data/Orders 2026.csv', table: 'orders_2026' }],
        query,
        computation: 'total by region',
      },
      series: [
        {
          name: 'total',
          points: [
            { x: 'north', y: north },
            { x: 'south', y: simple.sum(AMOUNTS) - north },
          ],
        },
      ],
    });
  });

  it('computes with results of a configured database, of those that the tenant has', { timeout: LONG_MS }, async () => {
    const file = join(folder, 'shop.sqlite');
    const database = new DatabaseSync(file);
    database.exec(
      "CREATE TABLE sales (id INTEGER, note TEXT); INSERT INTO sales VALUES (1, 'a,\"b\"'), (2, NULL), (3, ''), (4, 'NA'), (5, 'null')",
    );
    database.close();
    const connections = [{ name: 'shop', kind: 'sqlite', file, write: false }] as const;
    const set = await open({ listConnections: (tenant) => (tenant === PLACE.tenant ? connections : []) });
    const results = [
      { table: 'sales', connection: 'shop', statement: 'SELECT * FROM sales WHERE id >= ?1', values: [1] },
    ];
    expect(set.find('tables').description).toContain('Databases: shop.');
    expect(await set.call('query', { results, query: 'SELECT id, note FROM sales ORDER BY id' })).toMatchObject({
      rows: [
        [1, 'a,"b"'],
        [2, null],
        [3, ''],
        [4, 'NA'],
        [5, 'null'],
      ],
    });
    const changing = [{ table: 'sales', connection: 'shop', statement: 'DELETE FROM sales', values: [] }];
    await expect(set.call('tables', { results: changing })).rejects.toMatchObject({ code: 'tool_failed' });
    await expect((await open()).call('tables', { results })).rejects.toThrow('there is no database "shop"');
    // Whoever may not ask the database itself may not ask it here.
    for (const named of [['analysis'], ['analysis', 'postgresql'], ['analysis', 'databases']]) {
      const other = await open({ listConnections: () => connections }, named);
      expect(other.find('tables').description).not.toContain('Databases');
      await expect(other.call('tables', { results })).rejects.toThrow('there is no database "shop"');
    }
  });
});

describe('a result of a database', () => {
  it(
    'keeps texts with leading zeros as they are, and has numbers and times where all of a column is that',
    async () => {
      const file = join(folder, 'codes.sqlite');
      const database = new DatabaseSync(file);
      database.exec(
        "CREATE TABLE codes (code TEXT, plain TEXT, day TEXT); INSERT INTO codes VALUES ('12', '12', '2026-01-02'), ('007', '0', '2026-01-03'), (NULL, '-0.5', NULL), ('', NULL, NULL)",
      );
      database.close();
      const connections = [{ name: 'shop', kind: 'sqlite', file, write: false }] as const;
      const set = await open({ listConnections: () => connections });
      const statement = 'SELECT plain, code, code, day FROM codes';
      const results = [{ table: 'codes', connection: 'shop', statement, values: [] }];
      const told = await set.call('tables', { results });
      expect(told).toMatchObject({
        tables: [{ columns: [{ type: 'DOUBLE' }, { type: 'VARCHAR' }, { type: 'VARCHAR' }, { type: 'DATE' }] }],
      });
      expect(await set.call('query', { results, query: 'SELECT code FROM codes' })).toMatchObject({
        rows: [['12'], ['007'], [null], ['']],
      });
    },
    LONG_MS,
  );
});

describe('what a call cannot reach', () => {
  it.each([
    ['../secret.csv', 'path_refused'],
    ['/etc/data.csv', 'path_refused'],
    ['.tutti/data.csv', 'path_refused'],
    ['linked.csv', 'path_refused'],
    ['linked/secret.csv', 'path_refused'],
    ['second.csv', 'path_refused'],
    ['none.csv', 'invalid_input'],
    ['notes.txt', 'invalid_input'],
  ])('%s is %s', async (path, code) => {
    const secret = join(folder, 'secret.csv');
    await writeFile(secret, 'secret\nplanted\n');
    await writeFile(join(workspace, 'notes.txt'), 'a');
    await symlink(secret, join(workspace, 'linked.csv')).catch(() => undefined);
    await symlink(folder, join(workspace, 'linked')).catch(() => undefined);
    await link(secret, join(workspace, 'second.csv')).catch(() => undefined);
    await expect((await open()).call('tables', { files: [path] })).rejects.toMatchObject({ code });
  });

  it('other files, from within a query', { timeout: LONG_MS }, async () => {
    const set = await open();
    const steal = `SELECT * FROM read_csv('${join(folder, 'secret.csv')}')`;
    await expect(set.call('query', { ...ORDERS, query: steal })).rejects.toThrow('disabled');
    await expect(set.call('describe', { ...ORDERS, query: steal })).rejects.toThrow('disabled');
    await expect(
      set.call('describe', { ...ORDERS, query: "SELECT 1) UNION ALL (SELECT * FROM read_text('/etc/passwd')" }),
    ).rejects.toMatchObject({ code: 'invalid_input' });
  });
});

describe('a computation', () => {
  const endless = 'SELECT count(*) FROM range(1000000000) a, range(1000000000) b WHERE a.range * b.range % 7 = 3';

  it('that takes too long is ended', { timeout: LONG_MS }, async () => {
    const set = await open({ limits: { milliseconds: 300 } });
    await expect(set.call('query', { ...ORDERS, query: endless })).rejects.toThrow('it took more than 0.3 seconds');
  });

  it('that takes too much memory fails alone', { timeout: LONG_MS }, async () => {
    const query = 'SELECT list(a.range || b.range) FROM range(100000) a, range(100000) b';
    await expect((await open()).call('query', { ...ORDERS, query })).rejects.toThrow(/memory/iu);
  });

  it('is given up with its call', { timeout: LONG_MS }, async () => {
    const caller = new AbortController();
    const call = (await open()).call('query', { ...ORDERS, query: endless }, { signal: caller.signal });
    caller.abort(new Error('nobody wants it'));
    await expect(call).rejects.toThrow('nobody wants it');
    expect(await readdir(scratch)).toEqual([]);
  });

  it('names two tables of one name, no data, and columns that there are not', { timeout: LONG_MS }, async () => {
    const set = await open();
    const twice = { files: ['data/Orders 2026.csv', { path: 'data/Orders 2026.csv' }] };
    await expect(set.call('tables', twice)).rejects.toThrow('two tables would be called orders_2026');
    await expect(set.call('tables', {})).rejects.toThrow('name at least one file');
    await expect(set.call('describe', { ...ORDERS, columns: ['cost'] })).rejects.toThrow('"cost"');
    await expect(set.call('query', { ...ORDERS, query: 'SELECT * FROM orders_2026 WHERE id = ?' })).rejects.toThrow(
      '1 values in it, and 0 were given',
    );
    expect(toTableName('a/2026-Été.csv')).toBe('t_2026_t');
  });

  // It ends itself: on systems without process groups of a parent nobody else would.
  it('ends with the server, however that ends', { timeout: LONG_MS }, async () => {
    const order: Json = {
      tables: [],
      query: endless,
      values: [],
      task: { kind: 'query' },
      limits: { rows: 1, bytes: 100, cells: 100, milliseconds: 110_000 },
    };
    const main = join(import.meta.dirname, 'analysis-main.ts');
    const server = spawn(
      process.execPath,
      [
        '--eval',
        `const child = require('node:child_process').spawn(process.execPath, ['--no-warnings', ${JSON.stringify(main)}], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
         child.stdin.end(${JSON.stringify(JSON.stringify(order))}, () => console.log(child.pid));
         setInterval(() => undefined, 1000);`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const pid = await new Promise<number>((resolve) =>
      server.stdout.once('data', (said: Buffer) => resolve(Number(said.toString()))),
    );
    expect(isAlive(pid)).toBe(true);
    server.kill('SIGKILL');
    await expect.poll(() => isAlive(pid), { timeout: LONG_MS / 2, interval: 100 }).toBe(false);
  });
});

/** One that has ended and that nobody has asked about since is dead. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/^State:\s+Z/mu.test(readFileSync(`/proc/${pid}/status`, 'latin1'));
  } catch {
    return false;
  }
}
