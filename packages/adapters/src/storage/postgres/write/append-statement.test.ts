import { createMemoryStore, nextTenant, note, RunScript } from '@tutti/engine/testing';
import { systemClock } from '@tutti/engine';
import { StepPath, toSpending } from '@tutti/protocol';
import { expect, it } from 'vitest';
import type { Ask } from '../database.ts';
import { appendAll } from './append-statement.ts';

const usage = { inputTokens: 3, outputTokens: 4, costNanoUsd: 5 };
const path = StepPath.parse('ann/turn/1/model');
const spent = { path, model: 'groq/llama', usage, free: false, local: false };

it('asks one statement for a whole flush, and names what was spent only where something was', async () => {
  const stage = { store: createMemoryStore(), tenant: nextTenant(), clock: systemClock };
  const asked: { name: string; values: number }[] = [];
  const ask: Ask = async ({ name }, values = []) => {
    asked.push({ name, values: values.length });
    return [{ no: 1 }];
  };
  const propose = (more: object) => ({ no: 1, append: new RunScript(stage).propose([note('a')], more) });
  const { tenant, run } = propose({}).append;
  const settled = {
    type: 'budget.settled',
    reservation: 'r',
    amount: { tokens: 7, costNanoUsd: 5 },
    inDoubt: false,
  } as const;
  const event = { ...settled, spent, tenant, run, seq: 2, at: 1, hash: propose({}).append.entries[0]?.hash };
  const spending = toSpending(event as Parameters<typeof toSpending>[0], {});

  expect(await appendAll(ask, [propose({}), propose({ spendings: [] })])).toEqual(new Set([1]));
  await appendAll(ask, [propose({}), propose({ searchText: 'words' })]);
  await appendAll(ask, [propose({}), propose({ spendings: [spending] })]);
  expect(asked).toEqual([
    { name: 'append', values: 19 },
    { name: 'append-more', values: 23 },
    { name: 'append-spent', values: 24 },
  ]);
});
