import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openModelCatalogue, toRefreshedFiles } from './open-model-catalogue.ts';
import { refreshCatalogue } from './refresh-catalogue.ts';

const FOLDER = join(import.meta.dirname, '..', '..', '..', '..', 'catalog', 'models');
const SOURCE = join(FOLDER, 'source', 'models-dev.json');
const NOW = Date.parse('2026-11-21T12:00:00Z');
const text = await readFile(SOURCE, 'utf8');

async function makeDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'tutti-refresh-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  return directory;
}

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/api.json`;
}

/** The data as it was, but for one new model, one that is gone and one price. */
function change(): string {
  const data = JSON.parse(text);
  const { models } = data.openai;
  models['gpt-9'] = { ...models['gpt-5.5'], id: 'gpt-9', release_date: '2026-11-01' };
  delete models['gpt-5.4-pro'];
  models['gpt-5.5'].cost.input = 4;
  return JSON.stringify(data);
}

describe('refreshing the catalogue', () => {
  it('takes what an address answers, says what changed, and is used from then on', async () => {
    const directory = await makeDirectory();
    const from = await serve((_request, response) => void response.end(change()));
    const report = await refreshCatalogue({ from, folder: FOLDER, directory, now: NOW });
    expect(report).toMatchObject({
      before: { asOf: '2026-06-30' },
      after: { asOf: '2026-11-21' },
      added: ['openai/gpt-9'],
      gone: ['openai/gpt-5.4-pro'],
      repriced: [{ model: 'openai/gpt-5.5', before: { input: 5e9 }, after: { input: 4e9 } }],
      unreadable: 0,
    });
    expect(report.previous).toBeUndefined();
    const { catalogue } = await openModelCatalogue({ folder: FOLDER, directory, now: NOW });
    expect(catalogue).toMatchObject({ asOf: '2026-11-21', refreshedAt: NOW, source: from });
    expect(catalogue.findCard('gpt-9')?.id).toBe('openai/gpt-9');
    expect(catalogue.findCard('groq/openai/gpt-oss-120b')?.free).toBeDefined();
  });

  it('keeps the one before, and leaves no half of a file', async () => {
    const directory = await makeDirectory();
    const changed = join(directory, 'changed.json');
    await writeFile(changed, change());
    await refreshCatalogue({ from: SOURCE, folder: FOLDER, directory, now: NOW });
    const second = await refreshCatalogue({ from: changed, folder: FOLDER, directory, now: NOW });
    const { file, previous } = toRefreshedFiles(directory);
    expect(second).toMatchObject({ file, previous, after: { asOf: '2026-11-01' } });
    expect(await readFile(previous, 'utf8')).not.toContain('gpt-9');
    expect((await readdir(join(directory, 'catalogue'))).toSorted()).toEqual(['models.json', 'models.previous.json']);
  });

  it.each<[string, RequestListener]>([
    ['answers 503', (_request, response) => void response.writeHead(503).end()],
    ['is no JSON', (_request, response) => void response.end('<html>')],
    ['does not hold a catalogue', (_request, response) => void response.end('[1]')],
    ['knows only', (_request, response) => void response.end('{"openai":{"models":{}}}')],
    ['cannot be reached', (request) => void request.socket.destroy()],
    [
      'cannot be reached',
      (_request, response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('{"openai"', () => response.destroy());
      },
    ],
  ])('changes nothing where the address %s', async (message, answer) => {
    const directory = await makeDirectory();
    const from = await serve(answer);
    await expect(refreshCatalogue({ from, folder: FOLDER, directory, now: NOW })).rejects.toMatchObject({
      code: 'catalogue_unavailable',
      message: expect.stringContaining(message),
    });
    expect(await readdir(directory)).toEqual([]);
    const { catalogue } = await openModelCatalogue({ folder: FOLDER, directory, now: NOW });
    expect(catalogue.asOf).toBe('2026-06-30');
  });

  it('stops when it is told to', async () => {
    const directory = await makeDirectory();
    const from = await serve(() => {});
    const wish = { from, folder: FOLDER, directory, now: NOW, signal: AbortSignal.abort() };
    await expect(refreshCatalogue(wish)).rejects.toMatchObject({ code: 'catalogue_unavailable' });
  });

  it('is done without where what was fetched is damaged, and says so', async () => {
    const directory = await makeDirectory();
    await refreshCatalogue({ from: SOURCE, folder: FOLDER, directory, now: NOW });
    await writeFile(toRefreshedFiles(directory).file, '{"format":1');
    const { catalogue, problem } = await openModelCatalogue({ folder: FOLDER, directory, now: NOW });
    expect(catalogue.refreshedAt).toBeUndefined();
    expect(problem).toContain('the catalogue of this version is used');
  });
});
