import { describe, expect, it } from 'vitest';
import { systemRandom } from './random.ts';

const LENGTHS = [1, 18, 4_096, 4_095, 10_000, 0, 7];

describe('systemRandom', () => {
  it('never gives the same bytes twice, however many it asks for at once', () => {
    const texts = Array.from({ length: 2_000 }, () => Buffer.from(systemRandom.bytes(18)).toString('hex'));
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts).not.toContain('00'.repeat(18));
  });

  it('gives as many bytes as are asked for, which stay as they are', () => {
    const given = LENGTHS.map((length) => systemRandom.bytes(length));
    const before = given.map((bytes) => bytes.join());
    systemRandom.bytes(5_000);
    expect(given.map(({ length }) => length)).toEqual(LENGTHS);
    expect(given.map((bytes) => bytes.join())).toEqual(before);
  });

  it('gives numbers from 0 on, below 1, over the whole range', () => {
    const numbers = Array.from({ length: 2_000 }, () => systemRandom.next());
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
    expect(Math.min(...numbers)).toBeLessThan(0.1);
    expect(Math.max(...numbers)).toBeGreaterThan(0.9);
  });
});
