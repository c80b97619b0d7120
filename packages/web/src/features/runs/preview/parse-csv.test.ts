import { describe, expect, it } from 'vitest';
import { parseCsv } from './parse-csv.ts';

describe('a CSV file', () => {
  it('is read with quotes, commas and lines in its cells', () => {
    expect(parseCsv('a,b\r\n"x, ""y""","two\nlines"\n,\n')).toEqual([
      ['a', 'b'],
      ['x, "y"', 'two\nlines'],
      ['', ''],
    ]);
  });

  it('ends where it ends, with a line end or without', () => {
    expect(parseCsv('a,b')).toEqual([['a', 'b']]);
    expect(parseCsv('a,')).toEqual([['a', '']]);
    expect(parseCsv('')).toEqual([]);
    expect(parseCsv('a\rb')).toEqual([['a'], ['b']]);
  });

  it('may have semicolons or tabs between its cells, and a byte order mark', () => {
    expect(parseCsv('\u{feff}a;b\n1,5;2\n')).toEqual([
      ['a', 'b'],
      ['1,5', '2'],
    ]);
    expect(parseCsv('a\tb\n')).toEqual([['a', 'b']]);
  });

  it('shows what is no CSV as it stands', () => {
    expect(parseCsv('a"b,"c"d\n')).toEqual([['a"b', 'cd']]);
    expect(parseCsv('"never closed, never\nended')).toEqual([['never closed, never\nended']]);
    expect(parseCsv('=cmd|"/c calc"!A1,<script>\n')).toEqual([['=cmd|"/c calc"!A1', '<script>']]);
  });

  it('is read whatever it is made of', () => {
    for (const piece of ['"', '""",', ',', '\n', '"a\n'])
      expect(parseCsv(piece.repeat(50_000)).length).toBeGreaterThan(0);
  });
});
