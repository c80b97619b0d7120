import { expect, it } from 'vitest';
import { toLexemes, toTenantLexeme, toTsQuery } from './to-lexemes.ts';

it('keeps words once, in small letters and without accents', () => {
  expect(toLexemes('Prüfung, prufung – der GRÖSSE?')).toEqual(['prufung', 'der', 'grosse']);
  expect(toLexemes('"; -- \u0000 \uD800 🙂')).toEqual([]);
  // A sign followed by U+FE0F, and an accent on nothing: the database refuses a word without letters.
  expect(toLexemes('\u26A0\uFE0F careful \u0301 \u2714\uFE0F')).toEqual(['careful']);
});

it('asks for all words by their beginnings, within one tenant', () => {
  expect(toTsQuery('ten_1', "Größ' OR 1")).toBe("':ten_1' & 'groß':* & 'or':* & '1':*");
  expect(toTsQuery('ten_1', ' %_ ')).toBe(toTsQuery('ten_1', '_') ?? undefined);
});

it('has no word that could reach the tenant', () => {
  expect(toLexemes(toTenantLexeme('ten_1')).filter((lexeme) => lexeme.startsWith(':'))).toEqual([]);
});

it('cuts words alike where they are kept and where they are looked for', () => {
  const long = 'x'.repeat(10_000);
  expect(toTsQuery('t', long)).toContain(`'${toLexemes(long)[0]}':*`);
  expect(toLexemes('y '.repeat(5_000))).toEqual(['y']);
});
