import { execFileSync } from 'node:child_process';
import { link, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from '@tutti/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createReadTools } from './create-read-tools.ts';
import { createWriteTools } from './create-write-tools.ts';
import { canPin } from './folder.ts';
import { Workspace } from './workspace.ts';

let outside: string;
let root: string;
beforeEach(async () => {
  outside = await mkdtemp(join(tmpdir(), 'tutti-files-'));
  root = join(outside, 'workspace');
  await mkdir(root);
  await writeFile(join(outside, 'secret.txt'), 'the secret');
});
afterEach(() => rm(outside, { recursive: true, force: true }));

function call(key = 'key') {
  return { signal: new AbortController().signal, key };
}

/** As it is here, and as it is where folders cannot be held by a descriptor. */
describe.each([
  ['held by descriptors', canPin()],
  ['checked by name', false],
])('files of a workspace, %s', (_how, pinned) => {
  const tools = (limits = {}) => {
    const workspace = new Workspace({ root, pinned, limits });
    const byName = new Map(
      [...createReadTools(workspace), ...createWriteTools(workspace)].map((tool) => [tool.name, tool]),
    );
    const find = (name: string) => {
      const tool = byName.get(`filesystem__${name}`);
      if (!tool) throw new Error(`there is no tool ${name}`);
      return tool;
    };
    const use = (name: string, input: Json, key?: string) => find(name).use(input, call(key));
    return { find, use };
  };

  it('are written, read by lines, listed with their sizes, found and searched', async () => {
    const { use } = tools();
    await use('write', { path: 'src/deep/main.ts', text: 'one\ntwo\nthree\n' });
    await use('write', { path: 'notes.md', text: 'Two things\n' });
    expect(await use('read', { path: 'src/deep/main.ts', fromLine: 2, lines: 1 })).toEqual({
      path: 'src/deep/main.ts',
      bytes: 14,
      text: 'two\n',
      fromLine: 2,
      toLine: 2,
      more: true,
    });
    expect(await use('read', { path: 'src/deep/main.ts' })).toMatchObject({ toLine: 3, more: false });
    expect(await use('list', { depth: 3 })).toEqual({
      entries: [
        { path: 'notes.md', kind: 'file', bytes: 11 },
        { path: 'src', kind: 'folder' },
        { path: 'src/deep', kind: 'folder' },
        { path: 'src/deep/main.ts', kind: 'file', bytes: 14 },
      ],
      more: false,
    });
    expect(await use('find', { pattern: '**/*.ts' })).toEqual({ files: ['src/deep/main.ts'] });
    expect(await use('search', { text: 'TWO', ignoreCase: true })).toEqual({
      lines: [
        { path: 'notes.md', line: 1, text: 'Two things' },
        { path: 'src/deep/main.ts', line: 2, text: 'two' },
      ],
    });
  });

  it('are edited only where the passage stands exactly once, and once for each key', async () => {
    const { use } = tools();
    await use('write', { path: 'a.txt', text: 'one two two' });
    await expect(use('edit', { path: 'a.txt', oldText: 'two', newText: 'x' })).rejects.toThrow('more than once');
    await expect(use('edit', { path: 'a.txt', oldText: 'six', newText: 'x' })).rejects.toThrow('does not hold');
    const edit = { path: 'a.txt', oldText: 'one', newText: 'one one' };
    const done = await use('edit', edit, 'key-1');
    expect(await use('edit', edit, 'key-1')).toEqual(done);
    expect(await readFile(join(root, 'a.txt'), 'utf8')).toBe('one one two two');
  });

  it('are told as binary when they are no text', async () => {
    const { use } = tools();
    await writeFile(join(root, 'a.bin'), Buffer.from([1, 0, 2]));
    await writeFile(join(root, 'latin.txt'), Buffer.from([0x66, 0xfc, 0x72]));
    expect(await use('read', { path: 'a.bin' })).toEqual({ path: 'a.bin', bytes: 3, binary: true });
    expect(await use('read', { path: 'latin.txt' })).toEqual({ path: 'latin.txt', bytes: 3, binary: true });
    await expect(use('edit', { path: 'a.bin', oldText: 'x', newText: 'y' })).rejects.toThrow('is no text');
  });

  it('are read in part when they are long, without half a character', async () => {
    const { use } = tools();
    await writeFile(join(root, 'long.txt'), 'ü'.repeat(100_000));
    const read = await use('read', { path: 'long.txt' });
    expect(read).toMatchObject({ bytes: 200_000, more: true, lastLineCut: true, text: expect.stringMatching(/^ü+$/u) });
  });

  it('keep their rights and are never seen half', async () => {
    const { use } = tools();
    await writeFile(join(root, 'run.sh'), 'old', { mode: 0o755 });
    const text = 'new '.repeat(50_000);
    const seen = new Set<string>();
    const writing = use('write', { path: 'run.sh', text });
    let isWriting = true;
    const watching = (async () => {
      while (isWriting) seen.add(await readFile(join(root, 'run.sh'), 'utf8'));
    })();
    await writing;
    isWriting = false;
    await watching;
    expect([...seen].every((content) => content === 'old' || content === text)).toBe(true);
    expect((await stat(join(root, 'run.sh'))).mode & 0o777).toBe(0o755);
    expect((await readdir(root)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('are moved without replacing anything, and back again', async () => {
    const { find, use } = tools();
    await use('write', { path: 'a.txt', text: 'a' });
    await use('write', { path: 'b.txt', text: 'b' });
    const move = find('move');
    await expect(use('move', { from: 'a.txt', to: 'b.txt' })).rejects.toThrow('something at "b.txt" already');
    await expect(use('move', { from: 'none.txt', to: 'c.txt' })).rejects.toMatchObject({ nothingHappened: true });
    const input = { from: 'a.txt', to: 'deep/c.txt' };
    expect(await move.verify?.(input, call('m'))).toEqual({ happened: false });
    await use('move', input, 'm');
    expect(await move.verify?.(input, call('m'))).toEqual({ happened: true, output: input });
    await move.undo?.(input, call('m'));
    await move.undo?.(input, call('m'));
    expect(await readFile(join(root, 'a.txt'), 'utf8')).toBe('a');
    expect(await move.verify?.(input, call('m'))).toEqual({ happened: false });
    await mkdir(join(root, 'folder'));
    await expect(use('move', { from: 'folder', to: 'folder/in/itself' })).rejects.toThrow('into itself');
  });

  it('are deleted so that it is known whether it happened, and can be taken back', async () => {
    const { find, use } = tools();
    await use('write', { path: 'src/a.txt', text: 'a' });
    const remove = find('delete');
    await expect(use('delete', { path: 'src' })).rejects.toThrow('not empty');
    const input = { path: 'src', recursive: true };
    expect(await remove.verify?.(input, call('d'))).toEqual({ happened: false });
    await use('delete', input, 'd');
    expect(await use('list', {})).toEqual({ entries: [], more: false });
    expect(await remove.verify?.(input, call('d'))).toEqual({ happened: true, output: { path: 'src', deleted: true } });
    await remove.undo?.(input, call('d'));
    expect(await readFile(join(root, 'src/a.txt'), 'utf8')).toBe('a');
    expect(await remove.verify?.(input, call('d'))).toEqual({ happened: false });
  });

  it('lie in the workspace only: no link is followed, neither to a file nor to a folder', async () => {
    const { use } = tools();
    await symlink(join(outside, 'secret.txt'), join(root, 'link.txt'));
    await symlink(outside, join(root, 'out'));
    for (const path of ['link.txt', 'out/secret.txt', 'out'])
      await expect(use('read', { path })).rejects.toMatchObject({ code: 'path_refused' });
    for (const path of ['link.txt', 'out/new.txt', 'out/deep/new.txt'])
      await expect(use('write', { path, text: 'x' })).rejects.toMatchObject({ code: 'path_refused' });
    await expect(use('move', { from: 'link.txt', to: 'x.txt' })).rejects.toMatchObject({ code: 'path_refused' });
    await expect(use('move', { from: 'out/secret.txt', to: 'x.txt' })).rejects.toMatchObject({ code: 'path_refused' });
    await expect(use('delete', { path: 'out/secret.txt' })).rejects.toMatchObject({ code: 'path_refused' });
    expect(await use('search', { text: 'secret' })).toEqual({ lines: [] });
    expect(await use('list', { depth: 4 })).toMatchObject({
      entries: [{ path: 'link.txt', kind: 'link' }, { path: 'out' }],
    });
    expect((await readdir(outside)).toSorted()).toEqual(['secret.txt', 'workspace']);
    expect(await readFile(join(outside, 'secret.txt'), 'utf8')).toBe('the secret');
  });

  it('are refused when they also have a name elsewhere, and replaced without touching what lies there', async () => {
    const { use } = tools();
    await link(join(outside, 'secret.txt'), join(root, 'hard.txt'));
    await expect(use('read', { path: 'hard.txt' })).rejects.toThrow('second name');
    await expect(use('write', { path: 'hard.txt', text: 'x' })).rejects.toThrow('second name');
    expect(await use('search', { text: 'secret' })).toEqual({ lines: [], filesNotText: 1 });
    expect(await readFile(join(outside, 'secret.txt'), 'utf8')).toBe('the secret');
  });

  it.skipIf(process.platform === 'win32')('are plain: a pipe or a socket is refused at once', async () => {
    const { use } = tools();
    execFileSync('mkfifo', [join(root, 'pipe')]);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(root, 'socket'), resolve));
    for (const path of ['pipe', 'socket']) {
      await expect(use('read', { path })).rejects.toMatchObject({ code: 'path_refused' });
      await expect(use('write', { path, text: 'x' })).rejects.toMatchObject({ code: 'path_refused' });
    }
    expect(await use('search', { text: 'x' })).toEqual({ lines: [] });
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });

  it('take no more than they may, file by file and all together', async () => {
    const { use } = tools({ fileBytes: 100, totalBytes: 250, files: 3 });
    await expect(use('write', { path: 'a', text: 'x'.repeat(101) })).rejects.toMatchObject({ code: 'workspace_full' });
    for (const path of ['a', 'b']) await use('write', { path, text: 'x'.repeat(100) });
    await expect(use('write', { path: 'c', text: 'x'.repeat(100) })).rejects.toMatchObject({ code: 'workspace_full' });
    await use('write', { path: 'a', text: 'x'.repeat(10) });
    await use('write', { path: 'c', text: 'x'.repeat(100) });
    await expect(use('write', { path: 'd', text: '' })).rejects.toMatchObject({ code: 'workspace_full' });
    expect((await readdir(root)).toSorted()).toEqual(['a', 'b', 'c']);
  });

  it('do not lose a change when several are made at once', async () => {
    const { use } = tools();
    await use('write', { path: 'a.txt', text: '1 2 3 4 5 6 7 8' });
    const numbers = [1, 2, 3, 4, 5, 6, 7, 8];
    await Promise.all(
      numbers.map((number) =>
        use(
          'edit',
          { path: 'a.txt', oldText: `${number}`, newText: `n${String.fromCodePoint(96 + number)}` },
          `k${number}`,
        ),
      ),
    );
    expect(await readFile(join(root, 'a.txt'), 'utf8')).toBe('na nb nc nd ne nf ng nh');
  });
});

describe.runIf(canPin())('a folder that is swapped for a link while it is used', () => {
  it('never leads out of the workspace', async () => {
    await mkdir(join(root, 'a'));
    await mkdir(join(outside, 'target'));
    const workspace = new Workspace({ root });
    let isSwapping = true;
    const swapping = (async () => {
      while (isSwapping) {
        // The tool may make the folder anew at any of these moments.
        await rename(join(root, 'a'), join(root, 'kept')).catch(() => undefined);
        await symlink(join(outside, 'target'), join(root, 'a')).catch(() => undefined);
        await rm(join(root, 'a'), { recursive: true, force: true }).catch(() => undefined);
        await rename(join(root, 'kept'), join(root, 'a')).catch(() => undefined);
      }
    })();
    const outcomes = new Set<string>();
    // At least so often, and until one has met the folder in its place.
    for (let round = 0; round < 300 || !outcomes.has('written'); round++)
      await workspace.writeFile('a/x.txt', Buffer.from('x'), new AbortController().signal).then(
        () => outcomes.add('written'),
        (error: unknown) => outcomes.add(error instanceof Error && 'code' in error ? String(error.code) : 'other'),
      );
    isSwapping = false;
    await swapping;
    expect(await readdir(join(outside, 'target'))).toEqual([]);
  }, 120_000);
});
