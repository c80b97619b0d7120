import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shareRoom } from './share-room.ts';

describe('sharing room between texts', () => {
  it('lets all be whole where they fit', () => {
    expect(shareRoom([10, 20, 30], 60)).toBe(Number.POSITIVE_INFINITY);
    expect(shareRoom([], 5)).toBe(Number.POSITIVE_INFINITY);
  });

  it('gives to the long ones what the short ones leave', () => {
    expect(shareRoom([10, 1_000, 1_000], 110)).toBe(50);
  });

  it('never goes beyond the budget, and leaves none of it lying that somebody could use', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(500), { maxLength: 40 }), fc.nat(5_000), (lengths, budget) => {
        const share = shareRoom(lengths, budget);
        const taken = lengths.reduce((sum, length) => sum + Math.min(length, share), 0);
        expect(taken).toBeLessThanOrEqual(budget);
        if (share < Number.POSITIVE_INFINITY) expect(taken).toBeGreaterThan(budget - lengths.length);
      }),
    );
  });
});
