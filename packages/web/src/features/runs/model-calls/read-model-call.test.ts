import type { RunEvent } from '@tutti/protocol';
import { parseWireEvent } from '@tutti/protocol/api';
import { describe, expect, it } from 'vitest';
import { createEvents } from '../../../client/testing/create-events.ts';
import { listBudgetNews, listWarnings, readModelCall } from './read-model-call.ts';

const PATH = 'turn/1/model/1';
const OTHER = 'turn/2/model/1';
const [first] = createEvents({ steps: 0 });

function journal(...facts: readonly object[]): RunEvent[] {
  return facts.map((fact, index) =>
    parseWireEvent({
      ...fact,
      tenant: first?.tenant,
      run: first?.run,
      seq: index + 1,
      at: index + 1,
      hash: first?.hash,
    }),
  );
}

const routed = (attempt: number, model: string, path = PATH) => ({
  type: 'model.routed',
  path,
  attempt,
  reservation: `${path}/${attempt}`,
  route: {
    model,
    complexity: 'low',
    because: 'free_first',
    free: true,
    local: false,
    maxOutputTokens: 100,
    worstCase: { tokens: 200, costNanoUsd: 0 },
    passedOver: [],
  },
});
const settled = (attempt: number, costNanoUsd: number, path = PATH) => ({
  type: 'budget.settled',
  reservation: `${path}/${attempt}`,
  amount: { tokens: 10, costNanoUsd },
  inDoubt: false,
});
const retried = (attempt: number) => ({
  type: 'step.retried',
  path: PATH,
  attempt,
  error: { code: 'step_failed', message: 'slow down' },
  class: 'rate_limited',
  resumeAt: 99,
});
const step = { name: 'model', kind: 'model', effect: 'read', inputHash: '0'.repeat(64), attempts: 2, startedAt: 1 };
const completed = { type: 'step.completed', path: PATH, ...step, output: { value: { text: 'yes' } } };
const failed = { type: 'step.failed', path: PATH, ...step, error: { code: 'budget_exceeded', message: 'no money' } };
const awaited = { type: 'model.awaited', path: PATH, until: 500, passedOver: [] };
const refused = {
  type: 'budget.refused',
  path: PATH,
  account: 'agent:planner',
  asked: { tokens: 10, costNanoUsd: 9 },
  left: { costNanoUsd: 1 },
};

describe('the story of a model call', () => {
  it('tells each attempt with its route, why it failed and what it cost', () => {
    const events = journal(
      routed(1, 'groq/a'),
      settled(1, 0),
      retried(1),
      routed(2, 'openai/b'),
      settled(2, 7),
      completed,
    );
    expect(readModelCall(events, PATH)).toMatchObject({
      attempts: [
        {
          route: { model: 'groq/a' },
          isDone: false,
          failure: { class: 'rate_limited', error: { message: 'slow down' }, resumeAt: 99 },
          settled: { amount: { costNanoUsd: 0 } },
        },
        { route: { model: 'openai/b' }, isDone: true, settled: { amount: { costNanoUsd: 7 } } },
      ],
      waits: false,
      awaited: undefined,
      news: [],
    });
  });

  it('leaves the attempts of other calls to them', () => {
    const events = journal(routed(1, 'groq/a', OTHER), routed(1, 'groq/b'), settled(1, 5, OTHER));
    const { attempts } = readModelCall(events, PATH);
    expect(attempts).toMatchObject([{ route: { model: 'groq/b' } }]);
    expect(attempts[0]).not.toHaveProperty('settled');
  });

  it('tells that it waits, until a model is found', () => {
    expect(readModelCall(journal(awaited), PATH)).toMatchObject({ waits: true, awaited: { until: 500 } });
    expect(readModelCall(journal(awaited, routed(1, 'groq/a')), PATH)).toMatchObject({ waits: false });
  });

  it('does not blame an attempt that failed already for what a budget refused afterwards', () => {
    const { attempts, news } = readModelCall(journal(routed(1, 'groq/a'), retried(1), refused, failed), PATH);
    expect(attempts).toMatchObject([{ failure: { class: 'rate_limited' } }]);
    expect(news).toMatchObject([{ account: 'agent:planner', left: { costNanoUsd: 1 } }]);
  });
});

describe('a run', () => {
  it('tells the last warning of each budget', () => {
    const warned = (account: string, period: string, share: number) => ({
      type: 'budget.warned',
      path: PATH,
      account,
      period,
      share,
    });
    const events = journal(warned('tenant', 'day', 0.5), warned('tenant', 'month', 0.5), warned('tenant', 'day', 0.8));
    expect(listWarnings(events)).toMatchObject([
      { period: 'day', share: 0.8 },
      { period: 'month', share: 0.5 },
    ]);
  });

  it('lists what budgets said', () => {
    expect(listBudgetNews(journal(routed(1, 'groq/a'), refused))).toMatchObject([{ type: 'budget.refused' }]);
  });
});
