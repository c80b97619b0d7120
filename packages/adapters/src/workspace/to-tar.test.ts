import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ArchivedFile, toTar } from './to-tar.ts';

const run = promisify(execFile);

describe('an archive', () => {
  it('gives another program the same files back, whatever they are called', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tutti-tar-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const text = (path: string, kind: ArchivedFile['kind'] = 'file'): ArchivedFile => ({
      path,
      kind,
      bytes: Buffer.from(`in ${path}`),
    });
    const long = `${'a-long-folder/'.repeat(12)}file.txt`;
    const files = [
      text('plain.txt'),
      text('sub/ü "x".md'),
      text(long),
      text('tool.sh', 'program'),
      text('x'.repeat(92)),
    ];
    const link: ArchivedFile = { path: 'link', kind: 'link', bytes: Buffer.from('plain.txt') };
    const empty: ArchivedFile = { path: 'empty', kind: 'file', bytes: Buffer.alloc(0) };
    await writeFile(join(folder, 'all.tar'), toTar([...files, link, empty]));
    await run('tar', ['-xf', 'all.tar'], { cwd: folder });
    for (const { path } of files) expect(await readFile(join(folder, path), 'utf8')).toBe(`in ${path}`);
    expect((await stat(join(folder, 'tool.sh'))).mode & 0o111).not.toBe(0);
    expect((await stat(join(folder, 'empty'))).size).toBe(0);
    expect(await readlink(join(folder, 'link'))).toBe('plain.txt');
  });
});
