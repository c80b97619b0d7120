/** Makes texts that a regular expression matches. What look-arounds ask for is met by trying. */
import type { SeededRandom } from '../rehearsal/seeded-random.ts';
import { type PatternPart, parsePattern } from './parse-pattern.ts';
import { UnsatisfiableError } from './schema-node.ts';

export interface Appetite {
  readonly random: SeededRandom;
  /** How often something without an upper bound is repeated at most, beyond its least. */
  readonly repeats: number;
}

const LONGEST = 10_000;
/** Readable ones first, so that what is made up looks like a name where it may. */
const PREFERRED = Array.from('abcdefghijklmnopqrstuvwxyz0123456789');
const PRINTABLE = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));

export function textFromPattern(pattern: string, appetite: Appetite): string {
  return writePart(parsePattern(pattern), appetite);
}

function writePart(part: PatternPart, appetite: Appetite): string {
  switch (part.type) {
    case 'nothing':
      return '';
    case 'choice':
      return appetite.random
        .pick(part.options)
        .map((each) => writePart(each, appetite))
        .join('');
    case 'repeat':
      return writeRepeat(part, appetite);
    case 'set':
      return pickCharacter(part, appetite.random);
    default:
      return part satisfies never;
  }
}

function writeRepeat(part: Extract<PatternPart, { type: 'repeat' }>, appetite: Appetite): string {
  const count = appetite.random.between(part.min, Math.min(part.max, part.min + appetite.repeats));
  if (count > LONGEST) throw new UnsatisfiableError('its pattern asks for too long a text');
  let text = '';
  for (let index = 0; index < count && text.length <= LONGEST; index++) text += writePart(part.part, appetite);
  return text;
}

function pickCharacter({ holds, named }: Extract<PatternPart, { type: 'set' }>, random: SeededRandom): string {
  for (const candidates of [PREFERRED, PRINTABLE, named]) {
    const fitting = candidates.filter(holds);
    if (fitting.length > 0) return random.pick(fitting);
  }
  throw new UnsatisfiableError('its pattern asks for a character that cannot be found');
}
