import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchGlob } from './match-glob.ts';

describe('a pattern of paths', () => {
  it.each([
    ['*.ts', 'src/deep/main.ts', true],
    ['main.?s', 'src/main.ts', true],
    ['*.ts', 'src/main.tsx', false],
    ['src/*.ts', 'src/main.ts', true],
    ['src/*.ts', 'src/deep/main.ts', false],
    ['src/**/*.ts', 'src/main.ts', true],
    ['src/**/*.ts', 'src/a/b/main.ts', true],
    ['**/a/**', 'x/a/y', true],
    ['**', 'x/y', true],
    ['./src/*', 'src/x', true],
    ['a*b*c', 'aXbYbZc', true],
    ['a*b*c', 'aXbYbZ', false],
  ])('%s and %s: %s', (pattern, path, fits) => {
    expect(matchGlob(pattern, path)).toBe(fits);
  });

  it('stays quick for patterns that break those who try everything', () => {
    const pattern = `${'*a'.repeat(100)}b`;
    expect(matchGlob(pattern, 'a'.repeat(250))).toBe(false);
    expect(matchGlob(`${'**/a/'.repeat(30)}b`, `${'a/'.repeat(200)}c`)).toBe(false);
  });

  it('finds every path by itself and by everything', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'b', '.', 'é'), minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 5 }), (names) => {
        const path = names.join('/');
        for (const pattern of ['**', '*', `**/${names.at(-1)}`]) expect(matchGlob(pattern, path)).toBe(true);
      }),
    );
  });
});
