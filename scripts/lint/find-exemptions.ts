// Finds comments and files that would switch a check off. A rule that is wrong is changed for everybody, not here and there.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';

const skippedFolders = new Set(['node_modules', '.git', 'dist', 'coverage', '.tutti']);
const sources = /\.(ts|tsx|mts|cts|js|jsx|mjs|cjs|css|jsonc?)$/;
const ignoreFiles = new Set(['.eslintignore', '.oxlintignore', '.biomeignore']);
// Written in two parts, so that this file does not find itself.
const exemptions = [
  { pattern: new RegExp(`(oxlint|eslint)${'-'}disable`), remedy: 'Mend the code that the linter complains about.' },
  { pattern: new RegExp(`biome${'-'}ignore`), remedy: 'Let the formatter have its way.' },
  { pattern: new RegExp(`@ts${'-'}(ignore|nocheck)`), remedy: 'Mend the types.' },
];
// Proving that wrong code does not compile is what a type test is for.
const expectError = { pattern: new RegExp(`@ts${'-'}expect-error`), remedy: 'Only a test may expect a type error.' };

/** One line per finding: `file:line what and why`. */
export function findExemptions(root: string): string[] {
  return listFiles(root).flatMap((file) => {
    const path = relative(root, file);
    if (ignoreFiles.has(basename(file)))
      return [`${path}:1 is not allowed: what is checked is said in one place, the configuration.`];
    return sources.test(file) ? findInText(path, readFileSync(file, 'utf8')) : [];
  });
}

function findInText(path: string, text: string): string[] {
  const forbidden = /\.test\.tsx?$/.test(path) ? exemptions : [...exemptions, expectError];
  return text.split('\n').flatMap((line, index) =>
    forbidden.flatMap(({ pattern, remedy }) => {
      const found = pattern.exec(line)?.[0];
      return found === undefined ? [] : [`${path}:${index + 1} ${found} is not allowed. ${remedy}`];
    }),
  );
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return skippedFolders.has(entry.name) ? [] : listFiles(path);
    return entry.isFile() ? [path] : [];
  });
}
