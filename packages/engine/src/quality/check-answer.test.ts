import { describe, expect, it } from 'vitest';
import { checkAnswer } from './check-answer.ts';
import { findArithmetic } from './find-arithmetic.ts';
import { findLimits } from './find-limits.ts';

const score = (goal: string, answer: string) => checkAnswer(goal, answer).score;
const parts = (goal: string, answer: string) =>
  Object.fromEntries(checkAnswer(goal, answer).parts.map(({ check, score: one }) => [check, one]));

describe('an answer that can be checked without a model', () => {
  it('is worth nothing when it says nothing or refuses', () => {
    expect(score('a poem', ' \n- ')).toBe(0);
    expect(score('a poem', "I'm sorry, but I can't help with that.")).toBe(0);
    expect(score('a poem', 'Roses are red.')).toBe(1);
  });

  it.each([
    ['Name three bullet points', '- a\n- b\n- c', 1],
    ['Say it in at most 5 words', 'one two three four five', 1],
    ['at least 2 sentences please', 'One. Two.', 1],
    ['a text under 4 words', 'one two three', 1],
    ['a 4-word title', 'one two three four', 1],
    ['about 10 words', 'a b c d e f g h i', 1],
  ])('keeps to what "%s" asks for', (goal, answer, expected) => {
    expect(parts(goal, answer)['length']).toBe(expected);
  });

  it('loses the more, the further it is off', () => {
    const goal = 'at most 10 words';
    const far = parts(goal, 'word '.repeat(100))['length'] ?? 1;
    const near = parts(goal, 'word '.repeat(12))['length'] ?? 0;
    expect(far).toBeLessThan(0.2);
    expect(near).toBeGreaterThan(0.8);
    expect(near).toBeLessThan(1);
  });

  it('is recomputed where it calculates', () => {
    expect(parts('x', 'So 12 × 3 = 36 and 10 / 4 = 2.5.')['numbers']).toBe(1);
    expect(parts('x', '2 + 2 = 5, but 1,000 - 1 = 999.')['numbers']).toBe(0.5);
    expect(findArithmetic('10 / 3 = 3.33')).toMatchObject([{ right: true }]);
    expect(findArithmetic('1 + 2 + 3 = 6')).toEqual([]);
  });

  it('closes its blocks of code, and is JSON where that was asked for', () => {
    expect(parts('code', 'Look:\n```ts\nconst a = 1;\n')['code']).toBe(0);
    expect(parts('Answer in JSON', '{"a": 1}')['json']).toBe(1);
    expect(parts('Answer in JSON', 'a: 1')['json']).toBe(0);
  });

  it('lists what it cites', () => {
    expect(parts('x', 'It grew [1] and fell [2].\n\n[1] Report 2024')['citations']).toBe(0.5);
    expect(parts('x', 'It grew [1].\n\n[1]: Report 2024')['citations']).toBe(1);
  });

  it('loses what it repeats', () => {
    expect(parts('x', 'I go on. '.repeat(20))['repetition']).toBeLessThan(0.1);
    expect(parts('x', 'One. Two. Three. Four.')).not.toHaveProperty('repetition');
  });
});

describe('what a goal asks for', () => {
  it('is not found where it speaks of something else', () => {
    expect(findLimits('Sort the 300 invoices of two customers')).toEqual([]);
    expect(findLimits('Summarise these 20 items and the 4 lines above')).toEqual([]);
  });

  it('has a range', () => {
    expect(findLimits('Write up to 3 paragraphs, at least 50 words')).toMatchObject([
      { unit: 'paragraphs', least: 1, most: 3 },
      { unit: 'words', least: 50 },
    ]);
  });
});
