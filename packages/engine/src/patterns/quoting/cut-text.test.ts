import { describe, expect, it } from 'vitest';
import { cutText } from './cut-text.ts';

describe('cutting a text', () => {
  it('leaves alone what fits', () => {
    expect(cutText('just so', 7)).toBe('just so');
  });

  it('says how much it has left out', () => {
    expect(cutText('x'.repeat(2_500), 1_000)).toBe(`${'x'.repeat(1_000)} [… 1,500 more characters are left out here]`);
  });

  it('does not leave half a character', () => {
    expect(cutText('ab😀cd', 3)).toBe('ab [… 4 more characters are left out here]');
  });
});
