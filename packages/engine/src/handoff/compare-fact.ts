/** Whether a text still says a fact, word for word or number for number, and where it says another value instead. */
import { type Passage, type Reading, toPassage } from './read-passages.ts';
import { isSameValue, toPlain, type Value } from './read-values.ts';

/** A fact, read once and looked for in many texts. */
export interface FactReading {
  readonly plain: string;
  readonly passage: Passage;
}

/** Of the words beside the values so many must stand with them: a number alone may belong to anything. */
const SHARED_WORDS = 0.6;
const ABOUT_THE_SAME = 0.5;
/** A sentence with more words of its own than this, against those of the fact, speaks of something else. */
const STRANGE_WORDS = 0.7;

export function readFact(text: string): FactReading {
  return { plain: toPlain(text).replace(/[.;!]+$/u, ''), passage: toPassage(text) };
}

export function isKept(fact: FactReading, { plain, passages }: Reading): boolean {
  if (hasWhole(plain, fact.plain)) return true;
  const { values } = fact.passage;
  return values.length > 0 && passages.some((passage) => says(passage, fact.passage));
}

/** The words as they are, and not as a part of longer ones or of a longer number. */
function hasWhole(text: string, part: string): boolean {
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1)) {
    const [before, after] = [text.slice(Math.max(0, at - 1), at), text.slice(at + part.length, at + part.length + 2)];
    const isCut = /[\p{L}\p{N}]/u.test(before) || /^(?:[\p{L}\p{N}]|[.,]\d)/u.test(after);
    if (!isCut && part !== '') return true;
  }
  return false;
}

function says(passage: Passage, { values, words, names }: Passage): boolean {
  const plain = toPlain(passage.text);
  const has = (value: Value) =>
    passage.values.some((other) => !other.denied && isSameValue(value, other)) ||
    (value.kind === 'quote' && plain.includes(value.key));
  return values.every(has) && names.isSubsetOf(knownWords(passage)) && share(words, passage) >= SHARED_WORDS;
}

export interface OtherValue {
  /** The statement with it. */
  readonly says: string;
  readonly value: Value;
}

/** What the text says in place of a value of the fact, where nothing else is different. */
export function findContradiction(fact: FactReading, reading: Reading): OtherValue | undefined {
  const { values, words, names } = fact.passage;
  if (values.length === 0 || words.size < 2 || isKept(fact, reading)) return undefined;
  for (const passage of reading.passages) {
    if (passage.values.length !== values.length || passage.values.some(({ denied }) => denied)) continue;
    const strange = passage.words.difference(words).size;
    if (strange > Math.max(1, words.size * STRANGE_WORDS)) continue;
    if (share(words, passage) < 1 || !names.isSubsetOf(knownWords(passage))) continue;
    const other = findOther(values, passage.values);
    if (other) return { says: passage.text, value: other };
  }
  return undefined;
}

/** Less exact: whether the text says this value of what the fact is about, in whatever words. */
export function bringsIn({ passage: fact }: FactReading, value: Value, { passages }: Reading): boolean {
  return passages.some(
    (passage) =>
      passage.values.some((other) => isSameValue(other, value)) &&
      fact.names.isSubsetOf(knownWords(passage)) &&
      share(fact.words, passage) >= ABOUT_THE_SAME,
  );
}

/** The one value that is different, of the same kind and measure, where all others are the same. */
function findOther(values: readonly Value[], others: readonly Value[]): Value | undefined {
  const left = [...others];
  const gone = values.filter((value) => {
    const same = left.findIndex((other) => isSameValue(value, other));
    if (same !== -1) left.splice(same, 1);
    return same === -1;
  });
  const [mine, theirs] = [gone[0], left[0]];
  if (gone.length !== 1 || left.length !== 1 || !mine || !theirs || mine.kind !== theirs.kind) return undefined;
  return ['number', 'date', 'time'].includes(mine.kind) && mine.unit === theirs.unit ? theirs : undefined;
}

function share(words: ReadonlySet<string>, passage: Passage): number {
  return words.size === 0 ? 1 : words.intersection(knownWords(passage)).size / words.size;
}

function knownWords({ words, above }: Passage): ReadonlySet<string> {
  return above.size === 0 ? words : words.union(above);
}
