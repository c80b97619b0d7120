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
    expect(parseCsv('')).toEqual([]);
  });

  it('shows what is no CSV as it stands', () => {
    expect(parseCsv('a"b,"c"d\n')).toEqual([['a"b', 'cd']]);
  });
});
