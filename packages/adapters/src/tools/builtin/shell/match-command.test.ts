import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchCommand } from './match-command.ts';
import { ShellSettings } from './shell-settings.ts';

const allowed = [
  ['npm', 'test'],
  ['git', 'log', '-n', '{number}', '--grep={text}'],
  ['wc', '-l', '{file}'],
  ['echo', '{text}'],
];

describe('what an administrator has allowed', () => {
  it.each([
    [['npm', 'test'], []],
    [['git', 'log', '-n', '12', '--grep=-x $(id)'], []],
    [['wc', '-l', 'src/main.ts'], ['src/main.ts']],
    [['echo', 'a; rm -rf / && $(id) | `id` > x'], []],
  ])('%j is a command of it', (words, files) => {
    expect(matchCommand(words, allowed)).toEqual({ files });
  });

  it.each([
    [['npm']],
    [['npm', 'test', '--', '--reporter=x']],
    [['npm', 'install']],
    [['npm', 'test ']],
    [['NPM', 'test']],
    [['./npm', 'test']],
    [['/usr/bin/npm', 'test']],
    [['npx', 'test']],
    [['sh', '-c', 'npm test']],
    [['env', 'NODE_OPTIONS=--require=./x', 'npm', 'test']],
    [['NODE_OPTIONS=--require=./x', 'npm', 'test']],
    [['git', 'log', '-n', '1', '--output=x']],
    [['git', 'log', '-n', '-1', '--grep=x']],
    [['git', 'log', '-n', '1', '--grep=']],
    [['wc', '-l', '--files0-from=x']],
    [['wc', '-l', '/etc/passwd']],
    [['wc', '-l', '../x']],
    [['wc', '-l', '.env']],
    [['wc', '-l', 'a/.git/config']],
    [['echo', '-n']],
    [['echo', '']],
    [['echo', 'a\0b']],
    [['echo', 'a\nb']],
    [['docker', 'run', '-v', '/:/h', 'x']],
    [['python', '-c', 'x']],
    [['node', '-e', 'x']],
    [[]],
  ])('%j is none of it', (words) => {
    expect(matchCommand(words, allowed)).toBeUndefined();
  });

  it('never matches a command of another length, or with another fixed word', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 6 }), (words) => {
        const match = matchCommand(words, allowed);
        if (match) expect(allowed.some((own) => own.length === words.length && own[0] === words[0])).toBe(true);
      }),
    );
  });

  it('allows nothing by itself', () => {
    expect(ShellSettings.parse({}).commands).toEqual([]);
  });
});
