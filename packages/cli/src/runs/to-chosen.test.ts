import { describe, expect, it } from 'vitest';
import { parseHunks } from './to-chosen.ts';

describe('the names of changes', () => {
  it('are the beginning of the hash of a diff and a number, any of them with commas between', () => {
    expect([...parseHunks('3fa9c1d2.1, 00ff00ff.12,3fa9c1d2.3')]).toEqual([
      ['3fa9c1d2', [1, 3]],
      ['00ff00ff', [12]],
    ]);
  });

  it('are refused where they could mean anything else', () => {
    for (const text of ['', '1', '3fa9c1d2', '3fa9c1d2.0', '3fa9c1d2.1 3fa9c1d2.2', 'xyz12345.1', '3fa.1', '-1.1'])
      expect(() => parseHunks(text)).toThrow(/names no change/u);
  });
});
