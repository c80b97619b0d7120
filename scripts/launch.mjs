// The entry of every npm script: installs what is missing, then runs the named script under Node 24.
// Plain JavaScript, because it has to run on any Node from 20 on, before anything is installed.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findNode24, runNode } from '../packages/cli/bin/node24.mjs';
import { installPackages } from './install-packages.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const scripts = {
  start: (args) => [join('packages', 'cli', 'src', 'main.ts'), 'demo', ...args],
  test: (args) => [join('scripts', 'test.ts'), ...args],
  check: (args) => [join('scripts', 'check.ts'), ...args],
  format: (args) => [join('node_modules', '@biomejs', 'biome', 'bin', 'biome'), 'format', '--write', ...args],
  docs: (args) => [join('scripts', 'write-docs.ts'), ...args],
  golden: (args) => [join('scripts', 'record-golden-journals.ts'), ...args],
  soak: (args) => [join('scripts', 'soak.ts'), ...args],
  bench: ([name, ...args]) => [join('bench', `${name ?? '<name>'}.ts`), ...args],
};

async function launch([name, ...args]) {
  const script = Object.hasOwn(scripts, name ?? '') ? scripts[name] : undefined;
  if (!script) throw new Error(`Unknown script: ${name}. There are: ${Object.keys(scripts).join(', ')}.`);
  await installPackages(root);
  const [program, ...rest] = script(args);
  if (!existsSync(join(root, program))) throw new Error(`There is no ${program} to run.`);
  runNode(findNode24(), [join(root, program), ...rest], { cwd: root });
}

launch(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
