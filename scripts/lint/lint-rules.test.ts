import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type Sample, samples as everywhere } from './samples.ts';
import { webSamples } from './web-samples.ts';

const root = join(import.meta.dirname, '..', '..');
const Config = z.looseObject({
  rules: z.record(z.string(), z.unknown()),
  overrides: z.array(z.looseObject({ rules: z.record(z.string(), z.unknown()) })),
});
const Report = z.object({
  diagnostics: z.array(z.object({ code: z.string().optional(), filename: z.string(), message: z.string() })),
});
const config = Config.parse(JSON.parse(readFileSync(join(root, '.oxlintrc.json'), 'utf8')));
const samples = [...everywhere, ...webSamples];

describe('the lint configuration', () => {
  const bad = lintEach(samples, (sample) => ({ [sample.path]: sample.bad }));
  const good = lintEach(samples, (sample) => ({ [sample.goodPath ?? sample.path]: sample.good }));

  it.each(samples.map((sample, index) => ({ ...sample, index })))(
    '$rule refuses $path ($index)',
    ({ rule, path, index }) => {
      expect(bad[index]).toContainEqual(expect.objectContaining({ code: rule, filename: path }));
    },
  );

  it.each(samples.map((sample, index) => ({ ...sample, index })))(
    '$rule accepts the mended $path ($index)',
    ({ index }) => {
      expect(good[index]).toEqual([]);
    },
  );

  it('has samples for every rule it sets', () => {
    const all = [config.rules, ...config.overrides.map(({ rules }) => rules)].flatMap(Object.entries);
    const names = new Set(all.filter(([, setting]) => setting !== 'off').map(([name]) => toCode(name)));
    expect([...names].filter((name) => !samples.some(({ rule }) => rule === name))).toEqual([]);
  });
});

/** The configuration writes `import/no-cycle` and `max-lines`, the findings say `import(no-cycle)` and `eslint(max-lines)`. */
function toCode(name: string): string {
  const [plugin, rule] = name.includes('/') ? name.split('/') : ['eslint', name];
  return `${plugin}(${rule})`;
}

/** Samples share places in the tree, so as many of them are linted at once as do not meet. */
function lintEach(all: readonly Sample[], toFiles: (sample: Sample) => Record<string, string>) {
  const findings = all.map((): z.infer<typeof Report>['diagnostics'] => []);
  let waiting = all.map((sample, index) => ({ index, files: { ...sample.beside, ...toFiles(sample) } }));
  while (waiting.length > 0) {
    const taken = new Map<string, number>();
    const batch = waiting.filter(({ files, index }) => {
      if (Object.keys(files).some((path) => taken.has(path))) return false;
      for (const path of Object.keys(files)) taken.set(path, index);
      return true;
    });
    waiting = waiting.filter((entry) => !batch.includes(entry));
    for (const finding of lint(Object.assign({}, ...batch.map(({ files }) => files)))) {
      findings[taken.get(finding.filename) ?? -1]?.push(finding);
    }
  }
  return findings;
}

function lint(files: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'tutti-lint-'));
  try {
    prepare(folder, files);
    const oxlint = join(root, 'node_modules/oxlint/bin/oxlint');
    const { stdout } = spawnSync(process.execPath, [oxlint, '--format=json', '.'], { cwd: folder, encoding: 'utf8' });
    return Report.parse(JSON.parse(stdout)).diagnostics;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A repository of the given files, with the configuration and the manifests of this one. */
function prepare(folder: string, files: Record<string, string>) {
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const [path, text] of Object.entries(files)) write(path, text);
  write('.oxlintrc.json', JSON.stringify({ ...config, jsPlugins: [join(root, 'scripts/lint/plugin.ts')] }));
  for (const path of [
    'package.json',
    'tsconfig.json',
    ...['protocol', 'engine', 'adapters', 'cli', 'web'].map(toManifest),
  ]) {
    write(path, readFileSync(join(root, path), 'utf8'));
  }
  // The rules that know types look for their checker beside the code.
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
}

function toManifest(name: string): string {
  return `packages/${name}/package.json`;
}
