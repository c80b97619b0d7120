import { cycleSubjects, type Draft, sayOfSubjects, toBulletList, toNumberedList } from './draft.ts';
import { shorten, withoutEnd } from './words.ts';

const QUESTIONS: readonly ((subject: string) => string)[] = [
  (subject) => `What exactly counts as ${subject}, and where does it end?`,
  (subject) => `Who has measured ${subject}, when, and on what?`,
  (subject) => `What would one see if the usual view of ${subject} were wrong?`,
  (subject) => `What has changed about ${subject} lately?`,
];

/** Questions, what the material itself says, and what is missing. It names no source, because it has read none. */
export const draftResearch: Draft = (brief, random) => {
  const [first = '', second = ''] = cycleSubjects(brief, 2);
  const questions = sayOfSubjects(brief, random, QUESTIONS);
  const known = brief.sentences.slice(0, 3).map((sentence) => `"${shorten(sentence, 180)}"`);
  const next = random.pick([
    `The question that decides the matter is the first one: without a definition of ${first}, the others have no answer.`,
    `Begin with ${second}: it is the easiest to prove wrong.`,
    `Look for the strongest reason against the expected answer about ${first} before anything else.`,
  ]);
  return [
    `Question: ${withoutEnd(brief.goal)}.`,
    `It divides into:\n${toNumberedList(questions)}`,
    `From the material at hand:\n${toBulletList(known)}`,
    `Not found: sources of its own; nothing outside the material was read. Confidence: low.`,
    next,
  ].join('\n\n');
};
