import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';

const root = join(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

describe('the README', () => {
  it('shows the program that is in examples/hello.ts, and it runs', () => {
    expect(readme).toContain(readFileSync(join(root, 'examples', 'hello.ts'), 'utf8').trim());
    const directory = mkdtempSync(join(tmpdir(), 'tutti-hello-'));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    const args = ['--disable-warning=ExperimentalWarning', join('examples', 'hello.ts'), directory];
    const lines = execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' }).trim().split('\n');
    expect(lines[0]).toBe('1 run.submitted');
    // Each of the two agents looks for its tools, then answers.
    expect(lines.filter((line) => line.endsWith(' step.completed'))).toHaveLength(4);
    expect(lines.at(-1)).toBe(`${lines.length} run.completed`);
  });

  it('links only to what is there', () => {
    const guides = readdirSync(join(root, 'docs', 'guides')).map((name) => `docs/guides/${name}`);
    const pages = ['README.md', 'CONTRIBUTING.md', 'docs/architecture.md', ...guides];
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
