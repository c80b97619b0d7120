/** How long something is to be, or how many of something are wanted, as a goal says it. */

export interface Limit {
  readonly unit: string;
  readonly least: number;
  readonly most: number;
  /** As the goal has it. */
  readonly words: string;
}

const NUMBERS = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];
const COUNT = String.raw`(\d{1,6}|${NUMBERS.join('|')})`;
const UNITS: Readonly<Record<string, string>> = {
  word: 'words',
  character: 'characters',
  sentence: 'sentences',
  paragraph: 'paragraphs',
  line: 'lines',
  'bullet point': 'list items',
  bullet: 'list items',
  item: 'list items',
};
const UNIT = String.raw`(bullet points?|bullets?|words?|characters?|sentences?|paragraphs?|lines?|items?)`;
const ASKED = new RegExp(
  String.raw`\b(?:(at most|no more than|not more than|up to|max(?:imum)?(?: of)?|under|at least|no fewer than|min(?:imum)?(?: of)?|exactly|in|about|around)\s+)?${COUNT}[\s-]+${UNIT}\b`,
  'giu',
);
/** Who says "about" means no number that could be held against an answer to the letter. */
const ABOUT = 0.25;

/** A bare number may be of what is given (`these 20 items`), not of what is wanted. */
const WANTED = /\b(?:write|give|name|list|draft|make|produce|add|want|need)(?:\s+(?:me|us))?(?:\s+a)?\s*$/iu;

export function findLimits(goal: string): Limit[] {
  return [...goal.matchAll(ASKED)].flatMap((match) => {
    const [words, how = '', number = '', noun = ''] = match;
    const isWanted =
      how !== '' || /^bullet/iu.test(noun) || words.includes('-') || WANTED.test(goal.slice(0, match.index));
    if (!isWanted) return [];
    return [{ unit: toUnit(noun), words: words.trim(), ...toRange(how.toLowerCase(), toCount(number)) }];
  });
}

function toCount(text: string): number {
  const place = NUMBERS.indexOf(text.toLowerCase());
  return place === -1 ? Number(text) : place;
}

function toUnit(noun: string): string {
  return UNITS[noun.toLowerCase().replace(/s$/u, '')] ?? noun;
}

function toRange(how: string, count: number): Pick<Limit, 'least' | 'most'> {
  if (/^(?:at most|no more|not more|up to|max)/u.test(how)) return { least: 1, most: count };
  if (how === 'under') return { least: 1, most: count - 1 };
  if (/^(?:at least|no fewer|min)/u.test(how)) return { least: count, most: Number.MAX_SAFE_INTEGER };
  if (how === 'about' || how === 'around')
    return { least: Math.floor(count * (1 - ABOUT)), most: Math.ceil(count * (1 + ABOUT)) };
  return { least: count, most: count };
}
