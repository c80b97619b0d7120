import { describe, expect, it } from 'vitest';
import { type Report, tallyReport, withoutModels } from './run-vitest.ts';

const file = (...statuses: string[]) => ({
  name: 'a.test.ts',
  status: statuses.includes('failed') || statuses.length === 0 ? 'failed' : 'passed',
  assertionResults: statuses.map((status) => ({ status })),
});
const report = (...testResults: Report['testResults']): Report => ({ testResults });

describe('tally report', () => {
  it('counts tests', () => {
    const tally = tallyReport(report(file('passed', 'failed'), file('passed')), { exitCode: 1, strict: false });
    expect(tally).toEqual({ passed: 2, failed: 1, notes: [] });
  });

  it('counts a file that cannot be loaded as a failure', () => {
    expect(tallyReport(report(file('passed'), file()), { exitCode: 1, strict: false })).toMatchObject({
      passed: 1,
      failed: 1,
    });
  });

  it('forgives a skipped test, except in strict mode', () => {
    const skipped = report(file('passed', 'skipped', 'todo'));
    expect(tallyReport(skipped, { exitCode: 0, strict: false })).toMatchObject({ passed: 1, failed: 0 });
    expect(tallyReport(skipped, { exitCode: 0, strict: true })).toMatchObject({ passed: 1, failed: 2 });
  });

  it('fails when no test ran, when nothing was reported, and when Vitest failed for another reason', () => {
    expect(tallyReport(report(), { exitCode: 0, strict: false })).toMatchObject({ failed: 1 });
    expect(tallyReport(undefined, { exitCode: 1, strict: false })).toMatchObject({ failed: 1 });
    expect(tallyReport(report(file('passed')), { exitCode: 1, strict: false })).toMatchObject({ passed: 1, failed: 1 });
  });
});

describe('the environment of tests', () => {
  it('holds nothing by which a real model would be asked', () => {
    const env = {
      PATH: '/bin',
      GROQ_API_KEYS: 'a,b',
      OPENAI_API_KEY: 'c',
      HF_TOKEN: 'd',
      LITELLM_BASE_URL: 'http://e',
    };
    expect(withoutModels(env)).toEqual({ PATH: '/bin', OLLAMA_API_URL: 'off' });
  });
});
