// For every rule, code that breaks it and code that keeps it. The test beside this file runs the real linter over both.

export interface Sample {
  rule: string;
  /** Where the violating code stands; the conforming code stands in the same place unless it names another. */
  path: string;
  bad: string;
  good: string;
  goodPath?: string;
  /** Further files that both need. */
  beside?: Record<string, string>;
}

const lines = (count: number, line: string) => `${line}\n`.repeat(count);
const engine = 'packages/engine/src';

const budgets: Sample[] = [
  {
    rule: 'eslint(max-lines)',
    path: `${engine}/run/long-file.ts`,
    bad: `export const list = [\n${lines(300, '  1,')}];\n`,
    good: `export const list = [\n${lines(290, '  1,')}${lines(50, '  // free')}${lines(50, '')}];\n`,
  },
  {
    rule: 'eslint(max-lines)',
    path: `${engine}/run/long-file.test.ts`,
    bad: `export const list = [\n${lines(500, '  1,')}];\n`,
    good: `export const list = [\n${lines(490, '  1,')}];\n`,
  },
  {
    rule: 'eslint(max-lines-per-function)',
    path: `${engine}/run/long-function.ts`,
    bad: `export function add(a: number) {\n  let sum = 0;\n${lines(50, '  sum += a;')}  return sum;\n}\n`,
    good: `export function add(a: number) {\n  let sum = 0;\n${lines(40, '  sum += a;')}${lines(20, '\n  // free')}  return sum;\n}\n`,
  },
  {
    rule: 'tutti(test-budget)',
    path: `${engine}/run/long-test.test.ts`,
    bad: `import { it } from 'vitest';\nit('adds', () => {\n  let sum = 0;\n${lines(60, '  sum += 1;')}  return sum;\n});\n`,
    good: `import { describe, it } from 'vitest';\ndescribe('sum', () => {\n${lines(30, "  it('adds', () => {\n    return 1;\n  });")}});\n`,
  },
  {
    rule: 'eslint(max-params)',
    path: `${engine}/run/many-parameters.ts`,
    bad: 'export const add = (a: number, b: number, c: number, d: number) => a + b + c + d;\n',
    good: 'export const add = (a: number, b: number, c: number) => a + b + c;\n',
  },
];

const language: Sample[] = [
  {
    rule: 'typescript(no-explicit-any)',
    path: `${engine}/run/any.ts`,
    bad: 'export const id = (value: any): string => value.id;\n',
    good: 'export const id = (value: unknown): string => String(value);\n',
  },
  {
    rule: 'typescript(no-non-null-assertion)',
    path: `${engine}/run/non-null.ts`,
    bad: 'export const first = (list: string[]): string => list[0]!;\n',
    good: "export const first = (list: string[]): string => list[0] ?? '';\n",
  },
  {
    rule: 'typescript(no-floating-promises)',
    path: `${engine}/run/floating.ts`,
    bad: 'const act = async () => 1;\nexport function run() {\n  act();\n}\n',
    good: 'const act = async () => 1;\nexport async function run() {\n  await act();\n}\n',
  },
  {
    rule: 'typescript(no-misused-promises)',
    path: `${engine}/run/misused.ts`,
    bad: 'const act = async () => true;\nexport const run = () => (act() ? 1 : 2);\n',
    good: 'const act = async () => true;\nexport const run = async () => ((await act()) ? 1 : 2);\n',
  },
  {
    rule: 'typescript(switch-exhaustiveness-check)',
    path: `${engine}/run/switch.ts`,
    bad: "export function toSign(side: 'left' | 'right') {\n  switch (side) {\n    case 'left':\n      return -1;\n  }\n  return 0;\n}\n",
    good: "export function toSign(side: 'left' | 'right') {\n  switch (side) {\n    case 'left':\n      return -1;\n    case 'right':\n      return 1;\n  }\n}\n",
  },
  {
    rule: 'eslint(no-unused-vars)',
    path: `${engine}/run/unused.ts`,
    bad: 'export function add(a: number) {\n  const b = 1;\n  return a;\n}\n',
    good: 'export function add(a: number, _context: unknown) {\n  return a;\n}\n',
  },
  {
    rule: 'eslint(no-console)',
    path: `${engine}/run/console.ts`,
    bad: "export const say = () => console.log('hello');\n",
    good: "export const say = (print: (text: string) => void) => print('hello');\n",
  },
  {
    rule: 'eslint(no-eval)',
    path: 'scripts/evaluate.ts',
    bad: "export const two = () => eval('1 + 1');\n",
    good: 'export const two = () => 1 + 1;\n',
  },
  {
    rule: 'typescript(no-implied-eval)',
    path: 'scripts/implied.ts',
    bad: "export const later = () => setTimeout('act()', 1);\n",
    good: 'export const later = (act: () => void) => setTimeout(act, 1);\n',
  },
  {
    rule: 'eslint(no-new-func)',
    path: 'scripts/new-function.ts',
    bad: "export const two = () => new Function('return 2')();\n",
    good: 'export const two = () => 2;\n',
  },
  {
    rule: 'tutti(no-vm)',
    path: 'scripts/sandbox.ts',
    bad: "import { runInNewContext } from 'node:vm';\nexport const two = () => runInNewContext('1 + 1');\n",
    good: "import { Worker } from 'node:worker_threads';\nexport const start = (path: string) => new Worker(path);\n",
  },
  { rule: 'eslint(no-var)', path: 'scripts/var.ts', bad: 'export var a = 1;\n', good: 'export const a = 1;\n' },
  {
    rule: 'eslint(prefer-const)',
    path: 'scripts/let.ts',
    bad: 'let a = 1;\nexport { a };\n',
    good: 'const a = 1;\nexport { a };\n',
  },
  {
    rule: 'eslint(eqeqeq)',
    path: 'scripts/equal.ts',
    bad: 'export const same = (a: unknown, b: unknown) => a == b;\n',
    good: 'export const same = (a: unknown, b: unknown) => a === b;\n',
  },
];

