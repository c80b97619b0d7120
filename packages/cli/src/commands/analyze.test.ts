import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, systemRandom } from '@tutti/engine';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseConfig } from '../parse-config.ts';
import { createRecordedTerminal } from '../testing/recorded-terminal.ts';
import { analyzeCommand } from './analyze.ts';

async function makeContext() {
  const directory = await mkdtemp(join(tmpdir(), 'tutti-analyze-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const config = await parseConfig({ TUTTI_DATA_DIR: join(directory, 'data'), OLLAMA_API_URL: 'off' });
  return { directory, config, terminal: createRecordedTerminal({}), clock: systemClock, random: systemRandom };
}

const OPTIONS = { most: '3' };

describe('analyze', { timeout: 60_000 }, () => {
  it('says without a server who should work on a request, and why', async () => {
    const context = await makeContext();
    expect(await analyzeCommand(context, 'Write a limerick about a tax inspector', OPTIONS)).toBe(0);
    expect(context.terminal.outText).toMatch(/generation +\d+ %/u);
    expect(context.terminal.outText).toContain('people ask for it with');
  });

  it('answers a file in the order of its lines', async () => {
    const context = await makeContext();
    const file = join(context.directory, 'requests.jsonl');
    const lines = [
      { id: 'z', request: 'Restore the folder from last night' },
      { id: 7, request: 'Limerick about rain' },
    ];
    await writeFile(file, `${lines.map((line) => JSON.stringify(line)).join('\n')}\n\n`);
    expect(await analyzeCommand(context, undefined, { ...OPTIONS, file, json: true })).toBe(0);
    const answers = context.terminal.outText
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    const agents = [{ id: expect.any(String), score: expect.any(Number), reasons: expect.any(Array) }, {}, {}];
    const classes = { type: expect.any(String), complexity: expect.any(String), pattern: expect.any(String) };
    expect(answers).toMatchObject([
      { id: 'z', ...classes, agents },
      { id: 7, ...classes, agents },
    ]);
  });

  it('names the line that cannot be read', async () => {
    const context = await makeContext();
    const file = join(context.directory, 'requests.jsonl');
    await writeFile(file, '{"id": "1", "request": "Restore the folder"}\n{"id": "2"}\n');
    await expect(analyzeCommand(context, undefined, { ...OPTIONS, file })).rejects.toThrow(/requests\.jsonl:2/u);
  });

  it('says which file cannot be read', async () => {
    const context = await makeContext();
    const ask = (file: string) => analyzeCommand(context, undefined, { ...OPTIONS, file });
    await expect(ask(join(context.directory, 'nope.jsonl'))).rejects.toThrow(/nope\.jsonl cannot be read \(ENOENT\)/);
    await expect(ask(context.directory)).rejects.toThrow(/is no file/);
  });

  it('takes a request or a file, not both and not none', async () => {
    const context = await makeContext();
    await expect(analyzeCommand(context, undefined, OPTIONS)).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(analyzeCommand(context, 'x', { ...OPTIONS, file: 'y' })).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });
});
