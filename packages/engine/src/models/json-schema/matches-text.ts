import { type SchemaNode, UnsatisfiableError } from './schema-node.ts';

type TextRules = Pick<SchemaNode, 'minLength' | 'maxLength' | 'pattern'>;

/** Lengths hold in characters, as JSON Schema counts, and in UTF-16 units, as JavaScript does. */
export function matchesText(text: string, { minLength = 0, maxLength = Infinity, pattern }: TextRules): boolean {
  const characters = Array.from(text).length;
  if (characters < minLength || text.length > maxLength) return false;
  return pattern === undefined || toPattern(pattern).test(text);
}

/** JSON Schema's patterns are Unicode; older ones that are not valid there are read as they were meant. */
export function toPattern(source: string): RegExp {
  for (const flags of ['u', '']) {
    try {
      return new RegExp(source, flags);
    } catch {
      // The other reading may hold.
    }
  }
  throw new UnsatisfiableError(`its pattern ${source} is not valid`);
}
