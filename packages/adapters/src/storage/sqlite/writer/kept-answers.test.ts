import { DatabaseSync } from 'node:sqlite';
import { nextTenant, sha256 } from '@tutti/engine/testing';
import { expect, it } from 'vitest';
import type { Sql } from '../create-sql.ts';
import { migrate } from '../schema/migrate.ts';
import { KeptBytes } from './kept-bytes.ts';
import { writeBatch } from './write-batch.ts';
import type { WriteOp } from './write-op.ts';
import { createWriting } from './writing.ts';

const tenant = nextTenant();
const MOST_BYTES = 100;

function openWriter() {
  const database = new DatabaseSync(':memory:');
  migrate(database, 1);
  const writing = createWriting(database);
  const asked: string[] = [];
  const sql: Sql = (text) => {
    asked.push(text);
    return writing.sql(text);
  };
  const watched = { ...writing, sql, kept: new KeptBytes(sql) };
  const write = (...ops: WriteOp[]) => writeBatch(database, watched, ops);
  const readBytes = () => database.prepare('SELECT tenant, sum(bytes) AS bytes FROM answers GROUP BY 1').all();
  return { write, readBytes, asked, writing: watched };
}

function toKeep(name: string, bytes: number, more: { forMs?: number; of?: typeof tenant } = {}): WriteOp {
  const { forMs = 1_000, of = tenant } = more;
  const answer = { tenant: of, hash: sha256(name), body: 'x'.repeat(bytes), forMs };
  return { kind: 'keepAnswer', op: { answer, mostBytes: MOST_BYTES } };
}

it('never keeps more than there is room for, whatever is kept, replaced, over or kept by others', () => {
  const { write, readBytes, writing } = openWriter();
  const other = nextTenant();
  for (let count = 0; count < 500; count++) {
    writing.now = count;
    const bytes = 1 + ((count * 37) % 60);
    const forMs = count % 3 === 0 ? 5 : 1_000;
    write(toKeep(`${count % 20}`, bytes, { forMs, of: count % 7 === 0 ? other : tenant }));
    for (const row of readBytes()) expect(Number(row['bytes'])).toBeLessThanOrEqual(MOST_BYTES);
  }
  for (const row of readBytes()) expect(writing.kept.of(String(row['tenant']))).toBe(row['bytes']);
});

it('sums what is kept once, and from then on only counts what comes and goes', () => {
  const { write, asked } = openWriter();
  for (let count = 0; count < 50; count++) write(toKeep(`${count}`, 30));
  expect(asked.filter((text) => text.includes('sum('))).toHaveLength(1);
});

it('counts nothing of what was taken back', () => {
  const { write, readBytes } = openWriter();
  write(toKeep('a', 40));
  // What cannot be written at all is rolled back with everything before it, and the rest is done again by itself.
  const broken: WriteOp = { kind: 'setLimit', op: { tenant, id: 'a', limit: { tokens: 1.5, cost: undefined } } };
  const { problems } = write(toKeep('b', 50), broken);
  expect([...problems.keys()]).toEqual([1]);
  write(toKeep('c', 10));
  expect(readBytes()).toEqual([{ tenant, bytes: 100 }]);
  write(toKeep('d', 1));
  expect(readBytes()).toEqual([{ tenant, bytes: 61 }]);
});
