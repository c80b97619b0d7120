import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findExemptions } from './find-exemptions.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tutti-exemptions-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('find exemptions', () => {
  it.each(['oxlint-', 'eslint-'])('refuses a %s comment that disables a rule', (tool) => {
    writeFileSync(join(folder, 'a.ts'), `const a = 1;\n// ${tool}${'disable'}-next-line max-params\n`);
    expect(findExemptions(folder)).toEqual([expect.stringMatching(/^a\.ts:2 .*Mend the code/)]);
  });

  it.each([`biome${'-'}ignore format: mine`, `@ts${'-'}ignore`, `@ts${'-'}nocheck`])('refuses %s', (comment) => {
    mkdirSync(join(folder, 'packages'));
    writeFileSync(join(folder, 'packages', 'a.test.ts'), `// ${comment}\n`);
    expect(findExemptions(folder)).toHaveLength(1);
  });

  it('lets only a test expect a type error', () => {
    const text = `// @ts${'-'}expect-error: a number is no string\n`;
    writeFileSync(join(folder, 'a.test.ts'), text);
    expect(findExemptions(folder)).toEqual([]);
    writeFileSync(join(folder, 'a.ts'), text);
    expect(findExemptions(folder)).toHaveLength(1);
  });

  it('refuses a file that hides others from the linter', () => {
    writeFileSync(join(folder, '.eslintignore'), 'a.ts\n');
    expect(findExemptions(folder)).toEqual([expect.stringContaining('.eslintignore')]);
  });

  it('looks past installed packages and has nothing against ordinary code', () => {
    mkdirSync(join(folder, 'node_modules'));
    writeFileSync(join(folder, 'node_modules', 'a.ts'), `// oxlint${'-'}disable\n`);
    writeFileSync(join(folder, 'a.ts'), '// Lint rules apply here as everywhere.\n');
    expect(findExemptions(folder)).toEqual([]);
  });
});
