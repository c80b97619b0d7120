import type { Brief } from './brief.ts';
import { cycleSubjects, type Draft, toNumberedList } from './draft.ts';
import type { SeededRandom } from './seeded-random.ts';
import { capitalise, shorten, toWords, withoutEnd } from './words.ts';

interface Sign {
  readonly found: (text: string) => boolean;
  readonly severity: 'blocker' | 'should fix' | 'suggestion';
  readonly finding: string;
}

const LONG_SENTENCE_WORDS = 26;

const TEXT_SIGNS: readonly Sign[] = [
  {
    found: (text) => /\b(?:todo|tbd|fixme|to be defined|lorem ipsum)\b/iu.test(text),
    severity: 'blocker',
    finding: 'is not finished',
  },
  {
    found: (text) => toWords(text).length > LONG_SENTENCE_WORDS,
    severity: 'should fix',
    finding: 'says several things at once; split it',
  },
  {
    found: (text) => /\b(?:some|various|several|many|soon|fast|easy|appropriate|etc)\b/iu.test(text),
    severity: 'should fix',
    finding: 'is vague; put the number or the name',
  },
  {
    found: (text) => /\b(?:always|never|all|every|guaranteed?|impossible)\b/iu.test(text),
    severity: 'should fix',
    finding: 'claims without exception; one counter-example breaks it',
  },
  {
    found: (text) => /\b(?:should|could|might|may|probably)\b/iu.test(text),
    severity: 'suggestion',
    finding: 'leaves open whether it is required',
  },
  {
    found: (text) => /(?:^|\s)\d+(?:[.,]\d+)?(?:\s|[.!?]?$)/u.test(text),
    severity: 'suggestion',
    finding: 'has a number; say its unit and where it comes from',
  },
];

const CODE_SIGNS: readonly Sign[] = [
  { found: (line) => /\beval\(|new Function\(/u.test(line), severity: 'blocker', finding: 'runs text as a program' },
  { found: (line) => /\b(?:TODO|FIXME)\b/u.test(line), severity: 'blocker', finding: 'is not finished' },
  { found: (line) => /:\s*any\b/u.test(line), severity: 'should fix', finding: 'gives up the type check' },
  {
    found: (line) => /console\.log|print\(/u.test(line),
    severity: 'suggestion',
    finding: 'prints; is it meant to stay?',
  },
  {
    found: (line) => /\bthrow\b|\braise\b/u.test(line),
    severity: 'suggestion',
    finding: 'has no test in this handoff',
  },
  { found: (line) => line.length > 120, severity: 'suggestion', finding: 'is too long to read at once' },
];

/** Findings on the text that it was handed: what simple signs show, each with the place quoted. */
export const draftReview: Draft = (brief, random) => {
  const findings = [...examine(brief.code?.split('\n') ?? [], CODE_SIGNS), ...examine(brief.sentences, TEXT_SIGNS)];
  const [first = '', second = ''] = cycleSubjects(brief, 2);
  const question = random.pick([
    `${capitalise(first)}: nothing says how one would notice that it does not work.`,
    `${capitalise(second)}: what happens when it is empty, twice there, or late?`,
    `${capitalise(first)} and ${second}: which of them gives way when they disagree?`,
  ]);
  const blockers = findings.some((finding) => finding.startsWith('Blocker'));
  const verdict = blockers ? 'rework' : 'accept with changes';
  return [
    `Read against the goal "${shorten(withoutEnd(brief.goal), 160)}".`,
    toNumberedList([...findings.slice(0, 5), `Question. ${question}`]),
    `Verdict: ${verdict}. ${random.pick(['Worth keeping', 'Keep as it is'])}: "${shorten(keep(brief, random), 140)}"`,
  ].join('\n\n');
};

function examine(places: readonly string[], signs: readonly Sign[]): string[] {
  return signs.flatMap(({ found, severity, finding }) => {
    const place = places.find(found);
    return place === undefined ? [] : [`${capitalise(severity)}. "${shorten(place.trim(), 140)}" ${finding}.`];
  });
}

function keep(brief: Brief, random: SeededRandom): string {
  const plain = brief.sentences.filter((sentence) => !TEXT_SIGNS.some(({ found }) => found(sentence)));
  return random.pick(plain.length > 0 ? plain : brief.sentences);
}