const modules: Sample[] = [
  {
    rule: 'import(no-default-export)',
    path: `${engine}/run/default.ts`,
    bad: 'export default 1;\n',
    good: 'export const one = 1;\n',
  },
  {
    rule: 'import(no-cycle)',
    path: `${engine}/run/cycle.ts`,
    bad: "import type { Other } from './cycle-other.ts';\nexport interface One {\n  other: Other;\n}\n",
    good: 'export interface One {\n  other: string;\n}\n',
    beside: {
      [`${engine}/run/cycle-other.ts`]:
        "import type { One } from './cycle.ts';\nexport interface Other {\n  one: One;\n}\n",
    },
  },
  {
    rule: 'tutti(no-export-all)',
    path: 'packages/protocol/src/all.ts',
    bad: "export * from './ids.ts';\n",
    good: "export { RunId } from './ids.ts';\n",
    beside: { 'packages/protocol/src/ids.ts': "export const RunId = 'run_1';\n" },
  },
  {
    rule: 'tutti(ts-extensions)',
    path: `${engine}/run/extension.ts`,
    bad: "import { one } from './one.js';\nexport const two = one + 1;\n",
    good: "import { one } from './one.ts';\nexport const two = one + 1;\n",
    beside: { [`${engine}/run/one.ts`]: 'export const one = 1;\n' },
  },
  {
    rule: 'tutti(declared-dependencies)',
    path: `${engine}/run/vendor.ts`,
    bad: "import { Command } from 'commander';\nexport const command = new Command();\n",
    good: "import * as z from 'zod';\nexport const Name = z.string();\n",
  },
  {
    rule: 'tutti(no-environment)',
    path: 'packages/adapters/src/storage/environment.ts',
    bad: "import process from 'node:process';\nexport const path = () => process.env['TUTTI_DATA'];\n",
    good: "import process from 'node:process';\nexport const path = () => process.env['TUTTI_DATA'];\n",
    goodPath: 'packages/cli/src/config.ts',
  },
  {
    rule: 'tutti(no-environment)',
    path: 'packages/adapters/src/storage/environment-by-name.ts',
    bad: "import { env } from 'node:process';\nexport const path = () => env['TUTTI_DATA'];\n",
    good: 'export const toPath = (folder: string) => `${folder}/tutti.sqlite`;\n',
  },
  {
    rule: 'tutti(no-environment)',
    path: 'packages/cli/src/environment-taken-apart.ts',
    bad: 'const { env } = process;\nexport const path = () => env;\n',
    good: 'const { argv } = process;\nexport const words = () => argv;\n',
  },
  {
    rule: 'unicorn(filename-case)',
    path: `${engine}/run/driveRun.ts`,
    bad: 'export const one = 1;\n',
    good: 'export const one = 1;\n',
    goodPath: `${engine}/run/drive-run.ts`,
  },
  ...['run/utils.ts', 'run/types.ts', 'helpers/retry.ts', 'common/retry.ts', 'lib/retry.ts', 'misc/retry.ts'].map(
    (drawer) => ({
      rule: 'tutti(no-drawers)',
      path: `${engine}/${drawer}`,
      bad: 'export const one = 1;\n',
      good: 'export const one = 1;\n',
      goodPath: `${engine}/run/retry.ts`,
    }),
  ),
];

const importSample = (path: string, bad: string, good: string): Sample => ({
  rule: 'tutti(import-layers)',
  path,
  bad: `import { one } from '${bad}';\nexport const two = one;\n`,
  good: `import { one } from '${good}';\nexport const two = one;\n`,
});

