/** Against a real PostgreSQL server and a real file of SQLite. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestPostgres, type TestPostgres } from '../../../storage/postgres/testing/start-test-postgres.ts';
import { openSet, PLACE } from '../testing/open-set.ts';
import { createSqlTools } from './create-sql-tools.ts';
import type { SqlConnection } from './sql-connection.ts';

const SCHEMA = [
  'create table boats (id integer primary key, name text not null, length numeric, built date)',
  'create table crew (boat integer references boats (id), name text)',
  `insert into boats values (1, 'Aurora', 12.5, '2001-02-03'), (2, 'Robert''); drop table boats; --', 9, null)`,
] as const;
/** Each would do more than read. */
const HARMFUL = [
  `insert into boats values (3, 'x', 1, null)`,
  'with gone as (delete from boats returning *) select * from gone',
  'select * into other from boats',
  'select 1; drop table boats',
  'begin',
  'commit',
  'set transaction read write',
  `copy boats to program 'touch %MARK%'`,
  `do $$ begin execute 'drop table boats'; end $$`,
  'select * from boats for update',
  `select set_config('transaction_read_only', 'off', false)::text, (select count(*) from boats)`,
] as const;

let folder: string;
let server: TestPostgres;
let connections: {
  readonly pg: SqlConnection;
  readonly owner: SqlConnection;
  readonly lite: SqlConnection;
  readonly lites: SqlConnection;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tutti-sql-'));
  server = await startTestPostgres();
  for (const text of SCHEMA) await server.query(text);
  await server.query(`create role reader login password 'reads'`);
  await server.query('grant select, insert, update, delete on boats, crew to reader');
  const url = server.connectionString.replace(/\/\/[^@]*@/, '//reader:reads@');
  const file = join(folder, 'boats.sqlite');
  const lite = new DatabaseSync(file);
  for (const text of SCHEMA) lite.exec(text);
  lite.close();
  connections = {
    pg: { name: 'main', kind: 'postgres', write: false, url },
    owner: { name: 'owner', kind: 'postgres', write: true, url },
    lite: { name: 'main', kind: 'sqlite', write: false, file },
    lites: { name: 'owner', kind: 'sqlite', write: true, file },
  };
}, 120_000);
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const open = (kind: 'pg' | 'lite') => openSet(createSqlTools({ connections: [connections[kind]] }), 'database');

describe('database and postgresql', () => {
  it('say which setting is missing when there is no connection, and PostgreSQL is not a file of SQLite', async () => {
    const none = createSqlTools({ connections: [] });
    await expect(none.open('database', PLACE)).rejects.toMatchObject({
      code: 'tool_not_configured',
      message: expect.stringContaining('TUTTI_SQL_URL'),
    });
    const lite = createSqlTools({ connections: [connections.lite] });
    await expect(lite.open('postgresql', PLACE)).rejects.toMatchObject({ code: 'tool_not_configured' });
    expect((await openSet(lite, 'database')).tools.map(({ name }) => name)).not.toContain('database__execute');
    const pg = await openSet(createSqlTools({ connections: Object.values(connections) }), 'postgresql');
    expect(pg.tools.map(({ name }) => name)).toEqual(
      ['list_tables', 'describe_table', 'query', 'execute'].map((name) => `postgresql__${name}`),
    );
  });

  it('refuse a role that could start programs', async () => {
    const connection: SqlConnection = { name: 'root', kind: 'postgres', write: false, url: server.connectionString };
    const set = await openSet(createSqlTools({ connections: [connection] }), 'database');
    await expect(set.call('query', { query: 'select 1' })).rejects.toMatchObject({
      code: 'tool_not_configured',
      message: expect.stringContaining('role'),
    });
  });

  it('tell that a database is not there, without its password', async () => {
    const connection: SqlConnection = {
      name: 'gone',
      kind: 'postgres',
      write: false,
      url: 'postgres://a:canary@127.0.0.1:9/x',
    };
    const set = await openSet(createSqlTools({ connections: [connection] }), 'database');
    const failing = set.call('query', { query: 'select 1' });
    await expect(failing).rejects.toMatchObject({ code: 'tool_unavailable', nothingHappened: true });
    await expect(failing).rejects.not.toMatchObject({ message: expect.stringContaining('canary') });
    const none = await openSet(
      createSqlTools({ connections: [{ name: 'no', kind: 'sqlite', write: true, file: join(folder, 'no.sqlite') }] }),
      'database',
    );
    await expect(none.call('query', { query: 'select 1' })).rejects.toMatchObject({ code: 'tool_unavailable' });
    expect(existsSync(join(folder, 'no.sqlite'))).toBe(false);
  });
});

