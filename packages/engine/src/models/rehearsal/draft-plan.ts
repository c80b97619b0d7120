import { cycleSubjects, type Draft, sayOfSubjects, toBulletList, toNumberedList } from './draft.ts';
import { capitalise, withoutEnd } from './words.ts';

const STEPS: readonly ((subject: string) => string)[] = [
  (subject) => `Make a first version of ${subject}. Check: it can be shown, however rough it is.`,
  (subject) => `Settle the open questions about ${subject}. Check: each has an answer and an owner.`,
  (subject) => `Work out ${subject} in the smallest useful form. Check: the next step can begin with it.`,
  (subject) => `Try ${subject} on one real case. Check: what failed is on a list.`,
];

/** Steps about the goal's own nouns, one per subject, each with a check. */
export const draftPlan: Draft = (brief, random) => {
  const [first = '', second = '', third = ''] = cycleSubjects(brief, 3);
  const opening = random.pick([
    `Agree what "done" means for ${first}, and write it down as a check that somebody else can make.`,
    `Collect what is known about ${first} and mark what is only assumed.`,
    `Name the one person who can say that ${first} is finished, and ask what they would look at.`,
  ]);
  const middle = sayOfSubjects(brief, random, STEPS);
  const closing = random.pick([
    `Compare the result with the goal, word by word, and hand it over with what is still open.`,
    `Let somebody who did not work on it read the result, then mend what they stumble over.`,
  ]);
  const risks = [
    `${capitalise(first)} may turn out larger than it looks; the first sign would be a step that cannot name its result.`,
    third === first
      ? `Nobody may have decided yet who uses ${second}.`
      : `${capitalise(second)} and ${third} may depend on each other; then they are one step.`,
  ];
  const parts = [
    `Goal: ${withoutEnd(brief.goal)}.`,
    toNumberedList([opening, ...middle, closing]),
    `Risks:\n${toBulletList(random.shuffle(risks))}`,
  ];
  return parts.join('\n\n');
};
