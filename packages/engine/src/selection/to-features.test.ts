import { describe, expect, it } from 'vitest';
import { createLexicon } from './lexicon.ts';
import { readText } from './read-text.ts';
import { toFeatures } from './to-features.ts';
import { toShape } from './to-shape.ts';

const lexicon = createLexicon({ concepts: { backups: ['put back'] }, scenery: ['bakery'] });

describe('the features of a request', () => {
  it('show it in every view, also the words that only bind', () => {
    const names = [...toFeatures(readText('Put it back, bakery', lexicon)).keys()];
    expect(names).toEqual(expect.arrayContaining(['w:it', 'u:back', 'b:put_it', 'k:put_back', 'o:put_it', 'g:<it']));
    expect(names).toContain('x:it ba');
  });

  it('find the theme of a phrase', () => {
    expect([...toFeatures(readText('put back', lexicon)).keys()]).toContain('c:backups');
  });

  it('count a view with many features about as much as one with few', () => {
    const weigh = (text: string) =>
      [...toFeatures(readText(text, lexicon))]
        .filter(([name]) => name.startsWith('w:'))
        .reduce((whole, [, value]) => whole + value * value, 0);
    expect(weigh('one two three four five six seven eight')).toBeLessThan(2 * weigh('one'));
  });

  it('are none for what holds no words', () => {
    expect(toFeatures(readText('???', lexicon)).size).toBe(0);
  });

  it.each([
    ['How many?', ['f:asks', 'f:question', 'f:short-question', 'f:capital']],
    ['send 30 letters, then call and wait', ['f:number', 'f:many', 'f:and-2', 'f:commas-1']],
  ])('tell the form of %s', (text, expected) => {
    expect([...toShape(text, readText(text, lexicon)).keys()]).toEqual(expect.arrayContaining(expected));
  });
});
