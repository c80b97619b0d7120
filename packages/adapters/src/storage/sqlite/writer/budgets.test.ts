import { DatabaseSync } from 'node:sqlite';
import type { BudgetRule } from '@tutti/protocol';
import { nextTenant } from '@tutti/engine/testing';
import { beforeEach, expect, it } from 'vitest';
import { createSql } from '../create-sql.ts';
import { countSpent } from '../reader/read-money.ts';
import type { SpentCount } from '../reader/read-op.ts';
import { migrate } from '../schema/migrate.ts';
import { setBudget } from './budgets.ts';
import { createWriting, type Writing } from './writing.ts';

const HOUR_MS = 3_600_000;
const tenant = nextTenant();
const RULE: BudgetRule = { account: 'agent:ann', period: 'total', limit: { tokens: 9 }, warnAt: [], ladder: ['stop'] };

let database: DatabaseSync;
let writing: Writing;
let asked: string[];
beforeEach(() => {
  database = new DatabaseSync(':memory:');
  migrate(database, 1);
  asked = [];
  const { sql, ...more } = createWriting(database);
  writing = {
    ...more,
    sql: (text) => {
      asked.push(text);
      return sql(text);
    },
  };
});

function spend(seq: number, { agent = 'ann', at = seq }: { agent?: string; at?: number } = {}): void {
  database
    .prepare(
      "INSERT INTO events (tenant, run, seq, at, type, body, hash) VALUES (?, 1, ?, ?, 'budget.settled', '', '')",
    )
    .run(tenant, seq, at);
  database
    .prepare(
      "INSERT INTO spendings (run, seq, tenant, at, path, agent, model, provider, input_tokens, output_tokens, cost_nano_usd, in_doubt, free, local) VALUES (1, ?, ?, ?, 'a', ?, 'groq/llama', 'groq', 1, 2, 10, 0, 0, 0)",
    )
    .run(seq, tenant, at, agent);
}

const set = (rule: BudgetRule, counted?: SpentCount) => setBudget(writing, { tenant, rule, counted });
const count = ({ account }: BudgetRule, from = 0) => countSpent(createSql(database), { tenant, account, from });

it.each<[BudgetRule['account'], number]>([
  ['agent:ann', 7],
  ['tenant', 8],
])('a new budget of %s counts what was spent before, and what is written meanwhile, each once', (account, calls) => {
  const rule = { ...RULE, account };
  for (let seq = 1; seq <= 5; seq++) spend(seq);
  spend(6, { agent: 'bob' });
  expect(set(rule)).toEqual({ countFrom: 0 });
  const counted = count(rule);
  spend(7);
  // Written late: it comes after what was counted, though it happened before.
  spend(8, { at: 2 });
  expect(set(rule, counted)).toMatchObject({ spent: { tokens: calls * 3, costNanoUsd: calls * 10 } });
  expect(set({ ...rule, limit: { tokens: 5 } })).toMatchObject({ spent: { tokens: calls * 3 } });
});

it('a new budget is not counted while others wait to write, but beside', () => {
  spend(1);
  set(RULE);
  const counted = count(RULE);
  set(RULE, counted);
  const reading = asked.filter((text) => text.includes('FROM spendings') || text.includes('JOIN spendings'));
  expect(reading).toHaveLength(1);
  const plan = database.prepare(`EXPLAIN QUERY PLAN ${reading[0]}`).all(counted.upTo, tenant, 0, 'ann');
  expect(plan.map(({ detail }) => detail)).toEqual([
    expect.stringContaining('SEARCH e USING INTEGER PRIMARY KEY (rowid>?)'),
    expect.stringContaining('SEARCH s USING PRIMARY KEY (run=? AND seq=?)'),
  ]);
});

it('a new budget is counted anew where its period has begun meanwhile', () => {
  const rule: BudgetRule = { ...RULE, period: 'hour' };
  writing.now = HOUR_MS;
  spend(1, { at: HOUR_MS });
  const counted = count(rule, HOUR_MS);
  writing.now = 2 * HOUR_MS;
  spend(2, { at: 2 * HOUR_MS });
  expect(set(rule, counted)).toEqual({ countFrom: 2 * HOUR_MS });
  expect(set(rule, count(rule, 2 * HOUR_MS))).toMatchObject({ spent: { tokens: 3 } });
});
