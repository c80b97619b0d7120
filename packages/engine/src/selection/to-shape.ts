import type { ReadText } from './read-text.ts';
import { type Features, toView } from './to-features.ts';

const LENGTHS = [5, 8, 11, 14, 17, 20, 24, 29, 36];
const SHORT = 14;
const MANY = 20;
/** Words by which a request says how much is asked for; they say nothing about who should do it. */
const QUESTION = /^(?:how|what|which|is|are|can|does|do|who|where|when|why|should|may|whats|any)$/u;

/** The outward form of a request (`f`), which tells how much work it is: length, asks, lists, numbers, question. */
export function toShape(text: string, { words, content, concepts }: ReadText): Features {
  const long = words.length;
  const asks = QUESTION.test(words[0] ?? '');
  const numbers = (text.match(/\d[\d,]*/gu) ?? []).map((number) => Number(number.replaceAll(',', '')));
  const joined = words.filter((word) => word === 'and' || word === 'then').length;
  return new Map(
    toView('f', [
      long < 24 ? `long-${long >> 1}` : `very-long-${Math.min(10, Math.floor(long / 6))}`,
      ...LENGTHS.filter((limit) => long > limit).map((limit) => `over-${limit}`),
      `commas-${Math.min(5, count(text, /[,;:]/gu))}`,
      `sentences-${Math.min(5, count(text, /[.!?](?:\s|$)/gu))}`,
      ...(text.includes('?') ? ['asks'] : []),
      ...(asks ? ['question'] : []),
      ...(asks && long <= SHORT ? ['short-question'] : []),
      ...(numbers.length > 0 ? ['number'] : []),
      ...(numbers.some((number) => number >= MANY) ? ['many'] : []),
      `and-${Math.min(4, joined)}`,
      `content-${Math.min(10, content.size)}`,
      `themes-${Math.min(8, concepts.size)}`,
      ...(/^\p{Lu}/u.test(text) ? ['capital'] : []),
    ]),
  );
}

function count(text: string, what: RegExp): number {
  return text.match(what)?.length ?? 0;
}
