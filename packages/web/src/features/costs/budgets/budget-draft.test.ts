import { describe, expect, it } from 'vitest';
import { findMistakes, NEW_BUDGET, parseShares, toAccount, toBody, toDraft } from './budget-draft.ts';

const USER = `usr_${'0'.repeat(36)}`;

describe('the draft of a budget', () => {
  it('asks for a limit, and for whose it is', () => {
    expect(Object.keys(findMistakes(NEW_BUDGET))).toEqual(['usd']);
    expect(findMistakes({ ...NEW_BUDGET, usd: '5' })).toEqual({});
    expect(findMistakes({ ...NEW_BUDGET, tokens: 0 })).toEqual({});
    expect(Object.keys(findMistakes({ ...NEW_BUDGET, usd: '5', kind: 'agent' }))).toEqual(['name']);
    expect(Object.keys(findMistakes({ ...NEW_BUDGET, usd: '5', kind: 'user', name: 'me' }))).toEqual(['name']);
  });

  it('names what makes no sense', () => {
    const draft = { ...NEW_BUDGET, usd: '1,50', tokens: 1.5, warnAt: 'soon' };
    expect(Object.keys(findMistakes(draft))).toEqual(['usd', 'tokens', 'warnAt']);
  });

  it('names the account as the server does', () => {
    expect(toAccount(NEW_BUDGET)).toBe('tenant');
    expect(toAccount({ kind: 'agent', name: 'project' })).toBe('agent:project');
    expect(toAccount({ kind: 'user', name: ` ${USER} ` })).toBe(`user:${USER}`);
    expect(toAccount({ kind: 'task', name: USER })).toBeUndefined();
  });

  it.each([
    ['50, 80', [0.5, 0.8]],
    ['80% 50%', [0.5, 0.8]],
    ['100; 100', [1]],
    ['', []],
    ['0', undefined],
    ['101', undefined],
    ['1 2 3 4 5 6 7 8 9 10 11', undefined],
  ])('reads %j as thresholds', (typed, shares) => {
    expect(parseShares(typed)).toEqual(shares);
  });

  it('always ends its ladder by stopping, and keeps money as it was typed', () => {
    expect(toBody({ ...NEW_BUDGET, usd: '0.000000001', ladder: ['ask'] })).toEqual({
      limit: { usd: '0.000000001' },
      warnAt: [0.8],
      ladder: ['ask', 'stop'],
    });
  });

  it('comes back from a budget as it went there', () => {
    const view = {
      account: `user:${USER}` as const,
      period: 'day',
      limit: { usd: '5', tokens: 7 },
      warnAt: [0.29, 0.57],
      ladder: ['ask', 'cheaper', 'stop'],
      spent: { tokens: 0, usd: '0' },
      reserved: { tokens: 0, usd: '0' },
      left: {},
      share: 0,
    } satisfies Parameters<typeof toDraft>[0];
    const draft = toDraft(view);
    expect(draft).toMatchObject({ kind: 'user', name: USER, warnAt: '29, 57' });
    expect(toBody(draft)).toEqual({ limit: view.limit, warnAt: view.warnAt, ladder: view.ladder });
  });
});
