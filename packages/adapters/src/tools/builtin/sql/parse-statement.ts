/**
 * What one statement of SQL begins with, and that it is one. It is only a first look: that nothing else is run, and nothing changed,
 * is what the database itself is asked to see to.
 */
import { InvalidInputError } from '@tutti/engine';

export type Dialect = 'postgres' | 'sqlite';

export interface Statement {
  /** In small letters. */
  readonly verb: string;
  /** Without the semicolon and what stands behind it. */
  readonly text: string;
}

const WORD = /[a-z_]+/iy;
const TAG = /\$(?:[a-z_][a-z0-9_]*)?\$/iy;
const QUOTES: Readonly<Record<Dialect, string>> = { postgres: `'"`, sqlite: `'"\`` };

export function parseStatement(text: string, dialect: Dialect): Statement {
  let verb: string | undefined;
  let end: number | undefined;
  let place = 0;
  while (place < text.length) {
    const next = skip(text, place, dialect);
    if (next.isSpace) {
      place = next.place;
      continue;
    }
    if (end !== undefined) throw new InvalidInputError('only one statement is run at a time', 'query');
    if (text[place] === ';') end = place;
    else if (verb === undefined && text[place] !== '(') verb = takeWord(text, place);
    place = next.place;
  }
  if (verb === undefined || verb === '') throw new InvalidInputError('this is no statement of SQL', 'query');
  return { verb, text: text.slice(0, end) };
}

function takeWord(text: string, place: number): string {
  WORD.lastIndex = place;
  return WORD.exec(text)?.[0].toLowerCase() ?? '';
}

/** Where the next thing begins, after a space, a comment, a quotation or one character. */
function skip(text: string, place: number, dialect: Dialect): { place: number; isSpace: boolean } {
  const two = text.slice(place, place + 2);
  const one = two[0] ?? '';
  if (/\s/.test(one)) return { place: place + 1, isSpace: true };
  if (two === '--') return { place: after(text, '\n', place + 2), isSpace: true };
  if (two === '/*') return { place: skipComment(text, place + 2, dialect), isSpace: true };
  if (QUOTES[dialect].includes(one)) return { place: skipQuoted(text, place, dialect), isSpace: false };
  if (one === '[' && dialect === 'sqlite') return { place: after(text, ']', place + 1), isSpace: false };
  if (one === '$' && dialect === 'postgres') return { place: skipDollars(text, place), isSpace: false };
  return { place: place + 1, isSpace: false };
}

/** Those of PostgreSQL can hold others. */
function skipComment(text: string, start: number, dialect: Dialect): number {
  let depth = 1;
  let place = start;
  while (place < text.length && depth > 0) {
    const two = text.slice(place, place + 2);
    if (two === '*/') depth -= 1;
    else if (two === '/*' && dialect === 'postgres') depth += 1;
    place += two === '*/' || two === '/*' ? 2 : 1;
  }
  return place;
}

function skipQuoted(text: string, start: number, dialect: Dialect): number {
  const quote = text[start] ?? '';
  const hasEscapes =
    dialect === 'postgres' && quote === "'" && /(?:^|[^a-z0-9_$])e$/i.test(text.slice(Math.max(0, start - 2), start));
  let place = start + 1;
  while (place < text.length) {
    if (hasEscapes && text[place] === '\\') place += 2;
    else if (text[place] !== quote) place += 1;
    else if (text[place + 1] === quote) place += 2;
    else return place + 1;
  }
  return place;
}

function skipDollars(text: string, start: number): number {
  TAG.lastIndex = start;
  const tag = TAG.exec(text)?.[0];
  return tag === undefined ? start + 1 : after(text, tag, start + tag.length);
}

function after(text: string, what: string, from: number): number {
  const found = text.indexOf(what, from);
  return found < 0 ? text.length : found + what.length;
}