const layers: Sample[] = [
  importSample('packages/protocol/src/upward.ts', '@tutti/engine', 'zod'),
  importSample('packages/protocol/src/node.ts', 'node:crypto', 'zod'),
  importSample(`${engine}/run/upward.ts`, '@tutti/adapters/storage/sqlite', '@tutti/protocol'),
  importSample('packages/adapters/src/storage/upward.ts', '@tutti/cli', '@tutti/engine'),
  importSample('packages/cli/src/across.ts', '../../engine/src/index.ts', '@tutti/engine'),
  importSample(`${engine}/run/self.ts`, '@tutti/engine', './scope.ts'),
  importSample(`${engine}/run/bare-node.ts`, 'crypto', 'node:crypto'),
  ...['fs', 'net', 'http', 'child_process', 'worker_threads', 'sqlite', 'os', 'dns', 'timers'].map((module) =>
    importSample(`${engine}/run/node-${module.replace('_', '-')}.ts`, `node:${module}`, 'node:async_hooks'),
  ),
  importSample(`${engine}/ports/low.ts`, '../run/scope.ts', '../errors.ts'),
  importSample(`${engine}/errors.ts`, './run/scope.ts', './ports/clock.ts'),
  importSample(`${engine}/run/low.ts`, '../agents/take-turn.ts', '../ports/clock.ts'),
  importSample(`${engine}/agents/middle.ts`, '../patterns/pattern.ts', '../run/scope.ts'),
  importSample(`${engine}/workflows/high.ts`, '../create-engine.ts', '../patterns/pattern.ts'),
  importSample(`${engine}/workflows/random.ts`, 'node:crypto', '../run/scope.ts'),
  importSample(`${engine}/budget/beside.ts`, '../create-engine.ts', '../run/scope.ts'),
  importSample(`${engine}/run/uses-testing.ts`, '../testing/memory-journal.ts', '../ports/clock.ts'),
  {
    rule: 'tutti(import-layers)',
    path: 'packages/engine/src/run/type-import.ts',
    bad: "export type Turn = import('../agents/take-turn.ts').Turn;\n",
    good: "export type Scope = import('./scope.ts').Scope;\n",
  },
  {
    rule: 'tutti(pattern-imports)',
    path: `${engine}/patterns/consensus.ts`,
    bad: "import type { Scope } from '../run/scope.ts';\nexport type Context = Scope;\n",
    good: "import * as z from 'zod';\nimport type { Pattern } from './pattern.ts';\nexport const Input = z.string();\nexport type Consensus = Pattern;\n",
    beside: { [`${engine}/patterns/pattern.ts`]: 'export type Pattern = () => void;\n' },
  },
];

const programSample = (rule: string, bad: string, good = 'export const act = (now: number) => now;\n'): Sample => ({
  rule,
  path: '',
  bad,
  good,
});

const programRules: Sample[] = [
  ...['race', 'any', 'all', 'allSettled'].map((method) =>
    programSample(
      'eslint(no-restricted-properties)',
      `export const act = (list: Promise<number>[]) => Promise.${method}(list);\n`,
    ),
  ),
  programSample('eslint(no-restricted-properties)', 'const { race } = Promise;\nexport const act = race;\n'),
  programSample('eslint(no-restricted-properties)', 'export const act = () => Math.random();\n'),
  ...[
    'setTimeout(() => undefined, 1)',
    'setInterval(() => undefined, 1)',
    'setImmediate(() => undefined)',
    'queueMicrotask(() => undefined)',
    'Date.now()',
    'new Date()',
    'globalThis.Date.now()',
    'globalThis.Promise.race([])',
    'performance.now()',
    'crypto.randomUUID()',
    'process.uptime()',
    'new WeakRef({})',
    'fetch("http://localhost")',
  ].map((expression) => programSample('eslint(no-restricted-globals)', `export const act = () => ${expression};\n`)),
  {
    ...programSample('eslint(no-restricted-globals)', 'export const act = () => Date.now();\n'),
    path: `${engine}/patterns/clock.ts`,
  },
  {
    ...programSample('eslint(no-restricted-globals)', 'export const act = () => process.uptime();\n'),
    path: `${engine}/run/uptime.ts`,
  },
  {
    ...programSample('eslint(no-restricted-globals)', "export const act = () => Buffer.from('a');\n"),
    path: 'packages/protocol/src/bytes.ts',
  },
  ...[
    'export let count = 0;\n',
    'const seen = new Map<string, string>();\nexport const act = () => seen.size;\n',
    'const seen: string[] = [];\nexport const act = () => seen.length;\n',
    'const table = { a: 1 };\nexport const act = () => {\n  table.a = 2;\n};\n',
    'const table = { a: 1 };\nexport const act = () => table.a++;\n',
    'const table: Record<string, number> = { a: 1 };\nexport const act = () => delete table["a"];\n',
    'const list = [1];\nexport const act = () => list.push(2);\n',
  ].map((bad) =>
    programSample(
      'tutti(no-module-state)',
      bad,
      "const rank = { low: 1, high: 2 } as const;\nexport const act = (key: 'low' | 'high') => {\n  const seen = new Set<number>();\n  return seen.add(rank[key]);\n};\n",
    ),
  ),
];

/** Each in a place of its own, so that all can be linted at once. */
const programs = programRules.map((sample, index) => ({
  ...sample,
  path: sample.path || `${engine}/workflows/program-${index}.ts`,
}));

export const samples: readonly Sample[] = [...budgets, ...language, ...modules, ...layers, ...programs];
