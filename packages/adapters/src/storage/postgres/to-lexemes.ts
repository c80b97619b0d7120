/** Words as the index keeps them: in small letters and without accents, so that whoever types none finds them too. */
import { toWords } from '../rows/to-words.ts';

/** A word is found by its beginning, so the rest of a very long one is of no use; nor is a text of more words than anybody reads. */
const LEXEME_LENGTH = 100;
const LEXEME_LIMIT = 5_000;
const WORD = /[\p{L}\p{N}\p{M}\p{Co}]+/gu;

/** Begins with what no word begins with, so that no search for words can reach it. */
export function toTenantLexeme(tenant: string): string {
  return `:${tenant}`;
}

export function toLexemes(text: string): readonly string[] {
  // An accent of its own, as many symbols have, leaves nothing.
  const words = (text.match(WORD) ?? []).map(foldWord).filter((word) => word !== '');
  return [...new Set(words)].slice(0, LEXEME_LIMIT);
}

/** Lexemes hold only letters and digits, so nothing in them can be taken for an operator. */
export function toTsQuery(tenant: string, text: string): string | undefined {
  const words = toWords(text)
    .map(foldWord)
    .filter((word) => word !== '');
  if (words.length === 0) return undefined;
  return [`'${toTenantLexeme(tenant)}'`, ...words.map((word) => `'${word}':*`)].join(' & ');
}

export function foldWord(word: string): string {
  const folded = word.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return folded.slice(0, LEXEME_LENGTH).toWellFormed();
}
