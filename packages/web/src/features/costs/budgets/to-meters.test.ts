import type { BudgetRuleView } from '@tutti/protocol/api';
import { expect, it } from 'vitest';
import { toMeters } from './to-meters.ts';

const budget: BudgetRuleView = {
  account: 'tenant',
  period: 'day',
  limit: { usd: '0.125' },
  warnAt: [0.8],
  ladder: ['stop'],
  spent: { tokens: 1_499, usd: '0.1' },
  reserved: { tokens: 0, usd: '0' },
  left: { usd: '0.025' },
  share: 0.8,
};
const toShares = (view: BudgetRuleView) => toMeters(view).map(({ parts }) => parts.map(({ share }) => share));

it('says exactly what is spent, set aside and left of a limit', () => {
  expect(toMeters(budget).map(({ text }) => text)).toEqual(['$0.10 of $0.125 · $0.025 left']);
  expect(toShares(budget)).toEqual([[0.8, 0]]);
});

it('counts what people raised a limit by to the whole, in words and in the bar', () => {
  const raised: BudgetRuleView = {
    ...budget,
    limit: { usd: '0.125', tokens: 1_000 },
    raised: { tokens: 1_000, usd: '0.075' },
    spent: { tokens: 1_500, usd: '0.19' },
    reserved: { tokens: 100, usd: '0.005' },
    left: { tokens: 400, usd: '0.005' },
  };
  expect(toMeters(raised).map(({ text }) => text)).toEqual([
    '$0.19 of $0.125 + $0.075 raised · $0.005 set aside for calls under way · $0.005 left',
    '1,500 of 1,000 + 1,000 raised · 100 set aside for calls under way · 400 left',
  ]);
  expect(toShares(raised)).toEqual([
    [0.95, 0.025],
    [0.75, 0.05],
  ]);
});

it('shows no raise of what is not limited', () => {
  const raised: BudgetRuleView = { ...budget, raised: { tokens: 500, usd: '0' } };
  expect(toMeters(raised)).toEqual(toMeters(budget));
});
