import { describe, expect, it } from 'vitest';
import { formatMoney } from './format-numbers.ts';

describe('formatMoney', () => {
  it('keeps every digit of a small amount', () => {
    expect(formatMoney('0.000000001')).toBe('$0.000000001');
    expect(formatMoney('0.1')).toBe('$0.10');
  });

  it('groups whole dollars and shows nothing as nothing', () => {
    expect(formatMoney('1234567')).toBe('$1,234,567');
    expect(formatMoney('0')).toBe('$0');
  });
});
