import { describe, expect, it } from 'vitest';
import type { CostsView } from './money-views.ts';
import { toOtherCosts } from './to-other-costs.ts';

type Row = CostsView['rows'][number];

function row(changes: Partial<Row>): Row {
  const counts = { freeCalls: 0, localCalls: 0, rehearsedCalls: 0, estimatedCalls: 0 };
  const amounts = { usd: '0', inDoubtUsd: '0', insteadOfUsd: '0', savedUsd: '0' };
  return { of: 'a', calls: 1, inputTokens: 10, outputTokens: 20, ...counts, ...amounts, ...changes };
}

const total = row({ calls: 5, usd: '0.3', inputTokens: 100 });

describe('what the rows leave out of the total', () => {
  it('is told exactly', () => {
    const rows = [row({ usd: '0.1' }), row({ of: 'b', calls: 2, usd: '0.199999999' })];
    expect(toOtherCosts({ rows, total })).toMatchObject({ calls: 2, usd: '0.000000001', inputTokens: 80 });
  });

  it('adds up in what was saved too, which no sum of costs tells', () => {
    const saved = { ...total, insteadOfUsd: '0.2', savedUsd: '0.000141' };
    const rows = [row({ insteadOfUsd: '0.2', savedUsd: '0.0001' })];
    expect(toOtherCosts({ rows, total: saved })).toMatchObject({ insteadOfUsd: '0', savedUsd: '0.000041' });
  });

  it('is nothing where the rows are all there is, and never less than that', () => {
    expect(toOtherCosts({ rows: [row({ calls: 5, usd: '0.3' })], total })).toBeUndefined();
    const later = [row({ usd: '0.4', freeCalls: 1 })];
    expect(toOtherCosts({ rows: later, total })).toMatchObject({ calls: 4, usd: '0', freeCalls: 0 });
  });
});
