import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';

const root = join(import.meta.dirname, '..');
const QUIET = '--disable-warning=ExperimentalWarning';
const readme = readFileSync(join(root, 'README.md'), 'utf8');

describe('the README', () => {
  it('shows a program of at most fifteen lines, which runs as written in a fresh directory without any key', () => {
    const [, program = ''] = /<!-- The program below[^\n]*-->\n\n```ts\n([\s\S]*?)```\n/.exec(readme) ?? [];
    expect(program).toBe(readFileSync(join(root, 'examples', 'embed.ts'), 'utf8'));
    expect(program.trim().split('\n').length).toBeLessThanOrEqual(15);
    const directory = createFolder();
    symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'), 'junction');
    writeFileSync(join(directory, 'program.ts'), program);
    // Whatever is set or runs on the machine of a developer must not answer here.
    const env = { PATH: process.env['PATH'], HOME: directory, OLLAMA_API_URL: 'off' };
    const start = () =>
      execFileSync(process.execPath, [QUIET, 'program.ts'], { cwd: directory, env, encoding: 'utf8' });
    const said = start();
    expect(said).toMatch(/^tutti\/rehearsal said: The tool stock answered: \{"item":"[^"]+","crates":\d+\}\n/);
    expect(said).toMatch(/\nFiled \d+ characters\.\n$/);
    // The same id is the same run: nobody is asked again, and what it brought is told again.
    expect(start()).toBe(said);
  });

  it('names a program over the engine alone, which runs', () => {
    const args = [QUIET, join('examples', 'hello.ts'), createFolder()];
    const lines = execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' }).trim().split('\n');
    expect(lines[0]).toBe('1 run.submitted');
    // Each of the two agents looks for its tools, then answers.
    expect(lines.filter((line) => line.endsWith(' step.completed'))).toHaveLength(4);
    expect(lines.at(-1)).toBe(`${lines.length} run.completed`);
  });

  it('has an example for programs of each older system, which runs without any key', () => {
    const run = (name: string) => {
      const home = createFolder();
      const env = { PATH: process.env['PATH'], HOME: home, TMPDIR: home, OLLAMA_API_URL: 'off' };
      return execFileSync(process.execPath, [QUIET, join(root, 'examples', name)], {
        cwd: home,
        env,
        encoding: 'utf8',
      });
    };
    const team = run('multi-agent.ts');
    expect(team).toMatch(/^coding → code-review\ntaken from (?:coding|testing): true\nproject planned \S+/);
    expect(team).toMatch(/\nsequential finished\ncompetitive \w+\nhierarchical \w+\n$/);
    const modes = run('orchestrate.ts');
    const done = 'completed coding,testing,documentation\\n  quality \\d\\.\\d\\d, agreement \\d\\.\\d\\d\\n';
    expect(modes).toMatch(
      new RegExp(`^parallel parallel ${done}sequential sequential ${done}collaborative competitive ${done}`),
    );
    expect(modes).toMatch(/\nparallel (?:parallel|hierarchical)\n$/);
    const master = run('coordinate.ts');
    expect(master).toMatch(/^[23] true\n(?:done,?)+\n/);
    expect(master).toMatch(/consensus\.proposed/);
  });

  it('links only to what is there', () => {
    const guides = readdirSync(join(root, 'docs', 'guides')).map((name) => `docs/guides/${name}`);
    const pages = ['README.md', 'CONTRIBUTING.md', 'docs/architecture.md', 'docs/patterns.md', ...guides];
    const broken = pages.flatMap((page) => {
      const text = readFileSync(join(root, page), 'utf8');
      const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link = '']) => link);
      return links.filter((link) => !isThere(join(root, page, '..', link))).map((link) => `${page}: ${link}`);
    });
    expect(broken).toEqual([]);
  });
});

function isThere(path: string): boolean {
  try {
    // A folder cannot be read, which also shows that it is there.
    readFileSync(path);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EISDIR';
  }
}

function createFolder(): string {
  const directory = mkdtempSync(join(tmpdir(), 'tutti-example-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
