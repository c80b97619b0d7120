import { cycleSubjects, type Draft, sayOfSubjects, toBulletList } from './draft.ts';
import { capitalise, shorten, withoutEnd } from './words.ts';

const POINTS: readonly ((subject: string) => string)[] = [
  (subject) => `${capitalise(subject)}: say what must hold before it is touched.`,
  (subject) => `${capitalise(subject)}: one owner, one place where its state can be seen.`,
  (subject) => `${capitalise(subject)}: do it once by hand, then decide what to automate.`,
  (subject) => `${capitalise(subject)}: know how to take it back.`,
];

/** For agents whose name tells no craft: considerations about the subjects from the agent's own purpose. */
export const draftAdvise: Draft = (brief, random) => {
  const [first = '', second = ''] = cycleSubjects(brief, 2);
  const purpose = brief.purpose === '' ? '' : ` (${withoutEnd(shorten(brief.purpose, 160))})`;
  const opening = random.pick([
    `As ${brief.agent}${purpose}, about "${shorten(withoutEnd(brief.goal), 160)}":`,
    `From the side of ${brief.agent}${purpose}, on "${shorten(withoutEnd(brief.goal), 160)}":`,
  ]);
  const points = sayOfSubjects(brief, random, POINTS);
  const closing = random.pick([
    `Begin with ${first}; ${second} can wait for its result.`,
    `If there is time for one thing only, let it be ${first}.`,
    `The open question is who decides about ${second}.`,
  ]);
  return [opening, toBulletList(points), closing].join('\n\n');
};
