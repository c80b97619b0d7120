import { cycleSubjects, type Draft, toNumberedList } from './draft.ts';
import { capitalise, shorten, withoutEnd } from './words.ts';

/** The position restated, then objections to its own sentences, each with a test. */
export const draftCritique: Draft = (brief, random) => {
  const [first = '', second = '', third = ''] = cycleSubjects(brief, 3);
  const claim = random.pick(brief.sentences.slice(0, 6));
  const objections = [
    `"${shorten(withoutEnd(claim), 160)}" is taken for granted. Test: ask somebody who would lose by it.`,
    `${capitalise(first)} may be the wrong thing to improve. Test: leave it alone on one case and see who notices.`,
    `${capitalise(second)} has to go right for ${third} to matter, and nobody has checked that. Test: try ${second} alone, this week.`,
    `If ${first} fails a year from now, the likely story is that ${second} was finished late. Test: put it first and see what breaks.`,
  ];
  const chosen = random.shuffle(objections).slice(0, 3);
  const alternative = random.pick([
    `Best alternative: do nothing about ${third} until ${first} has been tried once.`,
    `Best alternative: half of it, ${first} only, with a date on which to stop.`,
    `Best alternative: the same goal without ${second}.`,
  ]);
  return [
    `The position at its best: ${withoutEnd(brief.goal)}, because of what it would mean for ${first}.`,
    toNumberedList(chosen),
    alternative,
    `This objection falls if ${second} has already worked once under the same conditions.`,
  ].join('\n\n');
};
