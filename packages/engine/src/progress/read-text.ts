/**
 * What a text says, as words that can be compared: without grammar and manners, and without what is new in every text and means
 * nothing, such as times, ids that nobody has mentioned, and how often something was tried.
 */
import { COUNTING_WORDS, IDLE_WORDS, TIME_UNITS, toStem } from './idle-words.ts';
import { findWords } from './find-words.ts';

/** Of a longer text the beginning and the end are read, and of the rest only whether it is the same. */
const MOST_READ = { beginning: 2_000, end: 1_000 };
/** Facts of a result that are about the call and not about the world. */
const ABOUT_CALL =
  /"(?:version"\s*:\s*\d+|[a-z_-]*(?:elapsed|duration|took|latency|uptime|request|trace|nonce|timestamp|quota|remaining|_left|cache|session)[a-z_-]*"\s*:\s*(?:"[^"]*"|[\d.]+))/gi;
/** A day or an hour may be what is asked about; a second never is. */
const MOMENT = /^(?:\d{4}-\d{2}-\d{2}t\d|\d{1,2}:\d{2}:\d{2})/;
const LONG_NUMBER = /^\d{6,}$/;
const UUID_OR_HEX = /^(?:[a-z]+[-_])?[0-9a-f]{8,}(?:-[0-9a-f]{4,})*$/;
const MIXED = /^(?:[a-z]+[-_])?(?=.{6,}$)(?:[a-z]*\d+[a-z]+\d+\w*|\d+[a-z]+\d*[a-z]+\w*)$/;
const ORDINAL = /^\d+(?:st|nd|rd|th)$/;
const LONGEST_COUNT = 4;
const [ZERO, NINE] = [48, 57];

/** Ids that came from outside: they name things, and are no noise. */
export type KnownIds = ReadonlySet<string>;

export function readText(text: string, known: KnownIds): readonly string[] {
  const plain = toPlain(text);
  const found: string[] = [];
  const isLong = plain.length > MOST_READ.beginning + MOST_READ.end;
  let rest = 0;
  let before = '';
  for (const { word, at } of findWords(plain)) {
    const fact = toFact(plain, { word, at, before }, known);
    if (found.length > 0 && found[found.length - 1] === before && hasDigit(before) && TIME_UNITS.has(word)) found.pop();
    before = word;
    if (fact === undefined) continue;
    if (isLong && at > MOST_READ.beginning && at < plain.length - MOST_READ.end)
      rest = Math.imul(rest, 31) + toSum(fact);
    else found.push(fact);
  }
  if (rest !== 0) found.push(`rest${rest >>> 0}`);
  return found;
}

/** The ids that a text mentions. */
export function findIds(text: string): readonly string[] {
  return findWords(toPlain(text))
    .map(({ word }) => word)
    .filter(isId);
}

export function isId(word: string): boolean {
  return hasDigit(word) && (LONG_NUMBER.test(word) || UUID_OR_HEX.test(word) || MIXED.test(word));
}

export function hasDigit(word: string): boolean {
  for (let at = 0; at < word.length; at++) {
    const code = word.charCodeAt(at);
    if (code >= ZERO && code <= NINE) return true;
  }
  return false;
}

interface Place {
  readonly word: string;
  readonly at: number;
  readonly before: string;
}

/** Undefined for words that say nothing. */
function toFact(text: string, place: Place, known: KnownIds): string | undefined {
  const { word } = place;
  if (hasDigit(word)) return isNoise(word, known) || isCount(text, place) ? undefined : word;
  const stem = toStem(word);
  return stem.length < 2 || IDLE_WORDS.has(stem) ? undefined : stem;
}

function isNoise(word: string, known: KnownIds): boolean {
  if (MOMENT.test(word) || ORDINAL.test(word)) return true;
  return isId(word) && !known.has(word);
}

/** `attempt 7`, `#7`, `(7)`, `7 of 10`, `7/10`. */
function isCount(text: string, { word, at, before }: Place): boolean {
  if (word.length > LONGEST_COUNT) return false;
  if (COUNTING_WORDS.has(before)) return true;
  const [left, end] = [text[at - 1], at + word.length];
  if (left === '#' || left === '/' || text[end] === '/') return true;
  if (left === '(' && text[end] === ')') return true;
  return (
    /^ of \d/.test(text.slice(end, end + 5)) || (before === 'of' && /\d of $/.test(text.slice(Math.max(0, at - 5), at)))
  );
}

function toPlain(text: string): string {
  const plain = text.includes('":') ? text.replace(ABOUT_CALL, '') : text;
  return plain.toLowerCase();
}

/** Small and quick, for what is only ever compared within a run. */
export function toSum(text: string): number {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  return sum >>> 0;
}
