import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const repository = join(import.meta.dirname, '..');
let root = '';

/** A small repository with the real launcher, in a path with spaces, so that it can run programs written here. */
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'tutti launch '));
  for (const path of [
    'scripts/launch.mjs',
    'scripts/build-web.mjs',
    'scripts/install-packages.mjs',
    'packages/cli/bin',
    'package-lock.json',
  ]) {
    cpSync(join(repository, path), join(root, path), { recursive: true });
  }
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'), 'junction');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const launch = (...args: string[]) =>
  spawnSync(process.execPath, [join(root, 'scripts/launch.mjs'), ...args], {
    cwd: join(root, 'scripts'),
    encoding: 'utf8',
  });

describe('the launcher', () => {
  it('runs the named script under Node 24 from the root, and so do its children', () => {
    write(
      'bench/versions.ts',
      `import { execFileSync } from 'node:child_process';
      const child: string = execFileSync('node', ['--version'], { encoding: 'utf8' }).trim();
      console.log(JSON.stringify([process.version, child, process.cwd(), process.argv.slice(2)]));`,
    );
    const [own, child, cwd, args] = JSON.parse(launch('bench', 'versions', '--size', '2').stdout);
    expect(own).toMatch(/^v(2[4-9]|[3-9]\d)\./);
    expect(child).toBe(own);
    expect(cwd).toBe(root);
    expect(args).toEqual(['--size', '2']);
  });

  it('ends with the exit code of the script', () => {
    write('bench/fails.ts', 'process.exitCode = 7;');
    expect(launch('bench', 'fails').status).toBe(7);
  });

  it('hands signals on and ends by the same signal', async () => {
    write('bench/waits.ts', "setInterval(() => undefined, 1000);\nconsole.log('ready');");
    const child = spawn(process.execPath, [join(root, 'scripts/launch.mjs'), 'bench', 'waits'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([null, 'SIGTERM']);
  });

  it('lets the script end in its own way when it is interrupted', async () => {
    write(
      'bench/closes.ts',
      "process.once('SIGINT', () => process.exit(3));\nsetInterval(() => undefined, 1000);\nconsole.log('ready');",
    );
    const child = spawn(process.execPath, [join(root, 'scripts/launch.mjs'), 'bench', 'closes'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([3, null]);
  });

  it.skipIf(process.platform === 'win32')('stops the script when npm is told to stop', async () => {
    write('package.json', JSON.stringify({ scripts: { bench: 'node scripts/launch.mjs bench' } }));
    write('bench/ends.ts', "setInterval(() => undefined, 1000);\nconsole.log('pid', process.pid);");
    const npm = spawn('npm', ['run', '--silent', 'bench', '--', 'ends'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [line] = await once(npm.stdout, 'data');
    const pid = Number(/pid (\d+)/.exec(String(line))?.[1]);
    npm.kill('SIGTERM');
    // The pipe closes when the last process that holds it, the script itself, is gone.
    await once(npm.stdout, 'close');
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  });

  it('names the scripts there are, and the file that is missing', () => {
    expect(launch('lunch')).toMatchObject({ status: 1, stderr: expect.stringContaining('start, test, check') });
    expect(launch('bench', 'nothing')).toMatchObject({ status: 1, stderr: expect.stringContaining('nothing.ts') });
  });

  it('starts the server with what is passed on', () => {
    write('packages/cli/src/main.ts', 'console.log(process.argv.slice(2).join(","));');
    expect(launch('start', '--port', '9000').stdout.trim()).toBe('up,--port,9000');
  });

  it('starts the command of the cli', () => {
    write('packages/cli/src/main.ts', 'console.log(process.argv.slice(2).join(","));');
    const tutti = spawnSync(process.execPath, [join(root, 'packages/cli/bin/tutti.mjs'), 'run', 'a b'], {
      encoding: 'utf8',
    });
    expect(tutti.stdout.trim()).toBe('run,a b');
  });
});
