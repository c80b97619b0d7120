import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ToolPlace } from '@tutti/engine';
import type { Json } from '@tutti/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createWorkspaces } from '../filesystem/workspaces.ts';
import { CodeRunSettings } from './code-run-settings.ts';
import { createCodeRunTools } from './create-code-run-tools.ts';
import { findIsolation, openCell } from './find-isolation.ts';

interface End {
  readonly exitCode: number | null;
  readonly stopped?: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly written?: readonly string[];
}

const folder = await mkdtemp(join(tmpdir(), 'tutti-code-'));
const scratch = join(folder, 'scratch');
/** Where the system makes no namespaces there is nothing to be tested but that it says so. */
const isolation = await findIsolation(scratch, new AbortController().signal);
const workspace = join(folder, 'workspace');
const settings = { enabled: true, limitSeconds: 20, memoryMebibytes: 128, outputBytes: 8_000 };

beforeAll(() => writeFile(join(folder, 'secret.txt'), 'the secret'));
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(async () => {
  await rm(workspace, { recursive: true, force: true });
  await mkdir(workspace, { recursive: true });
});

function source(own: Partial<CodeRunSettings> = {}, find = findIsolation) {
  const code_run = CodeRunSettings.parse({ ...settings, ...own });
  const all = { filesystem: {}, code_run } as unknown;
  return createCodeRunTools({
    workspaces: createWorkspaces({ folder, readLimits: async () => ({}) }),
    readSettings: async () => all as Awaited<ReturnType<Parameters<typeof createCodeRunTools>[0]['readSettings']>>,
    scratch,
    findIsolation: find,
  });
}

const place = {
  tenant: 'ten_1',
  run: 'run_1',
  agent: 'ann',
  workspace,
  signal: new AbortController().signal,
} as ToolPlace;

async function run(
  input: { code: string; input?: Json; reads?: string[]; writes?: string[] },
  own: Partial<CodeRunSettings> = {},
) {
  const [tool] = await source(own).open('code_run', place);
  if (!tool) throw new Error('there is no tool');
  return (await tool.use({ ...input }, { signal: place.signal, key: 'key' })) as unknown as End;
}

/** Tries something and tells how it went. */
const tries = (code: string) => `
  const attempt = async () => { ${code} };
  try { console.log('HAPPENED', await attempt()); } catch (error) { console.log('refused', error.code ?? error.message, error.cause?.code ?? ''); }`;

const connectTo = (host: string, port: number) => `
  const { connect } = await import('node:net');
  return await new Promise((resolve, reject) => connect({ host: '${host}', port: ${port} }, () => resolve('connected')).on('error', reject));`;

describe('running code', () => {
  it('is off until an administrator switches it on, and says how', async () => {
    await expect(source({ enabled: false }).open('code_run', place)).rejects.toMatchObject({
      code: 'tool_not_configured',
      message: expect.stringContaining('tool-settings.yaml'),
    });
  });

  it('is refused, not pretended, where a program cannot be kept apart', async () => {
    const without = source({}, async () => 'there are no namespaces here');
    await expect(without.open('code_run', place)).rejects.toMatchObject({
      code: 'tool_not_configured',
      message: expect.stringContaining('there are no namespaces here'),
    });
  });

  it('neither fails nor stays away where what a program left cannot be removed', async () => {
    const own = join(folder, 'own-scratch');
    const cell = await openCell(own);
    // Its path is longer than any that the system takes.
    const dig = `for (let depth = 0; depth < 40; depth++) {
      const name = 'x'.repeat(200);
      require('node:fs').mkdirSync(name);
      process.chdir(name);
    }`;
    expect(spawnSync(process.execPath, ['-e', dig], { cwd: cell.files }).status).toBe(0);
    await expect(rm(cell.folder, { recursive: true, force: true })).rejects.toThrow();
    await cell[Symbol.asyncDispose]();
    const longAgo = new Date(Date.now() - 7_200_000);
    await utimes(cell.folder, longAgo, longAgo);
    expect(await findIsolation(own, place.signal)).toEqual(isolation);
    expect(spawnSync('rm', ['-rf', own]).status).toBe(0);
  });
});

