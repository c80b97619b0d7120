import { GIVEN_LIMIT_BYTES } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { tasksText } from '../../strings/tasks.ts';
import { findGivenMistake, toFile } from './read-given.ts';

const file = (name: string, size = 10) => ({ name, size });

describe('files that go with a task', () => {
  it('may have any ordinary name, and a size that a journal holds', () => {
    expect(findGivenMistake([])).toBeUndefined();
    expect(
      findGivenMistake([file('Orders 2026.csv'), file('Übersicht.parquet', GIVEN_LIMIT_BYTES - 10)]),
    ).toBeUndefined();
  });

  it.each([
    [[file('.env')], tasksText.oddFileName('.env')],
    [[file('a:b.csv')], tasksText.oddFileName('a:b.csv')],
    [[file('a.csv', GIVEN_LIMIT_BYTES), file('b.csv', 1)], tasksText.filesTooLarge],
    [Array.from({ length: 21 }, (_none, at) => file(`${at}.csv`)), tasksText.tooManyFiles(20)],
  ])('%j are refused in words', (files, mistake) => {
    expect(findGivenMistake(files)).toBe(mistake);
  });

  it('are the same again where an earlier task had them', async () => {
    const bytes = Uint8Array.of(0, 255, 10, 200);
    const again = toFile({ path: 'data/x.bin', content: Buffer.from(bytes).toString('base64') });
    expect([again.name, new Uint8Array(await again.arrayBuffer())]).toEqual(['data/x.bin', bytes]);
  });
});
