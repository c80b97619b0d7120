import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import type { Tally } from './tally.ts';

const root = join(import.meta.dirname, '..');
const Report = z.object({
  testResults: z.array(
    z.object({ name: z.string(), status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) }),
  ),
});
export type Report = z.infer<typeof Report>;

export interface VitestRun {
  projects: readonly string[];
  /** What the user typed behind `--`: file filters and options of Vitest. */
  args: readonly string[];
  /** Under CI a skipped test counts as failed. */
  strict: boolean;
}

export function runVitest({ projects, args, strict }: VitestRun): Tally {
  const folder = mkdtempSync(join(tmpdir(), 'tutti-test-'));
  try {
    const output = join(folder, 'report.json');
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${output}`];
    const selected = projects.map((project) => `--project=${project}`);
    const command = [vitest, 'run', '--allowOnly=false', ...selected, ...reporters, ...args];
    const { status } = spawnSync(process.execPath, command, {
      cwd: root,
      stdio: 'inherit',
      env: withoutModels(process.env),
    });
    return tallyReport(readReport(output), { exitCode: status, strict });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Tests bring the models that they ask: what whoever runs them has set would be asked in earnest, and paid for. */
export function withoutModels(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isAboutModels =
    /_API_KEYS?$|^(HF_TOKEN|OLLAMA_HOST|OLLAMA_API_URL|TUTTI_MODELS|TUTTI_KEY_FILE|TUTTI_PAID_PROVIDERS)$|_BASE_URL$/;
  const kept = Object.entries(env).filter(([name]) => !isAboutModels.test(name));
  return { ...Object.fromEntries(kept), OLLAMA_API_URL: 'off' };
}

function readReport(path: string): Report | undefined {
  try {
    return Report.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined; // Vitest ended before it could report, which the tally counts as a failure.
  }
}

export function tallyReport(
  report: Report | undefined,
  { exitCode, strict }: { exitCode: number | null; strict: boolean },
): Tally {
  if (!report) return { passed: 0, failed: 1, notes: ['Vitest ended without a report.'] };
  const statuses = report.testResults.flatMap(({ assertionResults }) => assertionResults.map(({ status }) => status));
  const passed = statuses.filter((status) => status === 'passed').length;
  const failedTests = statuses.filter((status) => status === 'failed').length;
  const skipped = statuses.length - passed - failedTests;
  // A file that cannot be loaded has no failed test, yet it is one.
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  const notes = broken.map(({ name }) => `No test of ${name} could finish; the reason is above.`);
  if (skipped > 0) notes.push(`${skipped} skipped${strict ? ' (counted as failed, because CI is set)' : ''}`);

  let failed = failedTests + broken.length + (strict ? skipped : 0);
  if (statuses.length === 0 && failed === 0) {
    failed = 1;
    notes.push('No test ran.');
  } else if (exitCode !== 0 && failed === 0) {
    failed = 1;
    notes.push('Vitest failed outside of any test; the reason is above.');
  }
  return { passed, failed, notes };
}
