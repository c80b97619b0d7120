import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { installed, isAlive, openMcpStage, use } from './testing/mcp-stage.ts';

describe('servers of tools from npm', { timeout: 120_000 }, () => {
  it('filesystem: reads and writes where it may, and nowhere else', async () => {
    await using stage = await openMcpStage();
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'tutti-files-')));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'a.txt'), 'alpha');
    const tools = await stage.admit('files', { command: installed('filesystem', folder) });
    expect(await use(tools, 'files__read_text_file', { path: join(folder, 'a.txt') })).toEqual({ content: 'alpha' });
    await use(tools, 'files__write_file', { path: join(folder, 'b.txt'), content: 'beta' });
    expect(JSON.stringify(await use(tools, 'files__list_directory', { path: folder }))).toContain('b.txt');
    await expect(use(tools, 'files__read_text_file', { path: '/etc/passwd' })).rejects.toMatchObject({
      code: 'tool_failed',
      message: expect.stringContaining('outside') as string,
    });
    const effects = new Map(tools.map(({ name, effect }) => [name, effect]));
    expect(effects.get('files__read_text_file')).toBe('read');
    expect(effects.get('files__write_file')).toBe('irreversible');
  });

  it('memory: keeps what it is told in its private folder, and ends with us', async () => {
    await using stage = await openMcpStage();
    const file = join(stage.directory, 'memory.jsonl');
    const tools = await stage.admit('memory', { command: installed('memory'), env: { MEMORY_FILE_PATH: file } });
    const entities = [{ name: 'Ann', entityType: 'person', observations: ['likes tea'] }];
    await use(tools, 'memory__create_entities', { entities });
    expect(JSON.stringify(await use(tools, 'memory__search_nodes', { query: 'tea' }))).toContain('Ann');
    const [pid = 0] = stage.tools.pids;
    expect(isAlive(pid)).toBe(true);
    await stage.tools[Symbol.asyncDispose]();
    expect(isAlive(pid)).toBe(false);
  });

  it('sequential-thinking: takes a thought', async () => {
    await using stage = await openMcpStage();
    const tools = await stage.admit('thinking', { command: installed('sequential-thinking') });
    const thought = { thought: 'First.', nextThoughtNeeded: false, thoughtNumber: 1, totalThoughts: 1 };
    expect(JSON.stringify(await use(tools, 'thinking__sequentialthinking', thought))).toContain('thoughtNumber');
  });

  it('everything: answers in words, data, pictures and errors, and tells its progress', async () => {
    await using stage = await openMcpStage();
    const tools = await stage.admit('everything', { command: installed('everything'), limits: { callSeconds: 2 } });
    expect(await use(tools, 'everything__echo', { message: 'hello' })).toBe('Echo: hello');
    expect(await use(tools, 'everything__get-sum', { a: 40, b: 2 })).toContain('42');
    expect(JSON.stringify(await use(tools, 'everything__get-tiny-image'))).toContain('image/png');
    expect(await use(tools, 'everything__get-structured-content', { location: 'Chicago' })).toMatchObject({
      conditions: expect.any(String) as string,
    });
    // Longer than a call may take without a word of progress.
    const slow = use(tools, 'everything__trigger-long-running-operation', { duration: 4, steps: 8 });
    expect(JSON.stringify(await slow)).toContain('completed');
    const sum = tools.find(({ name }) => name === 'everything__get-sum');
    expect(sum?.input.safeParse({ a: 'four', b: 2 }).success).toBe(false);
  });
});
