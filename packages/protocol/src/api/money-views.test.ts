import { BudgetRule } from '../budget.ts';
import { expect, it } from 'vitest';
import { BudgetRuleBody, BudgetRuleView, toBudgetRuleView } from './money-views.ts';

const rule = (limit: object) => BudgetRule.parse({ account: 'tenant', period: 'day', limit });
const nothing = { tokens: 0, costNanoUsd: 0 };

it('a budget shows the share of the limit that is used up furthest, with what is reserved', () => {
  const view = toBudgetRuleView({
    rule: rule({ tokens: 1_000, costNanoUsd: 2_000_000_000 }),
    spent: { tokens: 100, costNanoUsd: 1_000_000_000 },
    reserved: { tokens: 50, costNanoUsd: 500_000_000 },
    raised: nothing,
    left: { tokens: 850, costNanoUsd: 500_000_000 },
    startsAt: 0,
    endsAt: 86_400_000,
  });
  expect(BudgetRuleView.parse(view)).toMatchObject({
    limit: { tokens: 1_000, usd: '2' },
    spent: { usd: '1' },
    left: { tokens: 850, usd: '0.5' },
    share: 0.75,
    endsAt: '1970-01-02T00:00:00.000Z',
  });
  expect(view).not.toHaveProperty('raised');
});

it('a limit of nothing is used up, one that was raised is not, and what is not limited is not shown', () => {
  const none = { spent: nothing, reserved: nothing, left: { costNanoUsd: 0 }, rule: rule({ costNanoUsd: 0 }) };
  expect(toBudgetRuleView({ ...none, raised: nothing })).toMatchObject({ share: 1, limit: { usd: '0' } });
  const raised = { tokens: 0, costNanoUsd: 1_000_000_000 };
  const view = BudgetRuleView.parse(toBudgetRuleView({ ...none, raised }));
  expect(view).toMatchObject({ share: 0, raised: { usd: '1' } });
  expect(view.limit.tokens).toBeUndefined();
});

it('a new budget limits something', () => {
  expect(BudgetRuleBody.safeParse({ limit: {} }).success).toBe(false);
  expect(BudgetRuleBody.safeParse({ limit: { usd: '0' } }).success).toBe(true);
  expect(BudgetRuleBody.safeParse({ limit: { usd: '1' }, warnAt: [1.1] }).success).toBe(false);
});