describe.each(['pg', 'lite'] as const)('a query on %s', (kind) => {
  const first = kind === 'pg' ? '$1' : '?1';

  it('gives rows with the names of their columns, also of the same name', async () => {
    const set = await open(kind);
    const found = await set.call('query', { query: 'select id, name, name from boats where id = 1; ' });
    expect(found).toEqual({ columns: ['id', 'name', 'name'], rows: [[1, 'Aurora', 'Aurora']] });
    expect(await set.call('query', { query: 'explain select 1' })).toMatchObject({ columns: expect.any(Array) });
  });

  it('keeps values apart from its text, whatever they hold', async () => {
    const set = await open(kind);
    const name = "Robert'); drop table boats; --";
    expect(
      await set.call('query', { query: `select id from boats where name = ${first}`, values: [name] }),
    ).toMatchObject({ rows: [[2]] });
    expect(await set.call('query', { query: 'select count(*) as n from boats' })).toMatchObject({
      rows: [[kind === 'pg' ? '2' : 2]],
    });
  });

  it.each(HARMFUL)('changes nothing: %s', async (text) => {
    const set = await open(kind);
    const mark = join(folder, `mark-${kind}`);
    await set.call('query', { query: text.replace('%MARK%', mark) }).catch((error: unknown) => {
      expect(error).toMatchObject({ nothingHappened: true });
    });
    expect(existsSync(mark)).toBe(false);
    expect(await set.call('query', { query: 'select id from boats order by id' })).toMatchObject({ rows: [[1], [2]] });
  });

  it('lists tables, and shows what a table is made of', async () => {
    const set = await open(kind);
    const { rows } = (await set.call('list_tables', {})) as { rows: string[][] };
    expect(rows.map(([, name]) => name)).toEqual(['boats', 'crew']);
    const { columns, rows: boats } = (await set.call('describe_table', { table: 'boats' })) as {
      columns: string[];
      rows: unknown[][];
    };
    expect(boats.map((row) => row[columns.indexOf('name')])).toEqual(['id', 'name', 'length', 'built']);
    expect(boats.map((row) => Boolean(row[columns.indexOf('primary_key')]))).toEqual([true, false, false, false]);
    const crew = (await set.call('describe_table', { table: 'crew' })) as { rows: unknown[][] };
    expect(JSON.stringify(crew.rows[0])).toContain('boats');
    await expect(set.call('describe_table', { table: 'none' })).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('ends after its time, by its rows, by its bytes, and when nobody wants it any more', async () => {
    const limits = { rows: 3, bytes: 1_000, milliseconds: 1_500 };
    const set = await openSet(createSqlTools({ connections: [connections[kind]], limits }), 'database');
    const count = 'with recursive n (x) as (select 1 union all select x + 1 from n';
    expect(await set.call('query', { query: `${count} where x < 100) select x from n` })).toMatchObject({
      rows: [[1], [2], [3]],
      more: true,
    });
    const wide = kind === 'pg' ? `repeat('x', 600)` : `hex(zeroblob(300))`;
    expect(await set.call('query', { query: `${count} where x < 3) select ${wide} from n` })).toMatchObject({
      rows: [[expect.any(String)]],
      more: true,
    });
    await expect(set.call('query', { query: `${count}) select count(*) from n` })).rejects.toMatchObject({
      code: 'tool_failed',
      nothingHappened: true,
    });
    const given = new AbortController();
    const slow = set.call('query', { query: `${count}) select count(*) from n` }, { signal: given.signal });
    given.abort(new Error('no longer wanted'));
    await expect(slow).rejects.toThrow('no longer wanted');
  });
});

describe.each(['owner', 'lites'] as const)('a change by %s', (name) => {
  const connection = () => connections[name];
  const marks = name === 'owner' ? ['$1', '$2'] : ['?1', '?2'];

  it('happens only where the connection says so, and says how much it changed', async () => {
    const set = await openSet(createSqlTools({ connections: [connection()] }), 'database');
    expect(set.find('execute').effect).toBe('irreversible');
    const insert = {
      statement: `insert into crew (boat, name) values (1, ${marks[0]}), (1, ${marks[1]})`,
      values: ['Ann', "O'Neil"],
    };
    expect(await set.call('execute', insert)).toEqual({ changed: 2 });
    const removal = { statement: `delete from crew where name = ${marks[0]} returning name`, values: ["O'Neil"] };
    expect(await set.call('execute', removal)).toMatchObject({ rows: [["O'Neil"]] });
    await expect(set.call('execute', { statement: 'insert into nowhere values (1)' })).rejects.toMatchObject({
      code: 'tool_failed',
      nothingHappened: true,
    });
    await expect(set.call('execute', { statement: `attach '${folder}/x.sqlite' as x` })).rejects.toMatchObject({
      code: 'invalid_input',
    });
    await expect(set.call('execute', { statement: 'delete from crew; delete from boats' })).rejects.toMatchObject({
      code: 'invalid_input',
    });
    await set.call('execute', { statement: 'delete from crew' });
  });
});
