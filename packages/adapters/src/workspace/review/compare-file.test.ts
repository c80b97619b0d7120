import { describe, expect, it } from 'vitest';
import type { FileEntry } from '../manifest.ts';
import { applyHunks, compareFile, isDivisible } from './compare-file.ts';

const entry = (hash: string, kind: FileEntry['kind'] = 'file', bytes = 10): FileEntry => ({ kind, hash, bytes });
const PAIR = { before: entry('1'), after: entry('2') };

async function compare(before: string | Buffer, after: string | Buffer, pair = PAIR) {
  const compared = await compareFile(pair, async () => ({ before: Buffer.from(before), after: Buffer.from(after) }));
  if (compared.kind !== 'text') throw new Error(`it is ${compared.kind}`);
  return compared;
}

/** With some of its hunks; none and all of them give the texts themselves. */
async function take(before: string, after: string, chosen: readonly number[]): Promise<string> {
  const { lines } = await compare(before, after);
  return applyHunks(before, lines.hunks, new Set(chosen));
}

const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, place) => `line ${from + place}\n`).join('');

describe('a file with only some of its hunks', () => {
  it('holds what was chosen, and everything else as it was', async () => {
    const before = lines(0, 40);
    const after = `first\n${before.replace('line 20\n', 'twenty\nand more\n').replace('line 39\n', 'last\n')}`;
    expect(await take(before, after, [])).toBe(before);
    expect(await take(before, after, [1, 2, 3])).toBe(after);
    expect(await take(before, after, [1])).toBe(`first\n${before}`);
    expect(await take(before, after, [2])).toBe(before.replace('line 20\n', 'twenty\nand more\n'));
    expect(await take(before, after, [3])).toBe(before.replace('line 39\n', 'last\n'));
    expect(await take(before, after, [1, 3])).toBe(`first\n${before.replace('line 39\n', 'last\n')}`);
  });

  it('keeps a missing last line end, CRLF, a byte order mark and lone carriage returns as they are', async () => {
    const middle = lines(0, 20);
    const before = `\u{feff}a\r\n${middle}end`;
    const after = `\u{feff}b\r\n${middle}end\n`;
    expect(await take(before, after, [1])).toBe(`\u{feff}b\r\n${middle}end`);
    expect(await take(before, after, [2])).toBe(`\u{feff}a\r\n${middle}end\n`);
    expect(await take(`a\rb\n${middle}x\r\n`, `a\rc\n${middle}x\n`, [2])).toBe(`a\rb\n${middle}x\n`);
  });

  it('can be made of any choice of a thousand', async () => {
    const before = lines(0, 10_000);
    const after = before.replaceAll(/5\n/gu, 'five\n');
    const { lines: diff } = await compare(before, after);
    expect(diff.hunks).toHaveLength(1_000);
    const even = new Set(Array.from({ length: 500 }, (_, place) => 2 * (place + 1)));
    const made = applyHunks(before, diff.hunks, even).split('\n');
    const expected = before
      .split('\n')
      .map((line, place) => (line.endsWith('5') && place % 20 === 15 ? line.replace(/5$/u, 'five') : line));
    expect(made).toEqual(expected);
  });
});

describe('the hash of a diff', () => {
  it('is another one as soon as either side is', async () => {
    const [one, two] = [await compare('a\n', 'b\n'), await compare('a\n', 'b\n')];
    expect(one.hash).toBe(two.hash);
    const others = [
      { ...PAIR, after: entry('3') },
      { ...PAIR, before: entry('3') },
      { ...PAIR, after: entry('2', 'program') },
    ];
    const hashes = await Promise.all(others.map(async (pair) => (await compare('a\n', 'b\n', pair)).hash));
    expect(new Set([one.hash, ...hashes]).size).toBe(4);
  });
});

describe('a file that has no parts', () => {
  it('is new, gone, a link, or of the same content', () => {
    expect(isDivisible(PAIR)).toBe(true);
    expect(isDivisible({ before: undefined, after: entry('2') })).toBe(false);
    expect(isDivisible({ before: entry('1'), after: undefined })).toBe(false);
    expect(isDivisible({ before: entry('1'), after: entry('2', 'link') })).toBe(false);
    expect(isDivisible({ before: entry('1'), after: entry('1', 'program') })).toBe(false);
  });

  it('is no text, or too large to be read for it', async () => {
    const read = async () => ({ before: Buffer.from([0]), after: Buffer.from([0xff, 0xfe]) });
    expect(await compareFile(PAIR, read)).toEqual({ kind: 'binary' });
    const never = async () => {
      throw new Error('it was read');
    };
    const large = { before: entry('1', 'file', 50_000_000), after: entry('2') };
    expect(await compareFile(large, never)).toEqual({ kind: 'too_large' });
  });
});
