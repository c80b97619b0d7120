import { describe, expect, it } from 'vitest';
import { toFileDiff } from './to-file-diff.ts';

const entry = (bytes: number, kind: 'file' | 'program' = 'file') => ({ kind, hash: `${bytes}${kind}`, bytes });
const sides = (before: Buffer | undefined, after: Buffer | undefined) => async () => ({ before, after });

describe('a changed file', () => {
  it('is shown line by line, with what it was and is', async () => {
    const pair = { path: 'a.sh', before: entry(2), after: entry(4, 'program') };
    const diff = await toFileDiff(pair, sides(Buffer.from('a\n'), Buffer.from('a\nb\n')));
    expect(diff).toMatchObject({ change: 'changed', added: 1, deleted: 0, shown: 'whole', bytes: 4 });
    expect(diff.kind).toEqual({ before: 'file', after: 'program' });
  });

  it('numbers the changes that can be chosen, and none that is not shown whole, nor of a file that has no parts', async () => {
    const before = Buffer.from('line\n'.repeat(20));
    const after = Buffer.from(`first\n${before.toString()}${'y'.repeat(3_000)}\n`);
    const diff = await toFileDiff({ path: 'a', before: entry(1), after: entry(2) }, sides(before, after));
    expect(diff.diff).toMatch(/^[0-9a-f]{64}$/u);
    expect(diff.hunks.map(({ hunk }) => hunk)).toEqual([1, undefined]);
    const added = await toFileDiff({ path: 'a', before: undefined, after: entry(2) }, sides(undefined, after));
    expect(added.diff).toBeUndefined();
    expect(added.hunks.map(({ hunk }) => hunk)).toEqual([undefined]);
  });

  it('is not shown where it is no text, and not even read where it is too large', async () => {
    const binary = { path: 'a.bin', before: undefined, after: entry(3) };
    expect(await toFileDiff(binary, sides(undefined, Buffer.from([1, 0, 2])))).toMatchObject({
      shown: 'binary',
      hunks: [],
    });
    expect(await toFileDiff(binary, sides(undefined, Buffer.from([0xff, 0xfe])))).toMatchObject({ shown: 'binary' });
    const large = { path: 'b', before: undefined, after: entry(50_000_000) };
    const never = async () => {
      throw new Error('it was read');
    };
    expect(await toFileDiff(large, never)).toMatchObject({ shown: 'too_large', change: 'added' });
  });

  it('is cut where it has very many or very long lines', async () => {
    const many = Buffer.from('x\n'.repeat(10_000));
    const diff = await toFileDiff({ path: 'a', before: undefined, after: entry(many.length) }, sides(undefined, many));
    expect(diff).toMatchObject({ shown: 'cut', added: 10_000 });
    expect(diff.hunks[0]?.lines).toHaveLength(4_000);
    const one = await toFileDiff(
      { path: 'a', before: undefined, after: entry(many.length) },
      sides(undefined, many),
      'one',
    );
    expect(one).toMatchObject({ shown: 'whole', added: 10_000 });
    const long = Buffer.from('y'.repeat(500_000));
    const cut = await toFileDiff({ path: 'a', before: undefined, after: entry(long.length) }, sides(undefined, long));
    expect(cut.hunks[0]?.lines[0]?.text).toHaveLength(2_000);
    expect(cut.shown).toBe('cut');
  });
});
