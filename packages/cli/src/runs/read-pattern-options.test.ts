import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readPatternOptions } from './read-pattern-options.ts';

describe('how a team is to work, from the command line', () => {
  it('is what was typed, in the form of the API', async () => {
    expect(
      await readPatternOptions('consensus', { rounds: '2', quorum: 'two-thirds', option: ['weights=record'] }),
    ).toEqual({
      rounds: 2,
      quorum: 'two_thirds',
      weights: 'record',
    });
    expect(await readPatternOptions('competitive', { judge: ['editing,code_review'], option: ['at-once=2'] })).toEqual({
      judges: ['editing', 'code-review'],
      atOnce: 2,
    });
    expect(await readPatternOptions('sequential', { fact: ['300 guests'], option: ['silentAfterMs=5000'] })).toEqual({
      facts: ['300 guests'],
      silentAfterMs: 5_000,
    });
    expect(await readPatternOptions('sequential', {})).toBeUndefined();
  });

  it('has items in a file, one a line', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tutti-items-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const itemsFile = join(folder, 'items.txt');
    writeFileSync(itemsFile, 'one\r\n\n  two\n');
    expect(await readPatternOptions('pipeline', { itemsFile })).toEqual({ items: ['one', 'two'] });
    writeFileSync(itemsFile, '\n');
    await expect(readPatternOptions('pipeline', { itemsFile })).rejects.toThrow('no line with an item');
    await expect(readPatternOptions('pipeline', { itemsFile, item: ['a'] })).rejects.toThrow('either --item');
  });

  it.each([
    ['parallel', { rounds: '2' }, '--rounds: parallel does not know it. It takes --option at-once=…'],
    ['auto', { rounds: '2' }, 'With auto there are --part, --item'],
    ['consensus', { rounds: '99' }, '--rounds: '],
    ['consensus', { rounds: 'two' }, '--rounds takes a whole number'],
    ['consensus', { quorum: 'most' }, 'there is no quorum most'],
    ['swarm', { option: ['objective=best'] }, '--option objective: '],
    ['swarm', { option: ['objektive=highest'] }, 'The nearest is objective'],
    ['swarm', { option: ['objective'] }, '--option takes name=value'],
    ['pipeline', { itemsFile: '/no/such/file' }, 'there is no file'],
  ] as const)('is refused for %s with %j', async (pattern, flags, message) => {
    const refused = readPatternOptions(pattern, flags);
    await expect(refused).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(refused).rejects.toThrow(message);
  });
});
