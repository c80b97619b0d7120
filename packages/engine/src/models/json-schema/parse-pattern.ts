/** Reads the part of the regular expressions' language from which a matching text can be made. */
import { UnsatisfiableError } from './schema-node.ts';

export type PatternPart =
  | { readonly type: 'choice'; readonly options: readonly (readonly PatternPart[])[] }
  /** One character out of a set. */
  | { readonly type: 'set'; readonly holds: (character: string) => boolean; readonly named: readonly string[] }
  | { readonly type: 'repeat'; readonly part: PatternPart; readonly min: number; readonly max: number }
  /** Anchors and look-arounds take no character; whether they hold is found out by trying. */
  | { readonly type: 'nothing' };

interface Reader {
  readonly source: readonly string[];
  place: number;
}

export function parsePattern(source: string): PatternPart {
  const reader: Reader = { source: Array.from(source), place: 0 };
  const part = readChoice(reader);
  if (reader.place < reader.source.length) throw unsupported(reader);
  return part;
}

function readChoice(reader: Reader): PatternPart {
  const options = [readSequence(reader)];
  while (take(reader, '|')) options.push(readSequence(reader));
  return { type: 'choice', options };
}

function readSequence(reader: Reader): PatternPart[] {
  const parts: PatternPart[] = [];
  for (let next = peek(reader); next !== undefined && next !== '|' && next !== ')'; next = peek(reader)) {
    parts.push(readRepeat(reader, readAtom(reader)));
  }
  return parts;
}

function readRepeat(reader: Reader, part: PatternPart): PatternPart {
  const range = readRange(reader);
  if (!range) return part;
  take(reader, '?');
  return { type: 'repeat', part, ...range };
}

function readRange(reader: Reader): { min: number; max: number } | undefined {
  if (take(reader, '*')) return { min: 0, max: Infinity };
  if (take(reader, '+')) return { min: 1, max: Infinity };
  if (take(reader, '?')) return { min: 0, max: 1 };
  const rest = reader.source.slice(reader.place, reader.place + 24).join('');
  const [whole, min, comma, max] = /^\{(\d+)(,?)(\d*)\}/u.exec(rest) ?? [];
  if (whole === undefined) return undefined;
  reader.place += whole.length;
  return { min: Number(min), max: max ? Number(max) : comma ? Infinity : Number(min) };
}

function readAtom(reader: Reader): PatternPart {
  const character = next(reader);
  if (character === '^' || character === '$') return { type: 'nothing' };
  if (character === '.') return toSet((other) => !/[\n\r\u2028\u2029]/u.test(other));
  if (character === '(') return readGroup(reader);
  if (character === '[') return readClass(reader);
  if (character === '\\') return readEscape(reader);
  if (character === '*' || character === '+' || character === '?') throw unsupported(reader);
  return toSet((other) => other === character, [character]);
}

function readGroup(reader: Reader): PatternPart {
  const rest = reader.source.slice(reader.place, reader.place + 80).join('');
  const [mark = ''] = /^\?(?:[:=!]|<[=!]|<\w+>)/u.exec(rest) ?? [];
  reader.place += Array.from(mark).length;
  const part = readChoice(reader);
  if (!take(reader, ')')) throw unsupported(reader);
  return /[=!]$/u.test(mark) ? { type: 'nothing' } : part;
}

function readEscape(reader: Reader): PatternPart {
  const escaped = peek(reader);
  if (escaped === 'b' || escaped === 'B') {
    reader.place += 1;
    return { type: 'nothing' };
  }
  return readEscapedSet(reader);
}

type SetPart = Extract<PatternPart, { type: 'set' }>;

function toSet(holds: SetPart['holds'], named: readonly string[] = []): SetPart {
  return { type: 'set', holds, named };
}

const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v', 0: '\0' };

function readEscapedSet(reader: Reader): SetPart {
  const character = next(reader);
  if (/[dDwWsS]/u.test(character)) {
    const pattern = new RegExp(`^\\${character}$`, 'u');
    return toSet((other) => pattern.test(other));
  }
  const named = readCodePoint(reader, character) ?? CONTROLS[character] ?? character;
  // Back-references, properties and control letters are beyond what a text is made from.
  if (named === character && /[a-zA-Z1-9]/u.test(character)) throw unsupported(reader);
  return toSet((other) => other === named, [named]);
}

function readCodePoint(reader: Reader, kind: string): string | undefined {
  if (kind !== 'x' && kind !== 'u') return undefined;
  const rest = reader.source.slice(reader.place, reader.place + 10).join('');
  const form = kind === 'x' ? /^([0-9a-f]{2})/iu : /^(?:\{([0-9a-f]{1,6})\}|([0-9a-f]{4}))/iu;
  const found = form.exec(rest);
  const code = Number.parseInt(found?.[1] ?? found?.[2] ?? '', 16);
  if (!found || code > 0x10ffff) return undefined;
  reader.place += found[0].length;
  return String.fromCodePoint(code);
}

function readClass(reader: Reader): SetPart {
  const negated = take(reader, '^');
  const members: SetPart[] = [];
  while (!take(reader, ']')) members.push(readMember(reader));
  const holds = (character: string) => members.some((member) => member.holds(character)) !== negated;
  return toSet(holds, negated ? [] : members.flatMap(({ named }) => named));
}

function readMember(reader: Reader): SetPart {
  const from = readClassCharacter(reader);
  const isRange = peek(reader) === '-' && reader.source[reader.place + 1] !== ']' && from.named.length === 1;
  if (!isRange) return from;
  reader.place += 1;
  const to = readClassCharacter(reader);
  const [low, high] = [from.named[0]?.codePointAt(0), to.named[0]?.codePointAt(0)];
  if (low === undefined || high === undefined) throw unsupported(reader);
  return toSet((character) => {
    const code = character.codePointAt(0) ?? -1;
    return code >= low && code <= high;
  }, from.named);
}

function readClassCharacter(reader: Reader): SetPart {
  const character = next(reader);
  if (character !== '\\') return toSet((other) => other === character, [character]);
  if (take(reader, 'b')) return toSet((other) => other === '\b', ['\b']);
  return readEscapedSet(reader);
}

function peek({ source, place }: Reader): string | undefined {
  return source[place];
}

function next(reader: Reader): string {
  const character = peek(reader);
  if (character === undefined) throw unsupported(reader);
  reader.place += 1;
  return character;
}

function take(reader: Reader, character: string): boolean {
  if (peek(reader) !== character) return false;
  reader.place += 1;
  return true;
}

function unsupported({ source, place }: Reader): UnsatisfiableError {
  return new UnsatisfiableError(`its pattern ${source.join('')} is not understood at character ${place}`);
}
