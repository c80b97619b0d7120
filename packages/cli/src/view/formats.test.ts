import { describe, expect, it } from 'vitest';
import { fitTail, fitText, widthOf } from './fit-text.ts';
import { formatDuration } from './format-duration.ts';
import { formatCost, formatCount, formatTokens } from './format-usage.ts';
import { toPlainLine, toPlainText } from './plain-text.ts';

describe('durations', () => {
  it('are told in the unit that reads best', () => {
    const texts = [0, 85.4, 999, 1_000, 59_949, 59_950, 184_000, 7_500_000].map(formatDuration);
    expect(texts).toEqual(['0 ms', '85 ms', '999 ms', '1.0 s', '59.9 s', '1 min 00 s', '3 min 04 s', '2 h 05 min']);
  });
});

describe('usage', () => {
  it('is told in tokens and dollars, and says when it is estimated', () => {
    expect(formatTokens({ inputTokens: 1_200, outputTokens: 34 })).toBe('1,234 tokens');
    expect(formatTokens({ inputTokens: 1, outputTokens: 0, estimated: true })).toBe('about 1 token');
    const costs = [0, 1, 1_200_000, 12_345_678, 1_500_000_000].map((costNanoUsd) => formatCost({ costNanoUsd }));
    expect(costs).toEqual(['$0', '$0.000000001', '$0.0012', '$0.012', '$1.50']);
    expect(formatCount(1, 'step')).toBe('1 step');
  });
});

describe('text in a terminal', () => {
  it('is cut by the columns that it takes', () => {
    expect(fitText('harbour festival', 8)).toBe('harbour…');
    expect(fitTail('harbour festival', 9)).toBe('…festival');
    expect(widthOf('港口節')).toBe(6);
    expect(fitText('港口節', 5)).toBe('港口…');
    expect(widthOf('\u001b[31mred\u001b[39m')).toBe(3);
    expect(widthOf('👩‍👩‍👧')).toBe(2);
    expect(fitText('anything', 0)).toBe('');
  });

  it('holds no control codes', () => {
    expect(toPlainText('a\u001b[2J\u0007b\r\nc\td\u009b')).toBe('a[2Jb\nc\td');
    expect(toPlainLine('  two\n lines\u202e ')).toBe('two lines');
  });
});
