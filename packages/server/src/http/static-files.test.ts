import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openTestApp } from '../testing/test-app.ts';

async function openStage() {
  const webDirectory = await mkdtemp(join(tmpdir(), 'tutti-web-'));
  await mkdir(join(webDirectory, 'assets'));
  await writeFile(join(webDirectory, 'index.html'), '<!doctype html><p>the page');
  await writeFile(join(webDirectory, 'favicon.svg'), '<svg/>');
  await writeFile(join(webDirectory, 'assets', 'app-1a2b.js'), 'run()');
  await writeFile(join(webDirectory, 'assets', 'app-1a2b.js.br'), 'packed');
  await symlink('/etc/hostname', join(webDirectory, 'assets', 'link.txt'));
  const stage = await openTestApp({ config: { webDirectory } });
  const get = (url: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' | 'POST' = 'GET') =>
    stage.app.inject({ url, method, headers });
  const end = async () => {
    await stage[Symbol.asyncDispose]();
    await rm(webDirectory, { recursive: true });
  };
  return { get, webDirectory, [Symbol.asyncDispose]: end };
}

it('every address of the client is its page, for whoever asks for a page', async () => {
  await using stage = await openStage();
  for (const url of ['/', '/?x=1', '/ui', '/ui/runs/run_1', '/ui/'])
    expect((await stage.get(url, { accept: 'text/html,*/*;q=0.8' })).body).toContain('the page');
  expect((await stage.get('/ui/x', { accept: 'application/json' })).statusCode).toBe(404);
  expect((await stage.get('/uix', { accept: 'text/html' })).json()).toMatchObject({ code: 'route_not_found' });
  expect((await stage.get('/', {}, 'POST')).statusCode).toBe(404);
  expect(await stage.get('/', {}, 'HEAD')).toMatchObject({ statusCode: 200, body: '' });
});

it('the page is asked for again each time, its parts never', async () => {
  await using stage = await openStage();
  const page = await stage.get('/');
  expect(page.headers).toMatchObject({ 'cache-control': 'no-cache', 'content-type': 'text/html; charset=utf-8' });
  const etag = String(page.headers.etag);
  expect(await stage.get('/', { 'if-none-match': etag })).toMatchObject({ statusCode: 304, body: '' });
  const part = await stage.get('/assets/app-1a2b.js');
  expect(part.body).toBe('run()');
  expect(part.headers).toMatchObject({
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'accept-encoding',
  });
  // The page names its files below its own address.
  expect((await stage.get('/ui/assets/app-1a2b.js')).body).toBe('run()');
  expect((await stage.get('/ui/assets/gone.js')).statusCode).toBe(404);
  const packed = await stage.get('/assets/app-1a2b.js', { 'accept-encoding': 'br' });
  expect(packed.body).toBe('packed');
  expect(packed.headers).toMatchObject({ 'content-encoding': 'br', 'content-type': 'text/javascript; charset=utf-8' });
  expect((await stage.get('/favicon.svg')).headers).toMatchObject({
    'content-type': 'image/svg+xml',
    'cache-control': 'no-cache',
  });
});

it('no address leads out of the folder', async () => {
  await using stage = await openStage();
  for (const url of [
    '/../../etc/passwd',
    '/assets/%2e%2e/%2e%2e/etc/passwd',
    '/assets/..%2f..%2fetc/passwd',
    '//etc/passwd',
    '/assets/link.txt',
    '/assets',
    '/assets/',
    '/%00',
    '/constructor',
    '/.env',
  ])
    expect((await stage.get(url)).statusCode, url).toBe(404);
});

it('pages that are built anew are seen without a new start', async () => {
  await using stage = await openStage();
  expect((await stage.get('/assets/new-9.js')).statusCode).toBe(404);
  await writeFile(join(stage.webDirectory, 'assets', 'new-9.js'), 'new()');
  await utimes(join(stage.webDirectory, 'index.html'), 1, 1);
  await stage.get('/');
  expect((await stage.get('/assets/new-9.js')).body).toBe('new()');
});

it('without pages it says how to build them', async () => {
  await using stage = await openTestApp();
  const response = await stage.app.inject({ url: '/ui/runs' });
  expect(response.statusCode).toBe(503);
  expect(response.headers['content-type']).toContain('text/html');
  expect(response.body).toContain('npm run build');
});
