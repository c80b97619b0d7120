import { describe, expect, it } from 'vitest';
import { ShellSettings } from './shell-settings.ts';

const REFUSED: readonly [commands: readonly (readonly string[])[], message: RegExp][] = [
  [[['{text}', 'x']], /exactly/],
  [[['sh', '-c', '{text}']], /any program/],
  [[['node', '--eval', '{text}']], /any program/],
  [[['nodejs', '-e', '{text}']], /any program/],
  [[['ash', '-c', '{text}']], /any program/],
  [[['lua', '--eval={text}']], /any program/],
  [[['python3.12', '{file}']], /any program/],
  [[['bash', '{file}']], /any program/],
  [[['node', '--test', '{file}']], /any program/],
  [[['env', '{text}', 'npm', 'test']], /any program/],
  [[['xargs', '-a', '{file}', 'rm']], /any program/],
  [[['make', '{text}']], /any program/],
  [[['ssh', 'host', '{text}']], /any program/],
  [[['timeout', '5', '{text}']], /any program/],
  [[['find', '.', '-exec', '{text}', ';']], /any program/],
  [[['git', '{text}']], /any program/],
  [[['git', '-c', '{text}', 'log']], /any program/],
  [[['git', '-c', 'core.pager={text}', 'log']], /any program/],
  [[['git', 'fetch', '--upload-pack={text}']], /any program/],
  [[['git', '--exec-path={file}', 'log']], /any program/],
  [[['tar', '-xf', 'x.tar', '--to-command={text}']], /any program/],
  [[['tar', '-cf', 'x.tar', '--checkpoint-action', '{text}']], /any program/],
  [[['rsync', '-e', '{text}', 'a', 'b']], /any program/],
  [[['awk', '{text}', 'x']], /any program/],
  [[['awk', '-f', '{file}']], /any program/],
  [[['sed', '-n', '{text}']], /any program/],
  [[['vim', '-c', '{text}']], /any program/],
  [[['psql', '--file={file}']], /any program/],
  [[['anything', '--command={text}']], /any program/],
  [[[]], /.*/],
  [[['a\nb']], /control/],
];

const TAKEN: readonly [command: readonly string[]][] = [
  [['git', 'commit', '-m', '{text}']],
  [['git', 'log', '-n', '{number}', '--grep={text}']],
  [['find', '.', '-name', '{text}']],
  [['node', 'build.js', '{text}']],
  [['python3', '-m', 'pytest', '-k', '{text}', '{file}']],
  [['bash', '-c', 'npm test']],
  [['grep', '-n', '{text}', '{file}']],
  [['eslint', '-c', '{file}']],
];

describe('what an administrator may leave open in a command', () => {
  it.each(REFUSED)('%j is no setting', (commands, message) => {
    expect(() => ShellSettings.parse({ commands })).toThrow(message);
  });

  it.each(TAKEN)('%j is one', (words) => {
    expect(ShellSettings.parse({ commands: [words] }).commands).toEqual([words]);
  });
});
