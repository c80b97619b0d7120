import { describe, expect, it } from 'vitest';
import { createSums } from './testing/create-sums.ts';
import { toDayBars, toNiceTop } from './to-day-bars.ts';

const DAYS = ['2026-11-19', '2026-11-20', '2026-11-21'];

describe('the chart of days', () => {
  it('has a bar for every day, as high as what it cost, and says it exactly', () => {
    const rows = [createSums('2026-11-19', { usd: '0.000000001' }), createSums('2026-11-21', { usd: '0.5' })];
    const { bars, ticks, label } = toDayBars(rows, DAYS, 'cost');
    expect(bars.map(({ parts }) => parts.map(({ share }) => share))).toEqual([[0], [0], [1]]);
    expect(bars.map(({ text }) => text)).toEqual(['19 Nov: $0.000000001', '20 Nov: $0', '21 Nov: $0.50']);
    expect(ticks.map(({ text }) => text)).toEqual(['$0', '$0.25', '$0.50']);
    expect(label).toContain('19 Nov to 21 Nov');
  });

  it('tells paid, free and local calls apart, and those of the rehearsal model', () => {
    const rows = [createSums('2026-11-20', { calls: 10, freeCalls: 5, localCalls: 2, rehearsedCalls: 2 })];
    const { bars, legend } = toDayBars(rows, DAYS, 'calls');
    expect(bars[1]?.parts.map(({ share }) => share)).toEqual([0.3, 0.3, 0.2, 0.2]);
    expect(legend?.map(({ text }) => text)).toEqual(['Paid', 'Free tier', 'Local', 'Rehearsal']);
  });

  it.each([
    [0n, 1n],
    [1n, 1n],
    [3n, 5n],
    [7n, 10n],
    [11n, 20n],
    [501n, 1_000n],
    [10n ** 30n + 1n, 2n * 10n ** 30n],
  ])('ends at a round figure above %s: %s', (highest, top) => {
    expect(toNiceTop(highest)).toBe(top);
  });
});
