import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePath } from './parse-path.ts';

const REFUSED = [
  '..',
  '../outside',
  'a/../../outside',
  'a/..',
  '/etc/passwd',
  '//server/share',
  'C:/windows',
  'C:windows',
  '\\\\server\\share',
  'a\\..\\b',
  'a//b',
  'a/./b',
  '././a',
  '.git/hooks/pre-commit',
  '.GIT/hooks/pre-commit',
  'sub/.git/config',
  'git~1/hooks/pre-commit',
  'GIT~2/config',
  '.\u200bgit/config',
  '\u200c.git/config',
  'a\u202egnp.exe',
  '.env',
  'a/.npmrc',
  '.tutti/trash/x',
  'a\0.txt',
  'a\n.txt',
  'name:stream',
  'what?',
  'a*',
  'trailing.',
  'trailing ',
  ' leading',
  'con',
  'NUL.txt',
  'a/com1.log',
  'lpt9',
  '\ud800',
  'x'.repeat(256),
  'ü'.repeat(128),
  'a/'.repeat(33),
  `${'abc/'.repeat(300)}d`,
  '~/../x',
];

describe('a path inside a workspace', () => {
  it.each([
    ['src/main.ts', ['src', 'main.ts']],
    ['./src/main.ts', ['src', 'main.ts']],
    ['a b/ünï (1).txt', ['a b', 'ünï (1).txt']],
    ['folder/', ['folder']],
    ['.', []],
    ['', []],
  ])('%j is taken', (path, names) => {
    expect(parsePath(path)).toEqual(names);
  });

  it.each(REFUSED)('%j is refused', (path) => {
    expect(() => parsePath(path)).toThrow(expect.objectContaining({ code: 'path_refused', nothingHappened: true }));
  });

  it('never gives a name that leads somewhere else, whatever is asked for', () => {
    const piece = fc.constantFrom('..', '.', '/', '\\', 'a', '.git', '\0', '~', ':', ' ', '%2e', '．', 'ü', '\u200b');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        let names: readonly string[];
        try {
          names = parsePath(pieces.join(''));
        } catch (error) {
          expect(error).toMatchObject({ code: 'path_refused' });
          return;
        }
        for (const name of names) {
          expect(name).not.toMatch(/^\.|[/\\\0]/u);
          expect(name).not.toBe('');
        }
      }),
    );
  });

  it('tells a path without what it could do to a log or a terminal', () => {
    expect(() => parsePath('/a\n\u001b[31mred')).toThrow(/^the path "\/a\\n\\u001b\[31mred" is absolute$/u);
  });
});
