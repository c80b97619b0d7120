import * as z from 'zod';
import { AccountRef, BudgetPeriod } from '../../budget.ts';
import { MOST_ON_PAGE } from '../page.ts';
import { BudgetRuleBody, BudgetRuleView, CostsBy, CostsView } from '../money-views.ts';
import { defineRoute } from '../route.ts';
import { Time } from '../values.ts';

const BudgetParams = z.strictObject({ account: AccountRef, period: BudgetPeriod });

export const moneyRoutes = {
  getCosts: defineRoute({
    method: 'GET',
    path: '/api/v1/analytics/costs',
    tag: 'money',
    summary: 'What model calls have cost, by day, agent, model, provider, task, user or run',
    access: 'view',
    query: z.strictObject({
      by: CostsBy.default('day'),
      from: Time.optional(),
      /** Up to, not including. */
      to: Time.optional(),
      limit: z.coerce.number().int().min(1).max(MOST_ON_PAGE).default(50),
    }),
    answers: { 200: { description: 'The sums.', schema: CostsView } },
  }),
  listBudgets: defineRoute({
    method: 'GET',
    path: '/api/v1/budgets',
    tag: 'money',
    summary: 'The budgets, with what is spent, reserved and left in their running periods',
    access: 'view',
    answers: { 200: { description: 'All of them.', schema: z.object({ items: z.array(BudgetRuleView) }) } },
  }),
  setBudget: defineRoute({
    method: 'PUT',
    path: '/api/v1/budgets/{account}/{period}',
    tag: 'money',
    summary: 'Limit what the tenant, a user, an agent or a task may spend in a period',
    access: 'manage',
    params: BudgetParams,
    body: BudgetRuleBody,
    answers: { 200: { description: 'The budget as it stands now.', schema: BudgetRuleView } },
    problems: ['unknown_agent', 'task_not_found'],
  }),
  removeBudget: defineRoute({
    method: 'DELETE',
    path: '/api/v1/budgets/{account}/{period}',
    tag: 'money',
    summary: 'Lift a limit',
    access: 'manage',
    params: BudgetParams,
    answers: { 204: { description: 'It is lifted.' } },
    problems: ['budget_not_found'],
  }),
} as const;
