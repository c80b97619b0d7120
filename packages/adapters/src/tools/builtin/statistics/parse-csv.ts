/** Tables as text: quoted fields, the separators that people use, and limits. */
import { InvalidInputError } from '@tutti/engine';

export interface Table {
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** A comma within a number is its point where a semicolon separates the fields. */
  readonly decimalComma: boolean;
}

const SEPARATORS = [',', ';', '\t'] as const;
const MOST_ROWS = 200_000;
const MOST_COLUMNS = 500;

export function parseCsv(text: string): Table {
  const content = text.replace(/^\ufeff/u, '');
  const separator = findSeparator(content);
  const [names = [], ...rows] = readRows(content, separator);
  if (names.length < 1 || (names.length === 1 && names[0] === '')) throw wrong('has no line with names of columns');
  if (new Set(names).size < names.length) throw wrong('has two columns of the same name');
  return { names: names.map((name) => name.trim()), rows, decimalComma: separator === ';' };
}

/** The one that the first line has most of, outside quotes. */
function findSeparator(text: string): string {
  const first = (text.split('\n', 1)[0] ?? '').replaceAll(/"[^"]*"/gu, '');
  const counts = SEPARATORS.map((separator) => first.split(separator).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ',';
}

function readRows(text: string, separator: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    const field = readField(text, at, separator);
    row.push(field.value);
    at = field.end;
    if (row.length > MOST_COLUMNS) throw wrong(`has more than ${MOST_COLUMNS} columns`);
    if (text[at] === separator) {
      at++;
      if (at === text.length) row.push('');
      else continue;
    }
    at += text.startsWith('\r\n', at) ? 2 : 1;
    if (row.length > 1 || row[0] !== '') rows.push(row);
    if (rows.length > MOST_ROWS) throw wrong(`has more than ${MOST_ROWS} rows`);
    row = [];
  }
  return rows;
}

function readField(text: string, from: number, separator: string): { value: string; end: number } {
  if (text[from] !== '"') {
    let end = from;
    while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end++;
    return { value: text.slice(from, end), end };
  }
  let end = from + 1;
  for (;;) {
    const quote = text.indexOf('"', end);
    if (quote === -1) throw wrong('has a quote that is not closed');
    if (text[quote + 1] !== '"')
      return { value: text.slice(from + 1, quote).replaceAll('""', '"'), end: skipTo(text, quote + 1, separator) };
    end = quote + 2;
  }
}

/** What stands between a closing quote and the separator is no part of the field. */
function skipTo(text: string, from: number, separator: string): number {
  let end = from;
  while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end++;
  return end;
}

function wrong(problem: string): InvalidInputError {
  return new InvalidInputError(`the table ${problem}`, 'file');
}