describe.skipIf(typeof isolation === 'string')('a program that is kept apart', { timeout: 60_000 }, () => {
  it('answers with what it prints, by what it was given', async () => {
    const end = await run({
      code: 'import { sep } from "node:path"; console.log(input.values.reduce((a, b) => a + b), sep)',
      input: { values: [1, 2, 3] },
    });
    expect(end).toMatchObject({ exitCode: 0, stdout: '6 /\n', stderr: '' });
  });

  it('says where it failed', async () => {
    const end = await run({ code: 'const a = 1;\nthrow new Error("broken");' });
    expect(end).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/:2[^]*Error: broken/u) });
  });

  it('reads copies of the files that were named, and hands over those that were asked for', async () => {
    await mkdir(join(workspace, 'data'));
    await writeFile(join(workspace, 'data', 'a.csv'), '1\n2\n');
    await writeFile(join(workspace, 'other.txt'), 'not given');
    const code = `
      import fs from 'node:fs';
      const text = fs.readFileSync('data/a.csv', 'utf8');
      fs.writeFileSync('data/a.csv', 'changed');
      fs.mkdirSync('out');
      fs.writeFileSync('out/sum.txt', String(text.trim().split('\\n').map(Number).reduce((a, b) => a + b)));
      fs.writeFileSync('scrap.txt', 'x');
      console.log(fs.readdirSync('.').join());`;
    const end = await run({ code, reads: ['data/a.csv'], writes: ['out/sum.txt'] });
    expect(end).toMatchObject({ exitCode: 0, stdout: 'data,out,scrap.txt\n', written: ['out/sum.txt'] });
    expect(await readFile(join(workspace, 'out', 'sum.txt'), 'utf8')).toBe('3');
    expect(await readFile(join(workspace, 'data', 'a.csv'), 'utf8')).toBe('1\n2\n');
    expect((await readdir(workspace)).toSorted()).toEqual(['data', 'other.txt', 'out']);
    expect(await readdir(scratch)).toEqual([]);
  });

  it.each([
    ['another program', `return (await import('node:child_process')).execFileSync('/usr/bin/id').toString()`],
    ['a fork of itself', `return (await import('node:child_process')).fork('/work/x.js').pid`],
    ['a thread', `new (await import('node:worker_threads')).Worker('1', { eval: true }); return 1`],
    ['a file of the system', `return (await import('node:fs')).readFileSync('/etc/passwd', 'utf8')`],
    [
      'a file beside the workspace',
      `return (await import('node:fs')).readFileSync('${join(folder, 'secret.txt')}', 'utf8')`,
    ],
    ['the processes', `return (await import('node:fs')).readdirSync('/proc')`],
    ['its own environment as a file', `return (await import('node:fs')).readFileSync('/proc/self/environ', 'utf8')`],
    ['a link out', `(await import('node:fs')).symlinkSync('/etc/passwd', '/work/link'); return 1`],
    [
      'a database file elsewhere',
      `new (await import('node:sqlite')).DatabaseSync('${join(folder, 'x.db')}').exec('create table x(a)'); return 1`,
    ],
    ['an addon', `process.dlopen({ exports: {} }, '/usr/lib/x.node'); return 1`],
    ['the inside of Node', `return process.binding('fs')`],
    ['another process', `return process.kill(${process.pid}, 0)`],
    ['its parent', `return process.ppid > 0 && process.kill(process.ppid, 0)`],
    ['all processes', `return process.kill(-1, 0)`],
    ['the system as another user', `return process.setuid(65534)`],
  ])('does not reach %s', async (_what, code) => {
    const end = await run({ code: tries(code), reads: [], writes: [] });
    // Without a parent that it can see, the number of it is 0.
    expect(end.stdout).toMatch(/^(?:refused|HAPPENED false)/u);
  });

  it('finds no file at all when none was named, and no environment', async () => {
    const end = await run({
      code: `${tries(`return (await import('node:fs')).readdirSync('/work')`)}; console.log(JSON.stringify(process.env))`,
    });
    expect(end.stdout).toMatch(/^refused ERR_ACCESS_DENIED \n\{\}\n$/u);
  });

  it.each([
    ['a server in the world', connectTo('8.8.8.8', 53)],
    ['where clouds tell secrets', connectTo('169.254.169.254', 80)],
    [
      'a name server',
      `const { Resolver } = (await import('node:dns')).promises; return await new Resolver({ timeout: 300, tries: 1 }).resolve4('example.com')`,
    ],
    [
      'anybody without a connection',
      `const socket = (await import('node:dgram')).createSocket('udp4').unref();
       return await new Promise((resolve, reject) => socket.send('x', 53, '8.8.8.8', (error) => (error ? reject(error) : resolve('sent'))));`,
    ],
  ])('has no network: it does not reach %s', async (_what, code) => {
    expect((await run({ code: tries(code) })).stdout).toMatch(/^refused/u);
  });

  it('does not reach a server on this machine', async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections++;
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    expect((await run({ code: tries(connectTo('127.0.0.1', port)) })).stdout).toMatch(/^refused/u);
    await new Promise<void>((resolve) => server.close(() => resolve()));
    expect(connections).toBe(0);
  });

  it.each([
    { what: 'time', code: 'for (;;) {}', own: { limitSeconds: 1 }, why: /after 1 seconds/u },
    {
      what: 'memory of the language',
      code: 'const all = []; for (;;) all.push(new Array(1000).fill(all.length));',
      own: {},
      why: /heap|memory/iu,
    },
    {
      what: 'memory of buffers',
      code: 'const all = []; for (;;) { all.push(Buffer.alloc(8e6, 1)); await new Promise((r) => setTimeout(r, 1)); }',
      own: {},
      why: /memory/u,
    },
  ])('ends when it takes too much $what', async ({ code, own, why }) => {
    const end = await run({ code }, own);
    expect(end.exitCode).not.toBe(0);
    expect(`${end.stopped ?? ''} ${end.stderr}`).toMatch(why);
  });

  it('keeps only the beginning and the end of much output', async () => {
    const end = await run({ code: 'for (let i = 0; i < 20000; i++) console.log("line", i);' });
    expect(end.stdout.length).toBeLessThan(9_000);
    expect(end.stdout).toMatch(/^line 0\n[^]*bytes left out[^]*line 19999\n$/u);
  });

  it('cannot hand over what it did not write, what is no plain file, or what may not be there', async () => {
    const code = `import fs from 'node:fs'; fs.mkdirSync('folder');`;
    for (const path of ['folder', 'none.txt'])
      await expect(run({ code, writes: [path] })).rejects.toMatchObject({ code: 'invalid_input' });
    for (const path of ['.git/hooks/pre-commit', '../x', '/work/x'])
      await expect(run({ code, writes: [path] })).rejects.toThrow();
    await symlink(join(folder, 'secret.txt'), join(workspace, 'link.txt'));
    await expect(run({ code, reads: ['link.txt'] })).rejects.toMatchObject({ code: 'path_refused' });
  });

  it('ends with whoever wanted it', async () => {
    const [tool] = await source().open('code_run', place);
    const controller = new AbortController();
    const use = tool?.use({ code: 'for (;;) {}' }, { signal: controller.signal, key: 'key' });
    await expect.poll(async () => (await readdir(scratch)).length, { timeout: 10_000 }).toBe(1);
    controller.abort(new Error('cancelled'));
    await expect(use).rejects.toThrow('cancelled');
    expect(await readdir(scratch)).toEqual([]);
  });
});
