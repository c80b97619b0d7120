import { describe, expect, it } from 'vitest';
import { createProgram } from './create-program.ts';

const idle = { act: async () => {}, actBare: async () => {} };

async function parse(...args: string[]): Promise<unknown> {
  const program = createProgram({ write: () => {} }, idle);
  return program.parseAsync(args, { from: 'user' }).catch((error: unknown) => error);
}

describe('the arguments', () => {
  it.each(['runs', 'demo', 'up', 'doctor'])(
    'of %s do not take an empty text for the working directory',
    async (name) => {
      expect(await parse(name, '--data-dir', '')).toMatchObject({ message: expect.stringContaining('a directory') });
    },
  );

  it.each([
    ['rnu', 'run'],
    ['runs --stauts failed', '--status'],
    ['keys creat', 'create'],
    ['models refesh', 'refresh'],
    ['providers remov', 'remove'],
    ['providers reencript', 'reencrypt'],
    ['budget st', 'set'],
  ])('"%s" is refused with the nearest that there is', async (typed, meant) => {
    expect(await parse(...typed.split(' '))).toMatchObject({
      message: expect.stringContaining(`Did you mean ${meant}?`),
    });
  });

  it('are shown with the name of a group alone, in lines that a terminal holds', async () => {
    let shown = '';
    const program = createProgram({ write: (text) => void (shown += text) }, idle);
    await expect(program.parseAsync(['keys'], { from: 'user' })).rejects.toMatchObject({ code: 'commander.help' });
    expect(shown).toContain('create <name>');
    shown = '';
    program.outputHelp();
    expect(Math.max(...shown.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('offer --json, a directory and a server with every command that works on runs', () => {
    const program = createProgram({ write: () => {} }, idle);
    const alone = new Set(['up', 'mcp', 'migrate', 'worker', 'keys', 'completion', 'demo', 'help']);
    for (const command of program.commands.filter((each) => !alone.has(each.name())))
      expect(command.options.map(({ long }) => long)).toEqual(
        expect.arrayContaining(['--data-dir', '--server', '--json']),
      );
  });
});
