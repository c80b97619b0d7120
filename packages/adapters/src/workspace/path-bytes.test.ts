import * as fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { decodePath, encodePath, splitNames } from './path-bytes.ts';
import { GitStage } from './testing/git-stage.ts';
import { join } from 'node:path';

describe('a path that need not be UTF-8', () => {
  it('is the same bytes again, whatever they are, and like no other', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ maxLength: 40 }), (one, other) => {
        const [left, right] = [Buffer.from(one), Buffer.from(other)];
        expect(encodePath(decodePath(left)).equals(left)).toBe(true);
        expect(decodePath(left) === decodePath(right)).toBe(left.equals(right));
      }),
    );
    expect(decodePath(Buffer.from('ü \u{1f409}'))).toBe('ü \u{1f409}');
    expect(splitNames(Buffer.from('a\0b\0'))).toEqual(['a', 'b']);
  });

  it('stays in a repository as it is when agents change other files', async () => {
    const stage = await GitStage.create(onTestFinished);
    await stage.init({ 'a.txt': 'one\n' });
    const blob = await stage.git('hash-object', '-w', 'a.txt');
    // One that is Latin-1, and one that looks like what a careless reader would make of it.
    const latin = Buffer.concat([Buffer.from(`100644 ${blob}\tcaf`), Buffer.from([0xe9]), Buffer.from('/x.txt\0')]);
    const replaced = Buffer.from(`100644 ${blob}\tcaf\ufffd/x.txt\0`);
    await stage.gitWithInput(Buffer.concat([latin, replaced]), 'update-index', '-z', '--index-info');
    await stage.git('commit', '--quiet', '-m', 'odd names');
    const run = stage.newRun();
    const folder = await stage.open(run);
    await stage.write(join(folder, 'a.txt'), 'two\n');
    const { changes, version, leftOut } = await stage.keep(run);
    expect(changes).toMatchObject([{ path: 'a.txt', change: 'changed' }]);
    expect(leftOut).toEqual([{ path: 'caf\ufffd', why: 'its name is not UTF-8' }]);
    expect(await stage.git('diff', '--name-status', 'main', version)).toBe('M\ta.txt');
  });
});
