import { describe, expect, it } from 'vitest';
import { formatDuration } from './format-duration.ts';

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [-5, '0 ms'],
    [840, '840 ms'],
    [12_400, '12.4 s'],
    [59_940, '59.9 s'],
    [59_960, '1 m 00 s'],
    [192_000, '3 m 12 s'],
    [7_500_000, '2 h 05 m'],
    [356_400_000, '4 d 03 h'],
  ])('says %i milliseconds in two units at most', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});
