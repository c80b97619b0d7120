import { expect, it } from 'vitest';
import { toOthers } from './costs-table.tsx';
import { createSums } from './testing/create-sums.ts';

const { of: _of, ...total } = createSums('', { calls: 5, usd: '0.3', inputTokens: 100 });

it('shows what the rows leave out of the total, exactly', () => {
  const rows = [createSums('a', { calls: 1, usd: '0.1' }), createSums('b', { calls: 2, usd: '0.199999999' })];
  expect(toOthers({ by: 'agent', rows, total })).toMatchObject({ calls: 2, usd: '0.000000001', inputTokens: 80 });
});

it('adds up in what was saved too, which no sum of costs tells', () => {
  const saved = { ...total, insteadOfUsd: '0.2', savedUsd: '0.000141' };
  const rows = [createSums('a', { insteadOfUsd: '0.2', savedUsd: '0.0001' })];
  expect(toOthers({ by: 'agent', rows, total: saved })).toMatchObject({ insteadOfUsd: '0', savedUsd: '0.000041' });
});

it('has no others where the rows are all there is', () => {
  expect(toOthers({ by: 'agent', rows: [createSums('a', { calls: 5, usd: '0.3' })], total })).toBeUndefined();
});
