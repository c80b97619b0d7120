import { cycleSubjects, type Draft } from './draft.ts';
import { capitalise, shorten, withoutEnd } from './words.ts';

/** A title and paragraphs about the subjects, with the material's own sentences between. */
export const draftWrite: Draft = (brief, random) => {
  const [first = '', second = '', third = ''] = cycleSubjects(brief, 3);
  const title = capitalise(random.pick([first, `${first}, in short`, `About ${first}`]));
  const opening = random.pick([
    `This is about ${first}, for somebody who has to work with it and has five minutes.`,
    `Whoever meets ${first} for the first time asks what it is for. The answer begins with ${second}.`,
    `${capitalise(first)}: easier to understand from the use than from the name.`,
  ]);
  const facts = brief.sentences
    .filter((sentence) => withoutEnd(sentence) !== withoutEnd(brief.goal))
    .slice(0, 4)
    .map((sentence) => `${withoutEnd(shorten(sentence, 240))}.`);
  const body =
    facts.length > 0
      ? facts.join(' ')
      : `Three things belong here: what ${first} does, what it needs from ${second}, and what a reader does next. [facts about ${third}]`;
  const closing = random.pick([
    `What to do now: take one case of ${second}, and see whether it fits what is written here.`,
    `What matters most stands first; what is still open about ${third} stands below.`,
    `If only one thing is remembered, let it be ${first}.`,
  ]);
  return [`# ${title}`, opening, body, closing, `Gaps: [examples of ${second}], [who answers for ${first}].`].join(
    '\n\n',
  );
};
