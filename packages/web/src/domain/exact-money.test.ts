import { describe, expect, it } from 'vitest';
import { formatShare, shareOf, toMoneyText, toNano } from './exact-money.ts';

describe('exact money', () => {
  it.each(['0', '1', '0.000000001', '12.5', '123456.7', '999999999.999999999'])(
    'takes %s to billionths and back',
    (money) => {
      expect(toMoneyText(toNano(money))).toBe(money);
    },
  );

  it('tells shares without pretending', () => {
    expect(formatShare(1n, 3n)).toBe('33.3%');
    expect(formatShare(999_999n, 1_000_000n)).toBe('99.9%');
    expect(formatShare(1n, 1_000_000n)).toBe('< 0.1%');
    expect(formatShare(0n, 3n)).toBe('0%');
    expect(formatShare(0n, 0n)).toBe('–');
    expect(shareOf(3n, 2n)).toBe(1.5);
  });
});
