import { describe, expect, it } from 'vitest';
import { type Dialect, parseStatement } from './parse-statement.ts';

describe('a statement', () => {
  it.each<[Dialect, string, string]>([
    ['postgres', 'SELECT 1', 'select'],
    ['postgres', '  -- a note; with a semicolon\n/* and /* another */ ; */ With x as (select 1) table x ; ', 'with'],
    ['postgres', '(select 1) union (select 2)', 'select'],
    ['postgres', `select ';', "a;b", $$;$$, $tag$ ; $$ ; $tag$, E'\\';', 'it''s;'`, 'select'],
    ['sqlite', 'values (1), (\'a;b\'), ("c;d"), ([e;f]), (`g;h`);', 'values'],
    ['sqlite', 'explain query plan select 1 -- ; drop', 'explain'],
    ['postgres', "copy t to program 'rm'", 'copy'],
  ])('of %s is read past its comments and quotations: %s', (dialect, text, verb) => {
    expect(parseStatement(text, dialect).verb).toBe(verb);
  });

  it.each<[Dialect, string]>([
    ['postgres', 'select 1; drop table t'],
    ['postgres', "select 'a\\'; drop table t; --'"],
    ['postgres', 'select $$a$$; delete from t'],
    ['postgres', 'select $1; delete from t'],
    ['postgres', 'select 1;;'],
    ['sqlite', 'select 1 /* /* */; delete from t'],
    ['sqlite', "select 'a'';'; delete from t"],
  ])('of %s is one: %s', (dialect, text) => {
    expect(() => parseStatement(text, dialect)).toThrow(/one statement/);
  });

  it('is more than nothing', () => {
    for (const text of ['', ' ;', '-- only a note', '/* open', '123'])
      expect(() => parseStatement(text, 'postgres')).toThrow(/no statement/);
  });
});
