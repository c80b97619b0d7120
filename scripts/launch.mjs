// The entry of every npm script: installs what is missing, then runs the named script under Node 24.
// Plain JavaScript, because it has to run on any Node from 20 on, before anything is installed.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findNode24, runNode } from '../packages/cli/bin/node24.mjs';
import { buildWeb } from './build-web.mjs';
import { installPackages } from './install-packages.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const scripts = {
  start: (args) => [join('packages', 'cli', 'src', 'main.ts'), 'up', ...args],
  test: (args) => [join('scripts', 'test.ts'), ...args],
  check: (args) => [join('scripts', 'check.ts'), ...args],
  format: (args) => [join('node_modules', '@biomejs', 'biome', 'bin', 'biome'), 'format', '--write', ...args],
  docs: (args) => [join('scripts', 'write-docs.ts'), ...args],
  screens: (args) => [join('scripts', 'draw-screens.ts'), ...args],
  catalogue: (args) => [join('scripts', 'catalogue', 'write-catalogue.ts'), ...args],
  golden: (args) => [join('scripts', 'record-golden-journals.ts'), ...args],
  soak: (args) => [join('scripts', 'soak.ts'), ...args],
  bench: ([name, ...args]) => [join('bench', `${name ?? '<name>'}.ts`), ...args],
};

async function launch([name, ...args]) {
  const script = Object.hasOwn(scripts, name ?? '') ? scripts[name] : undefined;
  if (!script) throw new Error(`Unknown script: ${name}. There are: ${Object.keys(scripts).join(', ')}.`);
  const shell = process.ppid;
  await installPackages(root);
  const node = findNode24();
  if (name === 'start' && existsSync(join(root, 'packages', 'web', 'index.html'))) buildWeb(root, node);
  // Under npm, a shell that died meanwhile is how this process hears that it was told to stop.
  if (process.env.npm_lifecycle_event !== undefined && process.ppid !== shell) return;
  const [program, ...rest] = script(args);
  if (!existsSync(join(root, program))) throw new Error(`There is no ${program} to run.`);
  runNode(node, [join(root, program), ...rest], { cwd: root });
}

launch(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
