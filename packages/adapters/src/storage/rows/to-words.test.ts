import { describe, expect, it } from 'vitest';
import { toWords } from './to-words.ts';

describe('toWords', () => {
  it('takes words apart at everything that is neither letter nor digit', () => {
    expect(toWords('foo-bar "baz" (qux) a_b 42')).toEqual(['foo', 'bar', 'baz', 'qux', 'a', 'b', '42']);
  });
  it('keeps words of every script whole', () => {
    expect(toWords('Größe данные 数据 हिन्दी')).toEqual(['Größe', 'данные', '数据', 'हिन्दी']);
  });
  it('finds no word in signs, blanks and halves of characters', () => {
    expect(toWords(' *"\'()^:-\u0000\uD800 🙂')).toEqual([]);
  });
  it('drops repetitions and cuts what is endless', () => {
    expect(toWords('same same same')).toEqual(['same']);
    expect(toWords(Array.from({ length: 500 }, (_, index) => `w${index}`).join(' '))).toHaveLength(32);
  });
});
