import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tool } from '@tutti/engine';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWriteNoteTool } from './write-note.ts';

const call = { signal: new AbortController().signal, key: 'key' };

let root: string;
let workspace: string;
let tool: Tool;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'tutti-notes-'));
  workspace = join(root, 'workspace');
  tool = createWriteNoteTool({ workspace });
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('the write_note tool', () => {
  it('writes a note, with the folders on its way', async () => {
    const output = await tool.use({ path: 'plans/2026/harbour fête.md', text: '# Fête\n' }, call);
    expect(output).toEqual({ path: 'plans/2026/harbour fête.md', bytes: 8 });
    expect(await readFile(join(workspace, 'plans/2026/harbour fête.md'), 'utf8')).toBe('# Fête\n');
  });

  it('replaces what was there and leaves nothing else behind', async () => {
    await tool.use({ path: 'a.md', text: 'old' }, call);
    await tool.use({ path: 'a.md', text: 'new' }, call);
    expect(await readFile(join(workspace, 'a.md'), 'utf8')).toBe('new');
    expect(await readdir(workspace)).toEqual(['a.md']);
  });

  it.each([
    '../outside.md',
    'a/../../outside.md',
    '/etc/outside.md',
    'C:/outside.md',
    'a\\..\\outside.md',
    './a.md',
    'a//b.md',
    '.hidden.md',
    '.git/hooks.md',
    'a/.b/c.md',
    'a.txt',
    '.md',
    'a\0.md',
    'a\n.md',
    'a .md/b.md ',
    'con.md',
    'a/NUL.md',
    'stream.md:x.md',
    `${'x'.repeat(101)}.md`,
    `${'x/'.repeat(200)}a.md`,
  ])('refuses the path %j and writes nothing', async (path) => {
    await expect(tool.use({ path, text: 'x' }, call)).rejects.toMatchObject({ code: 'invalid_input', field: 'path' });
    expect(await readdir(root)).toEqual([]);
  });

  it('follows no link, whether it is a folder or the note itself', async () => {
    const outside = join(root, 'outside');
    await mkdir(outside);
    await mkdir(workspace);
    await writeFile(join(outside, 'kept.md'), 'kept');
    await symlink(outside, join(workspace, 'way'));
    await symlink(join(outside, 'kept.md'), join(workspace, 'note.md'));
    await symlink(join(outside, 'nothing.md'), join(workspace, 'dangling.md'));
    for (const path of ['way/kept.md', 'way/new/kept.md', 'note.md', 'dangling.md']) {
      await expect(tool.use({ path, text: 'x' }, call)).rejects.toMatchObject({ code: 'invalid_input', field: 'path' });
      await expect(tool.verify?.({ path, text: 'kept' }, call)).rejects.toMatchObject({ code: 'invalid_input' });
    }
    expect(await readdir(outside)).toEqual(['kept.md']);
    expect(await readFile(join(outside, 'kept.md'), 'utf8')).toBe('kept');
  });

  it('does not put a note where a folder is, or a folder where a note is', async () => {
    await tool.use({ path: 'a.md/b.md', text: 'x' }, call);
    await expect(tool.use({ path: 'a.md', text: 'x' }, call)).rejects.toThrow('is a folder already');
    await tool.use({ path: 'c.md', text: 'x' }, call);
    await expect(tool.use({ path: 'c.md/d.md', text: 'x' }, call)).rejects.toThrow('leads through a file');
  });

  it('takes 1 MiB of UTF-8 and not a byte more', async () => {
    const text = 'é'.repeat(512 * 1024);
    expect(await tool.use({ path: 'a.md', text }, call)).toMatchObject({ bytes: 1024 * 1024 });
    await expect(tool.use({ path: 'b.md', text: `${text}x` }, call)).rejects.toMatchObject({ field: 'text' });
  });

  it('finds out whether a note was written', async () => {
    const input = { path: 'plans/a.md', text: 'text' };
    expect(await tool.verify?.(input, call)).toEqual({ happened: false });
    await tool.use(input, call);
    expect(await tool.verify?.(input, call)).toEqual({ happened: true, output: { path: 'plans/a.md', bytes: 4 } });
    expect(await tool.verify?.({ ...input, text: 'other' }, call)).toEqual({ happened: false });
  });

  it('writes nothing when it is aborted already', async () => {
    const signal = AbortSignal.abort(new Error('cancelled'));
    await expect(tool.use({ path: 'a.md', text: 'x' }, { ...call, signal })).rejects.toThrow('cancelled');
    expect(await readdir(root)).toEqual([]);
  });

  it('keeps the last of many notes written at once, whole', async () => {
    const texts = Array.from({ length: 20 }, (_, index) => String(index).repeat(10_000));
    await Promise.all(texts.map((text) => tool.use({ path: 'a.md', text }, call)));
    expect(texts).toContain(await readFile(join(workspace, 'a.md'), 'utf8'));
    expect(await readdir(workspace)).toEqual(['a.md']);
  });
});
