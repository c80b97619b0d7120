import { describe, expect, it } from 'vitest';
import { takeBeginning } from './beginning.ts';

describe('the beginning of a text', () => {
  it('is all of a short one, and no more than the limit of a long one', () => {
    expect(takeBeginning('abc', 3)).toBe('abc');
    expect(takeBeginning('abcd', 3)).toBe('abc');
    expect(takeBeginning('', 3)).toBe('');
  });

  it('does not end in half a character', () => {
    expect(takeBeginning('ab😀', 3)).toBe('ab');
    expect(takeBeginning('ab😀', 4)).toBe('ab😀');
  });
});
