/**
 * Compares a claim with passages, letter by letter and number by number. No model is asked, and nothing is understood: what it finds is
 * that a passage holds the same words, names and numbers, or that it says another number where the words are the same.
 */
import { toSearchWords } from '../storage/knowledge/search-words.ts';

export interface EvidencePassage {
  readonly citation: string;
  readonly text: string;
}

export type LexicalVerdict = 'supported' | 'contradicted by number' | 'not found';

export interface Evidence {
  readonly citation: string;
  /** The sentences that come nearest. */
  readonly sentences: string;
  /** Of the claim's words, in hundredths. */
  readonly sharedWords: number;
  readonly sharedNumbers: readonly string[];
  /** Numbers that stand here in the place of the claim's. */
  readonly otherNumbers: readonly string[];
}

export interface Verification {
  readonly verdict: LexicalVerdict;
  readonly because: string;
  /** The best first. */
  readonly evidence: readonly Evidence[];
  /** What no passage holds. */
  readonly missing: { readonly numbers: readonly string[]; readonly names: readonly string[] };
}

/** So much of a claim's words has to stand in the same few sentences. */
const ENOUGH_SHARED = 70;
/** From here on both are about the same, so that another number says something. */
const SAME_SUBJECT = 60;
const SENTENCES_TOGETHER = 3;
const MOST_EVIDENCE = 5;
const LONGEST_SHOWN = 800;
const NEGATIONS = /\b(?:not|no|never|none|cannot|without|nicht|kein|keine|nie|ohne)\b|n't\b/giu;

export function verifyClaim(claim: string, passages: readonly EvidencePassage[]): Verification {
  const facts = toFacts(claim);
  const evidence = passages
    .map((passage) => findEvidence(facts, passage))
    .filter(({ sharedWords, sharedNumbers }) => sharedWords > 0 || sharedNumbers.length > 0)
    .toSorted((one, other) => toWeight(other) - toWeight(one))
    .slice(0, MOST_EVIDENCE);
  const all = toFacts(passages.map(({ text }) => text).join('\n'));
  const missing = {
    numbers: [...facts.numbers].filter((number) => !all.numbers.has(number)),
    names: [...facts.names].filter((name) => !all.words.has(toKey(name))),
  };
  return { ...judge(facts, evidence, missing), evidence, missing };
}

interface Facts {
  readonly text: string;
  readonly words: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
  readonly numbers: ReadonlySet<string>;
}

function toFacts(text: string): Facts {
  return { text, words: listWords(text), names: listNames(text), numbers: listNumbers(text) };
}

/** Any number of them, where a question is cut at some. */
function listWords(text: string): ReadonlySet<string> {
  const pieces = text.match(/\S+(?:\s+\S+){0,11}/gu) ?? [];
  return new Set(pieces.flatMap((piece) => toSearchWords(piece)).filter((word) => !/^\d+$/.test(word)));
}

/** Words in capitals that do not stand at the beginning of a sentence, and abbreviations. */
function listNames(text: string): ReadonlySet<string> {
  const found = text.matchAll(/(?<before>^|[.!?:]\s+|\s)(?<name>\p{Lu}[\p{L}\p{M}\d-]+)/gu);
  const names = [...found].flatMap(({ groups }) => {
    const { before = '', name = '' } = groups ?? {};
    const begins = before === '' || before.trim() !== '';
    return !begins || /^\p{Lu}{2,}/u.test(name) ? [name] : [];
  });
  return new Set(names);
}

