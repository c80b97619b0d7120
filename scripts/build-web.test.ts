import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { buildWeb } from './build-web.mjs';

const repository = join(import.meta.dirname, '..');

/** A repository with one small page and the real tools. */
function makeRoot() {
  const root = mkdtempSync(join(tmpdir(), 'tutti web '));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  write('packages/web/index.html', '<!doctype html><script type="module" src="/src/main.ts"></script>');
  write('packages/web/src/main.ts', "import { word } from '../../sdk/src/word.ts';\ndocument.title = word;");
  write('packages/sdk/src/word.ts', "export const word = 'first';");
  cpSync(join(repository, 'package-lock.json'), join(root, 'package-lock.json'));
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'), 'junction');
  const build = () => buildWeb(root, process.execPath);
  const readPage = () => {
    const assets = join(root, 'packages/web/dist/assets');
    return readdirSync(assets)
      .map((name) => readFileSync(join(assets, name), 'utf8'))
      .join('\n');
  };
  return { root, write, build, readPage };
}

describe('building the pages', () => {
  it('is done when they are missing or when what they are made of has changed, and not otherwise', () => {
    const { write, build, readPage } = makeRoot();
    expect(build()).toBe(true);
    expect(readPage()).toContain('first');
    write('packages/web/src/main.test.ts', 'a test makes no page');
    expect(build()).toBe(false);
    write('packages/sdk/src/word.ts', "export const word = 'second';");
    expect(build()).toBe(true);
    expect(readPage()).toContain('second');
  });

  it('that fails says why and leaves the pages that were there', () => {
    const { root, write, build, readPage } = makeRoot();
    build();
    write('packages/web/src/main.ts', "import './nowhere.ts';");
    expect(() => build()).toThrow(/nowhere\.ts[^]*could not be built/);
    expect(readPage()).toContain('first');
    expect(readdirSync(join(root, 'packages/web'))).toEqual(['dist', 'index.html', 'src']);
    expect(existsSync(join(root, 'packages/web/dist/index.html'))).toBe(true);
  });
});
