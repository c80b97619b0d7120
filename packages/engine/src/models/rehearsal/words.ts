/** Finds what a text is about by its words alone, so that the rehearsal model can write with the words that it was given. */

const FUNCTION_WORDS = new Set(
  `a about above after again all also am an and any are as at be because been before being below between both but by can
  could did do does doing done down during each either else ever every few for from further had has have having he her here
  hers him his how however i if in into is it its itself just let like may me might more most must my neither no nor not now
  of off on once one only onto or other our out over own per please rather same shall she should so some such than that the
  their them then there these they this those though through thus to together too toward under until up upon us using very
  via was we were what when where whether which while who whom whose why will with within without would yes yet you your
  across among around despite except following given instead including make makes made need needs use uses used want wants`
    .split(/\s+/u)
    .filter(Boolean),
);

/** Dropped where they give an order (`review the login form`), kept where they name a thing (`the trip plan`). */
const ORDERS = new Set(
  `add analyse analyze answer ask assess audit build calculate change check choose code collect compare compute condense
  consider convert create criticise critique decide define deliver describe design develop document draft edit estimate
  evaluate examine explain explore fetch find finish fix gather generate get give go handle help identify implement improve
  inspect investigate keep list look measure merge migrate move name note outline pause plan polish prepare produce propose
  proofread provide read recommend refactor remove rename report research resume return review rewrite run say search send set show
  shorten simplify solve sort split start state stop study suggest summarise summarize tell test think translate try turn
  update validate verify vote write`
    .split(/\s+/u)
    .filter(Boolean),
);

const BEFORE_AN_ORDER = new Set([
  'and',
  'then',
  'to',
  'please',
  'or',
  'you',
  'we',
  'i',
  'let',
  'us',
  'not',
  'can',
  'now',
  'must',
  'should',
  'will',
]);
const TOKEN = /[\p{L}\p{N}][\p{L}\p{N}'’_-]*|\S/gu;
const LONGEST_SUBJECT = 3;
const LONGEST_WORD = 40;

/** The text's own sentences, without list marks and headings' signs. */
export function toSentences(text: string): string[] {
  return text
    .split(/\n+|(?<=[.!?])\s+/u)
    .map((sentence) =>
      sentence
        .replace(/^\s*(?:[-*•>#]+|\d{1,3}[.)])\s+/u, '')
        .replace(/\s+/gu, ' ')
        .trim(),
    )
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}

export function toWords(text: string): string[] {
  return text.match(/[\p{L}\p{N}][\p{L}\p{N}'’_-]*/gu) ?? [];
}

export function isContentWord(word: string): boolean {
  return word.length > 1 && !FUNCTION_WORDS.has(word.toLowerCase());
}

/** What the text speaks of, in its own order: runs of up to three words with no function word between them. */
export function findSubjects(text: string): string[] {
  const found = new Map<string, string>();
  for (const sentence of toSentences(text)) {
    for (const run of toRuns(sentence)) {
      const subject = run.slice(0, LONGEST_SUBJECT).join(' ');
      if (/\p{L}{2}/u.test(subject) && !found.has(subject.toLowerCase())) found.set(subject.toLowerCase(), subject);
    }
  }
  return [...found.values()];
}

function toRuns(sentence: string): string[][] {
  const runs: string[][] = [[]];
  let before: string | undefined;
  for (const token of sentence.match(TOKEN) ?? []) {
    const word = token.toLowerCase();
    const isOrder = ORDERS.has(word) && (before === undefined || BEFORE_AN_ORDER.has(before));
    if (!/^[\p{L}\p{N}]/u.test(token) || FUNCTION_WORDS.has(word) || isOrder) runs.push([]);
    else runs.at(-1)?.push(token.slice(0, LONGEST_WORD));
    before = word;
  }
  return runs.filter((run) => run.length > 0);
}

/** How often each content word occurs, the most frequent first. */
export function countTerms(text: string): [term: string, count: number][] {
  const counts = new Map<string, number>();
  for (const word of toWords(text)) {
    if (!isContentWord(word) || !/\p{L}/u.test(word)) continue;
    counts.set(word.toLowerCase(), (counts.get(word.toLowerCase()) ?? 0) + 1);
  }
  return [...counts].sort(([, one], [, other]) => other - one);
}

/** Cut at a word, with a sign that it was cut. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, length - 1);
  const space = cut.lastIndexOf(' ');
  return `${(space > length / 2 ? cut.slice(0, space) : cut).replace(/[\s,;:.\uD800-\uDBFF]+$/u, '')}…`;
}

export function capitalise(text: string): string {
  const [first = ''] = text;
  return first.toUpperCase() + text.slice(first.length);
}

/** A sentence as part of another one: without its end mark. */
export function withoutEnd(sentence: string): string {
  return sentence.replace(/[\s.!?:;,]+$/u, '');
}
