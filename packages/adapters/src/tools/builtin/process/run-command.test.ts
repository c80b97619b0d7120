import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findProgram } from './find-program.ts';
import { OutputKeeper } from './output-keeper.ts';
import { type CommandPlan, runCommand, WITH_SERVER } from './run-command.ts';

const plan = (code: string, more: Partial<CommandPlan> = {}): CommandPlan => ({
  file: process.execPath,
  words: ['-e', code],
  folder: tmpdir(),
  environment: {},
  limitMs: 20_000,
  outputBytes: 1_000,
  signal: new AbortController().signal,
  ...more,
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const setpriv = process.platform === 'linux' ? await findProgram('setpriv', ['/usr/bin', '/bin']) : undefined;

describe('a command', () => {
  it('reads what it is given and answers with what it writes', async () => {
    const code = `process.stdin.on('data', (text) => { console.log('got ' + text); console.error('noise'); process.exitCode = 4; })`;
    expect(await runCommand(plan(code, { stdin: 'words' }))).toEqual({
      exitCode: 4,
      stdout: 'got words\n',
      stderr: 'noise\n',
      cut: false,
    });
  });

  it('is told as not begun where there is no such program', async () => {
    await expect(runCommand(plan('', { file: '/none/such' }))).rejects.toMatchObject({
      code: 'step_failed',
      nothingHappened: true,
    });
    const signal = AbortSignal.abort(new Error('too late'));
    await expect(runCommand(plan('', { signal }))).rejects.toThrow('too late');
  });

  it('ends when whoever watches it says so', async () => {
    let looks = 0;
    const watch = async () => (++looks > 2 ? 'because it was enough' : undefined);
    const end = await runCommand(plan('setInterval(() => {}, 1000)', { watch }));
    expect(end).toMatchObject({ exitCode: null, stopped: 'because it was enough' });
  });

  it('does not go on where whoever watches it cannot tell how it is', async () => {
    const watch = async () => Promise.reject(new Error('there is nothing to be seen'));
    const end = await runCommand(plan('setInterval(() => {}, 1000)', { watch }));
    expect(end).toMatchObject({ stopped: 'because it could not be watched: there is nothing to be seen' });
  });

  it.runIf(process.platform === 'linux')(
    'takes along what left its session with an empty environment, also when its server is killed with kill -9',
    async () => {
      const program = join(import.meta.dirname, 'testing', 'hold-command.ts');
      const server = spawn(process.execPath, ['--no-warnings', program], { stdio: ['ignore', 'pipe', 'inherit'] });
      onTestFinished(() => void server.kill('SIGKILL'));
      const pid = await new Promise<number>((resolve) => server.stdout.once('data', (text) => resolve(Number(text))));
      onTestFinished(() => void (isAlive(pid) && process.kill(pid, 'SIGKILL')));
      expect(isAlive(pid)).toBe(true);
      server.kill('SIGKILL');
      await expect.poll(() => isAlive(pid), { timeout: 30_000 }).toBe(false);
    },
    60_000,
  );

  it.runIf(setpriv)(
    'ends with the process that started it, even when that is killed',
    async () => {
      const child = JSON.stringify([...WITH_SERVER, process.execPath, '-e', 'setInterval(() => {}, 1000)']);
      const code = `console.log(require('node:child_process').spawn('${setpriv}', ${child}, { detached: true, stdio: 'ignore' }).pid); setInterval(() => {}, 1000)`;
      const server = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
      onTestFinished(() => void server.kill('SIGKILL'));
      const pid = await new Promise<number>((resolve) => server.stdout.once('data', (text) => resolve(Number(text))));
      // From then on it is the program, and bound to its server.
      const name = () => readFile(`/proc/${pid}/cmdline`, 'utf8');
      await expect.poll(name, { timeout: 15_000 }).toMatch(/^[^\0]*node\0-e\0/u);
      server.kill('SIGKILL');
      await expect.poll(() => isAlive(pid), { timeout: 15_000 }).toBe(false);
    },
    40_000,
  );
});

describe('what is kept of an output', () => {
  it('is all of it as long as it fits, with characters whole', () => {
    const keeper = new OutputKeeper(1_000);
    for (const byte of Buffer.from('für'.repeat(100))) keeper.add(Buffer.from([byte]));
    expect([keeper.text(), keeper.isCut]).toEqual(['für'.repeat(100), false]);
  });

  it('is its beginning and its end, however it comes', () => {
    for (const size of [1, 7, 100, 5_000]) {
      const keeper = new OutputKeeper(100);
      const all = Buffer.from(Array.from({ length: 1_000 }, (_none, at) => String(at).padStart(4, '0')).join(' '));
      for (let at = 0; at < all.length; at += size) keeper.add(all.subarray(at, at + size));
      const text = keeper.text();
      expect(keeper.isCut).toBe(true);
      expect(text).toBe(
        `${all.toString('utf8', 0, 50)}\n… ${all.length - 100} bytes left out …\n${all.toString('utf8', all.length - 50)}`,
      );
    }
  });
});
