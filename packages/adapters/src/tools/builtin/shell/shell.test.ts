import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ToolPlace } from '@tutti/engine';
import { AgentId, RunId, TenantId } from '@tutti/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MARK } from '../../mcp/stdio/mark-family.ts';
import { createWorkspaces } from '../filesystem/workspaces.ts';
import { createToolSettingsFile } from '../settings/read-tool-settings.ts';
import { createShellTools } from './create-shell-tools.ts';

/** What it does depends on its first word; the file itself is allowed, never an interpreter with code. */
const PROGRAM = `const { spawn } = require('node:child_process');
const { writeFileSync } = require('node:fs');
const [what, file] = process.argv.slice(2);
const child = (options) => {
  const { pid } = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit', ...options });
  writeFileSync(file, String(pid));
};
if (what === 'env') console.log(JSON.stringify({ ...process.env, cwd: process.cwd() }));
if (what === 'words') console.log(JSON.stringify(process.argv.slice(2)));
if (what === 'flood') for (let line = 0; line < 200000; line++) console.log('line ' + line);
if (what === 'hang') { child({}); process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); }
if (what === 'leave') { child({}); process.exit(3); }
if (what === 'clear') { child({ detached: true, env: {} }); process.exit(0); }
if (what === 'escape') { child({ detached: true }); process.exit(0); }
`;

let folder: string;
let place: ToolPlace;
let program: string;
/** The line that names its interpreter holds no spaces, whatever the path of Node is. */
let script: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tutti-shell-'));
  program = join(folder, 'program.cjs');
  await symlink(process.execPath, join(folder, 'node'));
  script = `#!${join(folder, 'node')}\n${PROGRAM}`;
  await writeFile(program, script, { mode: 0o755 });
  await mkdir(join(folder, 'workspace'));
  place = {
    tenant: TenantId.parse(`ten_${'0'.repeat(36)}`),
    run: RunId.parse(`run_${'0'.repeat(36)}`),
    agent: AgentId.parse('ann'),
    workspace: join(folder, 'workspace'),
    signal: new AbortController().signal,
  };
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function source() {
  const readSettings = createToolSettingsFile(join(folder, 'tool-settings.yaml'));
  return createShellTools({
    workspaces: createWorkspaces({ folder: join(folder, 'all'), readLimits: async () => ({}) }),
    readSettings,
  });
}

async function allow(...commands: readonly (readonly string[])[]): Promise<void> {
  const settings = { shell: { commands, limitSeconds: 2, outputBytes: 4_000, environment: { EXTRA: 'given' } } };
  await writeFile(join(folder, 'tool-settings.yaml'), JSON.stringify(settings));
}

async function run(words: readonly string[], signal = new AbortController().signal) {
  const [tool] = await source().open('shell', place);
  return tool?.use({ argv: [...words] }, { signal, key: 'key' });
}

