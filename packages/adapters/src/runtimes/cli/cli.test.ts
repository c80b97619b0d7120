import { spawn } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LOCAL_OWNER } from '@tutti/protocol';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Child } from '../../storage/sqlite/child-programs/start-child.ts';
import { MARK } from '../../tools/mcp/stdio/mark-family.ts';
import { CONNECTORS, openRuntimeStage, toAgent, toSaid } from '../testing/runtime-stage.ts';

const program = (name: string) => join(import.meta.dirname, '..', 'testing', name);
const STDIO = [process.execPath, program('stdio-agent.ts')];
const ACP = [process.execPath, program('acp-agent.ts')];
const LONG = 60_000;

function toConfig(argv: readonly string[], more: object = {}) {
  return { connections: { tool: { kind: 'cli', argv, ...more } }, commands: [argv] };
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 40_000;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error('it did not come to be so in time');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Everybody whose home is in this folder, or who was started by such a one. */
async function listFamily(directory: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
      return environment.includes(`HOME=${directory}`) && environment.includes(`${MARK}=`) ? [Number(pid)] : [];
    }),
  );
  return found.flat();
}

describe('an agent that is a command', () => {
  it('is started with nothing of our environment but what is named, in the folder of its run', async () => {
    const argv = [...STDIO, 'environment'];
    const config = toConfig(argv, {
      environment: { GREETING: 'hello', KEY: '{secret.key}' },
      secrets: { key: 'file:key' },
    });
    await using stage = await openRuntimeStage({ config });
    await writeFile(join(stage.directory, 'key'), 'very-secret-key\n');
    const run = await stage.submit('show', [toAgent('tool', 'cli')]);
    const { tool = '' } = toSaid(await stage.ended(run));
    const { env, cwd } = JSON.parse(tool);
    expect(cwd).toBe(join(stage.directory, 'commands', run, 'tool'));
    const names = env.filter(Boolean).map((entry: string) => entry.split('=')[0]);
    expect(names.toSorted()).toEqual(['GREETING', 'HOME', 'KEY', 'LANG', 'PATH', MARK].toSorted());
    expect(env).toContain('KEY=very-secret-key');
    // Files of its folder must not pass for its settings.
    expect(env).toContain(`HOME=${join(stage.directory, 'commands', 'homes', run, 'tool')}`);
    expect(stage.secrets).toEqual(['very-secret-key']);
  });

  it.each([
    ['is not listed', [...STDIO, 'word'], [STDIO]],
    ['has one word more', [...STDIO, '--more'], [STDIO]],
    ['is a shell', ['/bin/sh', '-c', 'true'], [['/bin/sh', '-c', 'true']]],
    ['brings code along', ['node', '-e', 'true'], [['node', '-e', 'true']]],
    ['lets the host into a container', ['docker', 'run', '-v', '/:/h', 'x'], [['docker', 'run', '-v', '/:/h', 'x']]],
    ['lies on a relative path', ['bin/tool'], [['bin/tool']]],
  ])('is not started where it %s', async (_why, argv, commands) => {
    await using stage = await openRuntimeStage({ config: { connections: { tool: { kind: 'cli', argv } }, commands } });
    const agent = toAgent('tool', 'cli');
    expect(await stage.run('go', [agent])).toMatchObject({
      status: 'failed',
      error: { code: expect.stringMatching(/^(agent_not_configured|command_not_allowed)$/) },
    });
    expect(await stage.runtimes.view(agent)).toMatchObject({ state: 'not_configured', missing: expect.any(String) });
    expect(await readdir(stage.directory)).not.toContain('commands');
  });

  it('takes the goal as one word, which can never be an option, and gives plain text', async () => {
    const argv = [...STDIO, 'word', '{goal}'];
    await using stage = await openRuntimeStage({ config: toConfig(argv) });
    expect(toSaid(await stage.run('--all; rm -rf $HOME', [toAgent('tool', 'cli')]))).toEqual({
      tool: 'word:  --all; rm -rf $HOME',
    });
  });

  it(
    'fails with its last words, and is stopped where it writes without end',
    async () => {
      await using stage = await openRuntimeStage({ config: toConfig([...STDIO, 'fail'], { effect: 'read' }) });
      expect(await stage.run('go', [toAgent('tool', 'cli')])).toMatchObject({
        error: { code: 'agent_failed', message: expect.stringContaining('code 3: it is broken') },
      });
      await stage.configure(toConfig([...STDIO, 'flood'], { effect: 'read', outputBytes: 100_000 }));
      expect(await stage.run('go', [toAgent('tool', 'cli')])).toMatchObject({
        error: { code: 'agent_failed', message: expect.stringContaining('more than 100000 bytes') },
      });
      expect(await listFamily(join(stage.directory))).toEqual([]);
    },
    LONG,
  );

  it.each([
    ['stdio', [...STDIO, 'fork'], 'go'],
    ['acp', ACP, 'hang'],
  ])(
    'leaves nobody behind when the run is cancelled: %s',
    async (protocol, argv, goal) => {
      await using stage = await openRuntimeStage({ config: toConfig(argv, { protocol, effect: 'read' }) });
      const run = await stage.submit(goal, [toAgent('tool', 'cli')]);
      const folder = join(stage.directory, 'commands', 'homes', run, 'tool');
      await until(async () => (await listFamily(folder)).length >= (protocol === 'acp' ? 2 : 4));
      await stage.engine.cancel(LOCAL_OWNER, run, 'enough');
      expect(await stage.ended(run)).toMatchObject({ status: 'cancelled' });
      await until(async () => (await listFamily(folder)).length === 0);
    },
    LONG,
  );

  it(
    'leaves nobody behind when Tutti itself is killed',
    async () => {
      await using stage = await openRuntimeStage({ config: toConfig([...STDIO, 'fork']) });
      const begin = JSON.stringify({ id: 'tool', goal: 'go', kind: 'cli' });
      const worker = [program('team-worker.ts'), stage.directory, CONNECTORS, begin];
      const child = new Child(spawn(process.execPath, worker, { stdio: ['pipe', 'pipe', 'pipe'] }));
      onTestFinished(() => child.signal('SIGKILL'));
      const run = (await child.line('run ')).slice('run '.length);
      const folder = join(stage.directory, 'commands', 'homes', run, 'tool');
      await until(async () => (await listFamily(folder)).length >= 4);
      await child.kill();
      await until(async () => (await listFamily(folder)).length === 0);
    },
    LONG,
  );
});

