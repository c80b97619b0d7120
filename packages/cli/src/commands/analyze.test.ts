import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
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
    expect(context.terminal.outText).toMatch(/auto: \w+ with [\w, -]*generation/u);
    expect(context.terminal.outText).toMatch(/an? \w+ request of type \w+:/u);
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
    const chosen = { pattern: expect.any(String), agents: expect.any(Array), reason: expect.any(String) };
    expect(answers).toMatchObject([
      { id: 'z', ...classes, agents, chosen },
      { id: 7, ...classes, agents, chosen },
    ]);
  });

  it('asks the server of the directory, which knows what was written there too', async () => {
    const context = await makeContext();
    const parts = { learnt: 1, text: 1, capability: 1, record: 0.5, load: 1, cost: 1 };
    const analysis = {
      type: 'write',
      complexity: 'low',
      pattern: 'sequential',
      capabilities: [],
      reasons: [],
      agents: [{ id: 'harbour-poet', score: 1, parts, reasons: ['it was written here'] }],
    };
    const health = { status: 'healthy', timestamp: '2026-01-01T00:00:00.000Z', version: '9.0.0' };
    const server = createServer(({ url }, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(url === '/health/live' ? health : analysis));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    await mkdir(context.config.dataDirectory, { recursive: true });
    const file = { pid: process.pid, url: `http://127.0.0.1:${port}`, startedAt: 1 };
    await writeFile(join(context.config.dataDirectory, 'server.json'), JSON.stringify(file));
    expect(await analyzeCommand(context, 'Limerick about rain', { ...OPTIONS, json: true })).toBe(0);
    expect(JSON.parse(context.terminal.outText)).toMatchObject({ agents: [{ id: 'harbour-poet' }] });
  });

  it('says what is not weighed where a store is there and no server', async () => {
    const context = await makeContext();
    await mkdir(context.config.dataDirectory, { recursive: true });
    await writeFile(join(context.config.dataDirectory, 'tutti.db'), '');
    await analyzeCommand(context, 'Limerick about rain', OPTIONS);
    expect(context.terminal.errText).toContain('no server runs here');
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