/** As values: `1,200`, `1.200,00` of Europe and `1200` are one; a per cent is told from the number alone, and a minus from a range. */
export function listNumbers(text: string): ReadonlySet<string> {
  const found = text.matchAll(
    /(?:(?<![\p{L}\d%)-])(?<sign>[-\u2212]))?(?<![\p{L}\d])(?<number>\d+(?:[.,'\u00a0\u202f]\d+)*)\s?(?<percent>%|per cent|percent|prozent)?/giu,
  );
  return new Set(
    [...found].map(({ groups }) => {
      const { sign, number = '', percent }: Readonly<Record<string, string | undefined>> = groups ?? {};
      const value = toValue(number);
      return `${sign && value !== '0' ? '-' : ''}${value}${percent ? '%' : ''}`;
    }),
  );
}

function toValue(text: string): string {
  const plain = text.replaceAll(/['\u00a0\u202f]/gu, '');
  const marks = [...plain.matchAll(/[.,]/g)].map(({ 0: mark, index }) => ({ mark, index }));
  const last = marks.at(-1);
  // Three digits behind a single mark, or the same mark again, part thousands of what begins as these do; anything else begins a fraction.
  const isThousands =
    last !== undefined &&
    plain.length - last.index === 4 &&
    /^[1-9]\d{0,2}[.,]/.test(plain) &&
    marks.every(({ mark }) => mark === last.mark);
  if (!last) return String(Number(plain));
  const whole = plain.slice(0, isThousands ? undefined : last.index).replaceAll(/[.,]/g, '');
  return String(Number(isThousands ? whole : `${whole}.${plain.slice(last.index + 1)}`));
}

function findEvidence(claim: Facts, { citation, text }: EvidencePassage): Evidence {
  const sentences = text.split(/(?<=[.!?。])\s+|\n+/u).filter((sentence) => sentence.trim() !== '');
  let best: Evidence = { citation, sentences: '', sharedWords: 0, sharedNumbers: [], otherNumbers: [] };
  for (let from = 0; from < sentences.length; from++)
    for (let count = 1; count <= SENTENCES_TOGETHER && from + count <= sentences.length; count++) {
      const found = compare(claim, citation, sentences.slice(from, from + count).join(' '));
      if (toWeight(found) > toWeight(best)) best = found;
    }
  return best;
}

function compare(claim: Facts, citation: string, text: string): Evidence {
  const facts = toFacts(text);
  const shared = [...claim.words].filter((word) => hasWord(facts.words, word));
  return {
    citation,
    sentences: text.slice(0, LONGEST_SHOWN).toWellFormed(),
    sharedWords: claim.words.size === 0 ? 0 : Math.round((shared.length / claim.words.size) * 100),
    sharedNumbers: [...claim.numbers].filter((number) => facts.numbers.has(number)),
    otherNumbers: [...facts.numbers].filter((number) => !claim.numbers.has(number)),
  };
}

/** A longer word counts by its beginning, as in the search. */
function hasWord(words: ReadonlySet<string>, word: string): boolean {
  return (
    words.has(word) ||
    (word.length > 4 && [...words].some((each) => each.startsWith(word) || (each.length > 4 && word.startsWith(each))))
  );
}

/** Fewer sentences that say as much come first. */
function toWeight({ sharedWords, sharedNumbers, sentences }: Evidence): number {
  return sharedWords + sharedNumbers.length * 15 - sentences.length / 1_000;
}

function judge(
  claim: Facts,
  evidence: readonly Evidence[],
  missing: Verification['missing'],
): Pick<Verification, 'verdict' | 'because'> {
  const whole = evidence.find(
    (each) => each.sharedWords >= ENOUGH_SHARED && each.sharedNumbers.length === claim.numbers.size,
  );
  if (whole && missing.names.length === 0) {
    if (isNegated(claim.text) === isNegated(whole.sentences))
      return {
        verdict: 'supported',
        because: `${whole.sharedWords}% of its words, and all of its numbers and names, stand together in ${whole.citation}`,
      };
    return {
      verdict: 'not found',
      because: `the words stand in ${whole.citation}, but one of the two says "not" and the other does not: read it`,
    };
  }
  const other = evidence.find((each) => each.sharedWords >= SAME_SUBJECT && each.otherNumbers.length > 0);
  if (other && missing.numbers.length > 0)
    return {
      verdict: 'contradicted by number',
      because: `${other.citation} has the same words with ${other.otherNumbers.join(', ')} and not ${missing.numbers.join(', ')}`,
    };
  const lacks = [...missing.numbers, ...missing.names];
  return {
    verdict: 'not found',
    because:
      lacks.length > 0 ? `no passage holds ${lacks.join(', ')}` : 'no passage holds enough of its words together',
  };
}

function isNegated(text: string): boolean {
  return (text.match(NEGATIONS)?.length ?? 0) % 2 === 1;
}

function toKey(name: string): string {
  return toSearchWords(name)[0] ?? name.toLowerCase();
}
