/** Scripted agents: the first knows all the facts, the others know what they are told, and forget a part of it each time. */
import type { Asked, Member } from '../../packages/engine/src/testing/pattern-stage.ts';
import { type Case, type Draw, drawValue, paraphrase, readFigures, shuffle, state } from './figures.ts';

/** Of what it is told, each time. */
export const FORGOTTEN = 0.2;
/** So many of the figures a liar changes. */
export const LIES = 5;
const FILLER =
  'Nothing in this part of the report binds anybody; it tells how the work went on, who was met, and what the weather was like.';
/** With them a text takes a third of the room for texts in a prompt. */
const FILLERS = 60;

/** Someone who has read the document. With `marks` it says which facts must arrive. */
export function createSource({ required, others }: Case, { marks, draw }: { marks: boolean; draw: Draw }): Member {
  const prose = toProse(shuffle([...required, ...others], draw).map(state), draw);
  const block = ['```handoff', ...required.map((figure) => `must: ${state(figure)}`), '```'].join('\n');
  return () => (marks ? `${prose}\n\n${block}` : prose);
}

export function createForgetful(draw: Draw): Member {
  return (asked) => {
    if (asked.prompt.includes('Facts that are missing')) return mend(asked, draw);
    const kept = remember(asked.prompt, draw);
    return toProse(
      shuffle(kept, draw).map((figure) => paraphrase(figure, draw)),
      draw,
    );
  };
}

/** Forgets as much as the others, and says other values of some that must arrive. */
export function createLiar({ required }: Case, draw: Draw): Member {
  const lies = shuffle(required, draw).slice(0, LIES);
  return (asked) => {
    if (asked.prompt.includes('Facts that are missing')) return mend(asked, draw);
    const kept = remember(asked.prompt, draw).filter(
      ({ place, what }) => !lies.some((lie) => lie.place === place && lie.what === what),
    );
    const wrong = lies.map((lie) => ({ ...lie, value: drawValue(draw) + 10_000 }));
    return toProse(
      shuffle([...kept, ...wrong], draw).map((figure) => paraphrase(figure, draw)),
      draw,
    );
  };
}

function remember(prompt: string, draw: Draw) {
  return readFigures(prompt).filter(() => draw() >= FORGOTTEN);
}

/** Asked for what is missing, it leaves its text as it is, and forgets as much of what it is told as ever. */
function mend({ prompt, request }: Asked, draw: Draw): string {
  const before = request.messages.findLast(({ role }) => role === 'assistant')?.text ?? '';
  return [before, ...remember(prompt, draw).map((figure) => paraphrase(figure, draw))].join('\n');
}

function toProse(sentences: readonly string[], draw: Draw): string {
  return shuffle([...sentences, ...Array.from({ length: FILLERS }, () => FILLER)], draw).join('\n');
}
