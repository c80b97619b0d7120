/** A text as single statements, each with its words and values, and with the words that stand above it: its heading, the head of its table. */
import { readValues, toPlain, type Value } from './read-values.ts';

export interface Passage {
  readonly text: string;
  /** Stems of the words that carry meaning. */
  readonly words: ReadonlySet<string>;
  /** Words that are written as names within the sentence. */
  readonly names: ReadonlySet<string>;
  readonly values: readonly Value[];
  readonly above: ReadonlySet<string>;
}

export interface Reading {
  readonly plain: string;
  readonly passages: readonly Passage[];
}

const NOTHING: ReadonlySet<string> = new Set();
const WORD = /\p{L}[\p{L}\p{N}'’]*/gu;
const FENCED = /^[ \t]*(```|~~~)[\s\S]*?(?:^[ \t]*\1[ \t]*$|(?![\s\S]))/gmu;
const LIST_MARK = /^\s*(?:[-*•>+]+|\d{1,3}[.)])\s+/u;
const TABLE_RULE = /^\s*\|?[\s:|-]+\|?\s*$/u;

/** They say how words hang together, not what is meant. */
const EMPTY_WORDS = new Set(
  `a about after all also am amount amounts an and any are as at be because been before being below between both but by can come
  comes could did do does each every for from had has have he her here his how if in into is it its just may me might more
  most must my need needs no nor not of off on only or other our out over per set shall she should so some stand stands such
  than that the their them then there these they this those through to too under until up upon us was we were what when where
  which while who will with within without would you your exactly`.split(/\s+/u),
);

export function readPassages(text: string): Reading {
  const passages: Passage[] = [];
  let heading = NOTHING;
  let lead = NOTHING;
  let table: ReadonlySet<string> | undefined;
  for (const line of text.replace(FENCED, '\n').split(/\r?\n/u)) {
    const isRow = line.includes('|') && line.trim().startsWith('|');
    if (!isRow) table = undefined;
    const headed = /^\s*#{1,6}\s+(.*)$/u.exec(line);
    if (headed) {
      heading = toWords(headed[1] ?? '');
      lead = NOTHING;
    } else if (isRow && !TABLE_RULE.test(line)) {
      passages.push(toPassage(line.replaceAll('|', ' '), union(heading, table ?? NOTHING)));
      table ??= toWords(line);
    } else if (line.trim() !== '' && !isRow) {
      const bare = line.replace(LIST_MARK, '');
      if (bare === line) lead = NOTHING;
      for (const sentence of toSentences(bare)) passages.push(toPassage(sentence, union(heading, lead)));
      if (/:\s*$/u.test(bare)) lead = toWords(bare);
    }
  }
  return { plain: toPlain(text), passages };
}

export function toPassage(text: string, above: ReadonlySet<string> = NOTHING): Passage {
  const { values, rest } = readValues(text.replace(/[*_`]/gu, ''));
  const bare = rest.replace(LIST_MARK, '');
  const names = [...bare.matchAll(WORD)].flatMap(({ 0: word, index }) =>
    /^\p{Lu}/u.test(word) && bare.slice(0, index).trim() !== '' ? [toStem(word)] : [],
  );
  return { text: text.trim(), words: toWords(bare), names: new Set(names), values, above };
}

export function toSentences(line: string): string[] {
  return line
    .split(/(?<=[.!?;])\s+/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}

function toWords(text: string): ReadonlySet<string> {
  const words = text.match(WORD) ?? [];
  return new Set(words.filter((word) => word.length > 1 && !EMPTY_WORDS.has(word.toLowerCase())).map(toStem));
}

/** Near enough for the same word in another form. */
function toStem(word: string): string {
  const plain = word.toLowerCase().replace(/['’]s?$/u, '');
  return plain.length > 4 ? plain.replace(/(?:ing|ed|es|s)$/u, '').replace(/e$/u, '') : plain.replace(/s$/u, '');
}

function union(one: ReadonlySet<string>, other: ReadonlySet<string>): ReadonlySet<string> {
  if (other.size === 0) return one;
  return one.size === 0 ? other : one.union(other);
}
