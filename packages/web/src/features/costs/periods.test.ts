import { describe, expect, it } from 'vitest';
import { listDays, toFrom } from './periods.ts';

const NOW = Date.parse('2026-03-01T00:30:00Z');

describe('a period', () => {
  it.each([
    ['today', '2026-03-01T00:00:00.000Z'],
    ['week', '2026-02-23T00:00:00.000Z'],
    ['month', '2026-03-01T00:00:00.000Z'],
    ['days30', '2026-01-31T00:00:00.000Z'],
    ['all', undefined],
  ] as const)('%s begins with a day of UTC', (period, from) => {
    expect(toFrom(period, NOW)).toBe(from);
  });

  it('has all its days, also those on which nothing happened', () => {
    expect(listDays(toFrom('week', NOW), [], NOW)).toHaveLength(7);
    expect(listDays(undefined, ['2026-02-27', '2026-02-26'], NOW)).toEqual([
      '2026-02-26',
      '2026-02-27',
      '2026-02-28',
      '2026-03-01',
    ]);
    expect(listDays(undefined, [], NOW)).toEqual(['2026-03-01']);
  });
});
