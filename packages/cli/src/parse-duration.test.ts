import { describe, expect, it } from 'vitest';
import { parseDuration } from './parse-duration.ts';

describe('a duration', () => {
  it('is a number and a unit', () => {
    expect(['90s', '10m', '1.5h', '2d', '250ms'].map(parseDuration)).toEqual([
      90_000, 600_000, 5_400_000, 172_800_000, 250,
    ]);
  });

  it.each(['', '10', 'soon', '-5m', '0s', '10 years', '1e9d', '2399999999h'])('is not "%s"', (text) => {
    expect(() => parseDuration(text)).toThrow(/no duration/);
  });
});
