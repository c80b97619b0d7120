import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { findExemptions } from './lint/find-exemptions.ts';
import { sumTallies, type Tally } from './tally.ts';

const root = join(import.meta.dirname, '..');
const modules = join(root, 'node_modules');
const checks = {
  format: [join(modules, '@biomejs/biome/bin/biome'), 'ci', '--colors=off', '.'],
  lint: [join(modules, 'oxlint/bin/oxlint'), '--deny-warnings', '--disable-nested-config', '.'],
  types: [join(modules, 'typescript/bin/tsc'), '--project', join(root, 'tsconfig.json')],
  // The web runs in browsers: other globals, JSX, and a bundler that resolves.
  'web types': [join(modules, 'typescript/bin/tsc'), '--project', join(root, 'packages/web')],
} as const;

/** Format, lint and types of the whole repository; each counts as one test. */
export function runStaticChecks(): Tally {
  const tools = Object.entries(checks).map(([name, args]) => runCheck(name, () => runTool(args)));
  return sumTallies([...tools, runCheck('exemptions', () => findExemptions(root).join('\n'))]);
}

/** What is not right, as a text for people; nothing when all is well. */
type Findings = string;

function runCheck(name: string, check: () => Findings): Tally {
  const startedAt = performance.now();
  const findings = check();
  const passed = findings === '';
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${passed ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
  if (passed) return { passed: 1, failed: 0, notes: [] };
  console.log(findings);
  return { passed: 0, failed: 1, notes: [`The ${name} check failed; its findings are above.`] };
}

function runTool(args: readonly string[]): Findings {
  const { status, error, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (status === 0) return '';
  return [error?.message, stdout, stderr, `(ended with ${status})`].filter(Boolean).join('\n');
}
