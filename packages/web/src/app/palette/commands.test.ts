import { House } from 'lucide-react';
import { describe, expect, it } from 'vitest';
import { type Command, filterCommands, toGroups } from './commands.ts';

const command = (id: string, group: string, label: string): Command => ({
  id,
  group,
  label,
  icon: House,
  run: () => {},
});
const commands = [
  command('home', 'Go to', 'Home'),
  command('dark', 'Do', 'Theme: Dark'),
  command('new', 'Do', 'New task'),
  command('runs', 'Go to', 'Runs'),
];

describe('filterCommands', () => {
  it('finds by the beginnings of words, in any order', () => {
    expect(filterCommands(commands, 'da th').map(({ id }) => id)).toEqual(['dark']);
    expect(filterCommands(commands, 'go r').map(({ id }) => id)).toEqual(['runs']);
  });

  it('offers everything while nothing is typed', () => {
    expect(filterCommands(commands, '  ')).toHaveLength(4);
  });
});

describe('toGroups', () => {
  it('keeps what belongs together in one group', () => {
    expect(toGroups(commands).map(({ name, commands: own }) => [name, own.length])).toEqual([
      ['Go to', 2],
      ['Do', 2],
    ]);
  });
});