describe('an agent over ACP', () => {
  it(
    'reads and writes files of its folder through us, and no others',
    async () => {
      await using stage = await openRuntimeStage({ config: toConfig(ACP, { protocol: 'acp' }) });
      const outside = join(stage.directory, 'outside.txt');
      await writeFile(outside, 'private');
      const agent = toAgent('tool', 'cli');
      const say = async (goal: string) => {
        const state = await stage.run(goal, [agent]);
        return toSaid(state).tool ?? JSON.stringify(state.error);
      };
      expect(await say(`read ${outside}`)).toMatch(/failed: .*/);
      expect(await say('read ../../../outside.txt')).toMatch(/failed: .*/);
      expect(await say(`write ${outside}`)).toBe('write was refused');
      expect(await readFile(outside, 'utf8')).toBe('private');
      expect(await say('run anything')).toBe('run was refused');
      const run = await stage.submit('write notes/a.txt', [agent]);
      expect(toSaid(await stage.ended(run))).toEqual({ tool: 'write was allowed' });
      const written = join(stage.directory, 'commands', run, 'tool', 'notes', 'a.txt');
      expect(await readFile(written, 'utf8')).toBe('written by an agent');
      const reader = toAgent('tool', 'cli', { effects: ['read'] });
      expect(toSaid(await stage.run('write notes/a.txt', [reader]))).toEqual({ tool: 'write was refused' });
    },
    LONG,
  );
});