async function untilGone(pid: number): Promise<void> {
  await expect.poll(() => isAlive(pid), { timeout: 15_000 }).toBe(false);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const pidIn = async (file: string) => Number(await readFile(join(folder, 'workspace', file), 'utf8'));

describe.skipIf(process.platform === 'win32')('the shell without a shell', { timeout: 60_000 }, () => {
  it('is off until an administrator allows a command, and says how', async () => {
    await expect(source().open('shell', place)).rejects.toMatchObject({
      code: 'tool_not_configured',
      message: expect.stringContaining('tool-settings.yaml'),
    });
  });

  it('runs what is allowed in the workspace, with nothing of the environment of the server', async () => {
    await allow([program, 'env']);
    process.env['TUTTI_TEST_SECRET'] = 'canary';
    const end = await run([program, 'env']);
    delete process.env['TUTTI_TEST_SECRET'];
    expect(end).toMatchObject({ exitCode: 0, stderr: '', cut: false });
    const seen = JSON.parse(String((end as { stdout: string }).stdout));
    const names = Object.keys(seen).filter((name) => !name.startsWith('GIT_'));
    expect(names.toSorted()).toEqual(['EXTRA', 'HOME', 'LANG', 'PATH', MARK, 'cwd']);
    expect(seen.cwd).toBe(join(folder, 'workspace'));
    expect(JSON.stringify(end)).not.toContain('canary');
  });

  it('lets no workspace that was made to look like a repository start programs through git', async () => {
    const workspace = join(folder, 'workspace');
    for (const name of ['objects', 'refs', 'tree']) await mkdir(join(workspace, name));
    await writeFile(join(workspace, 'HEAD'), 'ref: refs/heads/main\n');
    const started = join(folder, 'started');
    const hook = join(workspace, 'hook');
    await writeFile(hook, `#!/bin/sh\n: > '${started}'\n`, { mode: 0o755 });
    const config = `[core]\nrepositoryformatversion = 0\nworktree = ${workspace}/tree\nfsmonitor = ${hook}\n`;
    await writeFile(join(workspace, 'config'), config);
    await allow(['git', 'status']);
    const end = await run(['git', 'status']);
    expect(end).toMatchObject({ exitCode: 128, stderr: expect.stringContaining('safe.bareRepository') });
    expect(existsSync(started)).toBe(false);
  });

  it('gives each word as it is: nothing is expanded, joined or split', async () => {
    await allow([program, 'words', '{text}', '{text}']);
    const words = ['$(id) `id` ; | && > x', '*"\' $HOME'];
    const end = (await run([program, 'words', ...words])) as { stdout: string };
    expect(JSON.parse(end.stdout)).toEqual(['words', ...words]);
    expect(await readdir(join(folder, 'workspace'))).toEqual([]);
  });

  it('refuses everything else, and says what there is', async () => {
    await allow([program, 'words', '{file}']);
    for (const words of [
      [program, 'env'],
      ['sh', '-c', 'id'],
      [program, 'words', '../x'],
      [program, 'words', '-x'],
    ])
      await expect(run(words)).rejects.toMatchObject({ code: 'command_refused', nothingHappened: true });
    await symlink('/etc', join(folder, 'workspace', 'etc'));
    await expect(run([program, 'words', 'etc/passwd'])).rejects.toMatchObject({ code: 'path_refused' });
    await expect(run([program, 'words', 'etc'])).rejects.toMatchObject({ code: 'path_refused' });
  });

  it('never takes a program from the workspace', async () => {
    await writeFile(join(folder, 'workspace', 'tool'), script, { mode: 0o755 });
    await allow(['tool', 'env'], ['./tool', 'env']);
    for (const name of ['tool', './tool'])
      await expect(run([name, 'env'])).rejects.toMatchObject({ code: 'command_refused', message: /not installed/ });
  });

  it('stops asking for what is allowed no longer', async () => {
    await allow([program, 'env']);
    const [tool] = await source().open('shell', place);
    await allow([program, 'words']);
    const use = tool?.use({ argv: [program, 'env'] }, { signal: place.signal, key: 'key' });
    await expect(use).rejects.toMatchObject({ code: 'command_refused' });
  });

  it('keeps the beginning and the end of much output', async () => {
    await allow([program, 'flood']);
    const end = (await run([program, 'flood'])) as { stdout: string; cut: boolean; exitCode: number };
    expect(end).toMatchObject({ exitCode: 0, cut: true });
    expect(end.stdout).toMatch(/^line 0\n/u);
    expect(end.stdout).toMatch(/bytes left out …\n[^]*line 199999\n$/u);
    expect(end.stdout.length).toBeLessThan(5_000);
  });

  it('ends what hangs at its limit, with everything that it started', async () => {
    await allow([program, 'hang', 'pid.txt']);
    expect(await run([program, 'hang', 'pid.txt'])).toMatchObject({ exitCode: null, stopped: 'after 2 seconds' });
    await untilGone(await pidIn('pid.txt'));
  });

  it('ends everything when it is cancelled', async () => {
    await allow([program, 'hang', 'pid.txt']);
    const controller = new AbortController();
    const running = run([program, 'hang', 'pid.txt'], controller.signal);
    await expect.poll(() => pidIn('pid.txt').catch(() => 0), { timeout: 10_000 }).toBeGreaterThan(0);
    controller.abort(new Error('cancelled'));
    await expect(running).rejects.toThrow('cancelled');
    await untilGone(await pidIn('pid.txt'));
  });

  it('leaves nobody behind who outlives the program, in its group or out of it', async () => {
    await allow(...['leave', 'escape', 'clear'].map((what) => [program, what, 'pid.txt']));
    expect(await run([program, 'leave', 'pid.txt'])).toMatchObject({ exitCode: 3 });
    await untilGone(await pidIn('pid.txt'));
    if (process.platform !== 'linux') return;
    for (const what of ['escape', 'clear']) {
      expect(await run([program, what, 'pid.txt'])).toMatchObject({ exitCode: 0 });
      await untilGone(await pidIn('pid.txt'));
    }
  });
});
