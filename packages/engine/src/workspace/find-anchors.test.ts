import { describe, expect, it } from 'vitest';
import { findAnchors } from './find-anchors.ts';

const find = (old: string, now: string) =>
  findAnchors(old.split(''), now.split('')).map(({ old: place }) => old.charAt(place));

describe('lines that both texts hold once', () => {
  it('are found in the longest order that both keep', () => {
    expect(find('abcd', 'xaybzd').join('')).toBe('abd');
    expect(find('abcdef', 'fabcde').join('')).toBe('abcde');
    expect(find('abc', 'xyz')).toEqual([]);
  });

  it('are none that one of the texts holds twice', () => {
    expect(find('aab', 'ab').join('')).toBe('b');
    expect(find('ab', 'aab').join('')).toBe('b');
  });
});
