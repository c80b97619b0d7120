import type { Features } from './to-features.ts';

const LENGTHS = [8, 11, 14, 17, 20, 24, 29];
const MANY = 20;
/** Words by which a request says how much is asked for; they say nothing about who should do it. */
const QUESTION = /^(?:how|what|which|is|are|can|does|do|who|where|when|why|should|may|which|has|whats|any)$/u;
const WEIGHT = 0.5;

/** The outward form of a request, which tells how much work it is: length, asks, lists, numbers, question. */
export function toShape(text: string, words: readonly string[]): Features {
  const shape = new Map<string, number>();
  const add = (name: string, value = WEIGHT) => shape.set(`f:${name}`, value);
  add(`long-${LENGTHS.filter((limit) => words.length > limit).length}`);
  for (const limit of LENGTHS) if (words.length > limit) add(`over-${limit}`, WEIGHT / 2);
  add(`commas-${Math.min(4, count(text, /[,;:]/gu))}`);
  add(`sentences-${Math.min(4, count(text, /[.!?](?:\s|$)/gu))}`);
  if (text.includes('?')) add('asks');
  if (QUESTION.test(words[0] ?? '')) add('question');
  if (words.length <= 14 && QUESTION.test(words[0] ?? '')) add('short-question');
  const numbers = (text.match(/\d[\d,.]*/gu) ?? []).map((number) => Number(number.replaceAll(',', '')));
  if (numbers.length > 0) add('number');
  if (numbers.some((number) => number >= MANY)) add('many');
  const joined = words.filter((word) => word === 'and' || word === 'then').length;
  if (joined > 0) add(`and-${Math.min(3, joined)}`);
  for (const word of words) add(`w-${word}`, WEIGHT / 2);
  // How it begins: "How do I", "Set up", "Design".
  add(`w-1-${words[0] ?? ''}`);
  add(`w-2-${words.slice(0, 2).join('-')}`);
  return shape;
}

function count(text: string, what: RegExp): number {
  return text.match(what)?.length ?? 0;
}
