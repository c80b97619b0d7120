import { describe, expect, it } from 'vitest';
import { toEvents } from '../../../client/testing/create-events.ts';
import { listBudgetNews, listWarnings } from './list-budget-news.ts';

const PATH = 'turn/1/model/1';

const journal = (...facts: readonly object[]) => toEvents(facts.map((fact) => ({ path: PATH, ...fact })));
const warned = (account: string, period: string, share: number) => ({ type: 'budget.warned', account, period, share });
const refused = {
  type: 'budget.refused',
  account: 'agent:planner',
  asked: { tokens: 10, costNanoUsd: 9 },
  left: { costNanoUsd: 1 },
};

describe('what budgets said', () => {
  it('is listed for the whole run, and for one step of it', () => {
    const awaited = { type: 'model.awaited', until: 500, passedOver: [] };
    const events = journal(awaited, refused, { ...warned('tenant', 'day', 0.5), path: 'turn/2/model/1' });
    expect(listBudgetNews(events).map(({ type }) => type)).toEqual(['budget.refused', 'budget.warned']);
    expect(listBudgetNews(events, PATH)).toMatchObject([{ account: 'agent:planner', left: { costNanoUsd: 1 } }]);
  });

  it('ends with the last warning of each', () => {
    const events = journal(warned('tenant', 'day', 0.5), warned('tenant', 'month', 0.5), warned('tenant', 'day', 0.8));
    expect(listWarnings(events)).toMatchObject([
      { period: 'day', share: 0.8 },
      { period: 'month', share: 0.5 },
    ]);
  });
});
