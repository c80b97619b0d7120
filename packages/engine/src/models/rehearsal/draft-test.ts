import { cycleSubjects, type Draft, toNumberedList } from './draft.ts';
import { capitalise, withoutEnd } from './words.ts';

const LIMIT =
  /\b(?:up to|at (?:most|least)|(?:more|less|fewer|longer|shorter) than|within|under|over|below|above|max\w*|min\w*|limit(?: of)?|exactly|after|every|first|last|top)\s+(\d{1,9})(?![\w.]*\d)/iu;

/** Cases about the goal's subjects; a number in the goal gives the cases around it. */
export const draftTest: Draft = (brief, random) => {
  const [first = '', second = '', third = ''] = cycleSubjects(brief, 3);
  const plain = [
    `"handles ${first} from end to end". Given an ordinary case of ${first}, when it is used once, then what the goal says about ${second} holds.`,
    `"refuses an empty ${first}". Given nothing, when it is used, then the message names what is missing.`,
    `"does the same thing once when asked twice". Given ${second}, when it is sent again, then nothing is there twice.`,
    `"survives being cut off". Given ${third} half done, when it is started again, then it goes on or says why not.`,
    `"keeps ${first} apart from others". Given two of them at once, when both run, then neither sees the other's ${second}.`,
    `"keeps to the limits of ${second}". Given one case at the limit and one beyond it, then only the first passes.`,
  ];
  const limit = LIMIT.exec(brief.goal)?.[1];
  const boundary =
    limit === undefined
      ? []
      : [
          `"is right on both sides of ${limit}". Given ${Number(limit) - 1}, ${limit} and ${Number(limit) + 1}, then each result is the one that the goal asks for.`,
        ];
  const chosen = [...boundary, ...random.shuffle(plain).slice(0, 4)];
  return [
    `Promise under test: ${withoutEnd(brief.goal)}. Not run.`,
    toNumberedList(chosen),
    `${capitalise(random.pick(['the costliest failure', 'the failure to fear most']))} would be a result for ${first} that is wrong and looks right, so that case comes first.`,
  ].join('\n\n');
};
