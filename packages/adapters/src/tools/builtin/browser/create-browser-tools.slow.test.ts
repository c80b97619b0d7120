/** The real server of Playwright with the Chromium of this machine, on pages of our own. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@tutti/engine';
import { AgentId, type Json } from '@tutti/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSet, PLACE } from '../testing/open-set.ts';
import { createBrowserTools } from './create-browser-tools.ts';

const PAGE = `<!doctype html><title>Harbour</title><h1>Tides of today</h1>
  <button onclick="document.querySelector('h1').textContent = 'Booked ' + (document.cookie || 'by nobody')">Book</button>
  <img src="http://127.0.0.1:PORT/private.png"><script>
  fetch('http://127.0.0.1:PORT/private.json', { mode: 'no-cors' }).catch(() => {});
  new WebSocket('ws://127.0.0.1:PORT/private.ws').onerror = () => {};</script>`;

let folder: string;
let server: Server;
let port: number;
let asked: string[];
let source: ReturnType<typeof createBrowserTools>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tutti-browser-set-'));
  asked = [];
  server = createServer(({ url = '', headers }, response) => {
    asked.push(`${headers.host?.split(':')[0]}${url}`);
    if (url === '/away') return void response.writeHead(302, { location: `http://127.0.0.1:${port}/secret` }).end();
    if (url === '/long') return void response.end(`<title>Long</title>${'<p>word</p>'.repeat(50_000)}`);
    response.writeHead(200, { 'content-type': 'text/html', 'set-cookie': 'guest=ann' });
    response.end(PAGE.replaceAll('PORT', String(port)));
  });
  server.on('upgrade', ({ url }, socket) => {
    asked.push(`upgrade ${url}`);
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
  // One name of this machine is open; its address by number is not.
  source = createBrowserTools({ open: [`localhost:${port}`], directory: folder, clock: systemClock, version: '0.0.0' });
});
afterEach(async () => {
  await source[Symbol.asyncDispose]();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

const open = (agent = 'ann') => openSet(source, 'browser', { ...PLACE, agent: AgentId.parse(agent) });
const textOf = (output: Json) => (typeof output === 'string' ? output : JSON.stringify(output));

/** Every process that has our folder in its environment or its words. */
async function listProcesses(): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const parts = await Promise.all(
        ['environ', 'cmdline'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
      );
      return parts.some((part) => part.includes(folder)) ? [pid] : [];
    }),
  );
  return found.flat();
}

describe('browser', () => {
  it('says what has to be installed where there is no Chromium', async () => {
    const none = createBrowserTools({
      executable: '/nowhere/chromium',
      directory: folder,
      clock: systemClock,
      version: '0.0.0',
    });
    await expect(none.open('browser', PLACE)).rejects.toMatchObject({
      code: 'tool_not_configured',
      message: expect.stringContaining('TUTTI_BROWSER_PATH'),
    });
  });

  it('has no tool that runs code, reads files or installs anything', async () => {
    const { tools } = await open();
    const names = tools.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['browser__navigate', 'browser__snapshot', 'browser__click']));
    expect(names.filter((name) => /evaluate|run_code|upload|install|pdf|screenshot|storage|cookie/.test(name))).toEqual(
      [],
    );
    expect(tools.find(({ name }) => name === 'browser__click')).toMatchObject({
      effect: 'irreversible',
      labels: [{ source: 'web' }],
    });
    expect(JSON.stringify(tools.map(({ schema }) => schema))).not.toContain('"filename"');
  });

  it('opens a page, reads it, clicks in it, and starts anew for another agent', async () => {
    const ann = await open();
    expect(textOf(await ann.call('navigate', { url: `http://localhost:${port}/` }))).toContain('Harbour');
    const seen = textOf(await ann.call('snapshot', {}));
    const [, ref] = /button "Book" \[ref=(\w+)\]/.exec(seen) ?? [];
    await ann.call('click', { element: 'Book', target: ref ?? '' });
    expect(textOf(await ann.call('snapshot', {}))).toContain('Booked guest=ann');
    const bob = await open('bob');
    expect(textOf(await bob.call('snapshot', {}))).not.toContain('Booked');
  });

  it('reaches nothing private: not by its address, a redirect, a script, an image, a socket or a file', async () => {
    const set = await open();
    await set.call('navigate', { url: `http://localhost:${port}/` });
    expect(textOf(await set.call('navigate', { url: `http://127.0.0.1:${port}/` }))).toContain('403');
    expect(textOf(await set.call('navigate', { url: `http://localhost:${port}/away` }))).toContain('403');
    for (const url of [
      'http://169.254.169.254/latest',
      'http://[::1]:80/',
      'http://0x7f000001:80/',
      'http://10.0.0.1/',
    ])
      expect(textOf(await set.call('navigate', { url }))).toMatch(/403/);
    const refused = { code: 'address_refused', nothingHappened: true };
    for (const url of ['file:///etc/passwd', `view-source:http://localhost:${port}/`, 'chrome://version'])
      for (const name of ['navigate', 'tabs'])
        await expect(set.call(name, { action: 'new', url })).rejects.toMatchObject(refused);
    expect(asked.filter((line) => !line.startsWith('localhost/'))).toEqual([]);
    expect(asked).toContain('localhost/away');
  });

  it('gives no more of a page than a model can read', async () => {
    const set = await open();
    await set.call('navigate', { url: `http://localhost:${port}/long` });
    const text = textOf(await set.call('snapshot', {}));
    expect(text.length).toBeLessThan(62_000);
    expect(text).toContain('cut');
  });

  it('removes what a process has left behind that was killed', async () => {
    const gone = spawnSync(process.execPath, ['--version']).pid;
    const temporary = await mkdtemp(join(tmpdir(), 'tutti-b-'));
    const left = join(folder, 'browsers', String(gone), 'tool-servers', 'browser-1');
    await mkdir(left, { recursive: true });
    await writeFile(join(left, 'temporary'), temporary);
    await open();
    expect(await readdir(join(folder, 'browsers'))).toEqual([String(process.pid)]);
    expect(existsSync(temporary)).toBe(false);
  });

  it('ends every process and removes every file when it is closed', async () => {
    const set = await open();
    await set.call('navigate', { url: `http://localhost:${port}/` });
    expect((await listProcesses()).length).toBeGreaterThan(1);
    await source[Symbol.asyncDispose]();
    expect(await listProcesses()).toEqual([]);
    expect(await readdir(join(folder, 'browsers'))).toEqual([]);
  });
});
