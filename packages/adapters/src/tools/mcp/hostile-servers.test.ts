import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { MARK } from './stdio/mark-family.ts';
import { ask, hostile, isAlive, openMcpStage, use, waitFor } from './testing/mcp-stage.ts';

const LIMITS = { startSeconds: 20, callSeconds: 20 };

describe('a server of tools that misbehaves', { timeout: 120_000 }, () => {
  it('T1: crashes: the call says so, and the next one finds it started again', async () => {
    await using stage = await openMcpStage();
    const tools = await stage.admit('bad', { command: hostile('crash'), limits: LIMITS });
    const [first] = stage.tools.pids;
    await expect(use(tools, 'bad__act')).rejects.toMatchObject({
      code: 'tool_unavailable',
      nothingHappened: false,
      message: expect.stringContaining('ended with the code 3') as string,
    });
    await stage.open('bad');
    const [status] = await stage.tools.list();
    expect(status?.health).toMatchObject({ state: 'connected', restarts: 1 });
    expect(status?.health.pid).not.toBe(first);
  });

  it('T1: hangs: the call ends after its time, is called off at the server, and the server is kept', async () => {
    await using stage = await openMcpStage();
    const log = `${stage.directory}/log.jsonl`;
    const tools = await stage.admit('bad', { command: hostile('hang', log), limits: { ...LIMITS, callSeconds: 1 } });
    const { pids } = stage.tools;
    await expect(use(tools, 'bad__act')).rejects.toThrow(/did not answer within 1 s \(limits\.callSeconds\)/);
    await waitFor(async () => (await readFile(log, 'utf8')).includes('notifications/cancelled'));
    expect(stage.tools.pids).toEqual(pids);
  });

  it('T1: floods its error output: only the last words are kept, and it goes on', async () => {
    await using stage = await openMcpStage();
    const tools = await stage.admit('bad', { command: hostile('flood-errors'), limits: LIMITS });
    const before = process.memoryUsage().rss;
    expect(await use(tools, 'bad__act')).toBe('flooded');
    const lastWords = async () => (await stage.tools.list())[0]?.health.errorOutput ?? '';
    await waitFor(async () => (await lastWords()).includes('these are my last words'));
    expect((await lastWords()).length).toBeLessThanOrEqual(8_192);
    // It was flooded with twice as much.
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
  });

  it('T1: answers with 100 MB: it is stopped at its limit, and our memory does not grow with it', async () => {
    await using stage = await openMcpStage();
    const tools = await stage.admit('bad', {
      command: hostile('huge'),
      limits: { ...LIMITS, messageBytes: 4_194_304 },
    });
    const [pid = 0] = stage.tools.pids;
    const before = process.memoryUsage().rss;
    await expect(use(tools, 'bad__act')).rejects.toMatchObject({
      code: 'tool_server_broken',
      message: expect.stringContaining('more than 4194304 bytes (limits.messageBytes)') as string,
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(80_000_000);
    await waitFor(() => !isAlive(pid));
  });

  it.each([
    ['flood-messages', /more than 10000 messages/],
    ['garbage', /broke the protocol 100 times/],
    ['same-ids', /broke the protocol 100 times/],
  ])('M13: is stopped when it sends too much of the wrong: %s', async (manner, message) => {
    await using stage = await openMcpStage();
    const tools = await stage.admit('bad', { command: hostile(manner), limits: LIMITS });
    const [pid = 0] = stage.tools.pids;
    const answer = use(tools, 'bad__act').catch((error: unknown) => error);
    await waitFor(async () => (await stage.tools.list())[0]?.health.state === 'failed');
    const [status] = await stage.tools.list();
    expect(isAlive(pid)).toBe(false);
    expect(status?.health).toMatchObject({ lastError: { error: { code: 'tool_server_broken' } } });
    expect(status?.health.lastError?.error.message).toMatch(message);
    await answer;
  });

  it.each([
    ['many', 'tool_server_broken', /128 are allowed \(limits\.tools\)/],
    ['endless-list', 'tool_server_broken', /has no end/],
    ['none', 'tool_unavailable', /no tools at all/],
    ['big-schema', 'tool_server_broken', /limits\.messageBytes/],
    ['dies-at-start', 'tool_unavailable', /ended with the code 1\. It said: no good: the database is missing/],
  ])('M13: is refused with a reason when it lists nothing that can be used: %s', async (manner, code, message) => {
    await using stage = await openMcpStage();
    const name = await stage.add('bad', { command: hostile(manner), limits: LIMITS });
    const { signal } = new AbortController();
    await expect(stage.tools.connect(name, { signal })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
    await waitFor(async () => (await stage.tools.get(name)).health.state === 'failed');
    expect(stage.tools.pids).toEqual([]);
  });

  it('M13: loses the tools with impossible schemas, and keeps the others', async () => {
    await using stage = await openMcpStage();
    const tools = await stage.admit('bad', { command: hostile('bad-schemas'), limits: LIMITS });
    expect(tools.map(({ name }) => name)).toEqual(['bad__act']);
    const [status] = await stage.tools.list();
    const refusals = status?.tools.map(({ name, refusal }) => [name, refusal]);
    expect(refusals).toEqual([
      ['act', undefined],
      ['deep', expect.stringMatching(/nested more than 32 deep/)],
      ['outside', expect.stringMatching(/points outside/)],
      ['recursive', expect.stringMatching(/leads back to itself/)],
    ]);
  });

  it('M5: has two tools whose names become one: neither is offered', async () => {
    await using stage = await openMcpStage();
    const tools = await stage.admit('bad', { command: hostile('twins'), limits: LIMITS });
    expect(tools.map(({ name }) => name)).toEqual(['bad__act']);
  });

  it('M12: asks for a model or for a password: it is told no', async () => {
    await using stage = await openMcpStage();
    const tools = await stage.admit('bad', { command: hostile('asks'), limits: LIMITS });
    expect(await use(tools, 'bad__act')).toBe('ask-1: Method not found; ask-2: Method not found');
  });

  it('M2: gets no more of our environment than the path, a private home and what is configured', async () => {
    await using stage = await openMcpStage();
    stage.secrets.set('bad/token@command', 'canary-secret');
    const env = { PLAIN: 'value; $(touch /tmp/x)', TOKEN: { secret: 'token' } };
    const tools = await stage.admit('bad', {
      command: [...hostile('environment'), '$(id)', ';ls'],
      env,
      limits: LIMITS,
    });
    const told = JSON.parse(await ask(tools, 'bad__act')) as {
      env: Record<string, string>;
      cwd: string;
      argv: string[];
    };
    expect(Object.keys(told.env).toSorted()).toEqual(['HOME', 'PATH', 'PLAIN', 'TOKEN', MARK].toSorted());
    expect(told.env).toMatchObject({ PLAIN: 'value; $(touch /tmp/x)', TOKEN: 'canary-secret' });
    expect(told.cwd).toBe(`${stage.directory}/tool-servers/bad`);
    expect(told.argv).toEqual(['environment', '$(id)', ';ls']);
    expect(await stage.readLock()).not.toContain('canary-secret');
  });

  it.each(['tells', 'refuses', 'fails', 'babbles'])(
    'S6: says what it was given in secret, and nobody reads it: %s',
    async (manner) => {
      await using stage = await openMcpStage();
      stage.secrets.set('bad/token@command', 'canary "secret"');
      const env = { TOKEN: { secret: 'token', prefix: 'Bearer ' }, API_KEY: 'plain-canary' };
      const tools = await stage.admit('bad', { command: hostile(manner), env, limits: LIMITS });
      // Of an effect that may have happened, a failure is an outcome.
      const answer = await use(tools, 'bad__act').catch(String);
      const told = JSON.stringify([answer, await stage.tools.list()]);
      expect(JSON.stringify(answer)).toContain('[hidden]');
      expect(told).not.toMatch(/canary.{0,6}secret/u);
      expect(JSON.stringify(answer)).not.toContain('plain-canary');
      expect(told).not.toContain('ghp_a');
    },
  );

  it('is greeted as older servers are when it ends at the newest greeting', async () => {
    await using stage = await openMcpStage();
    const tools = await stage.admit('old', { command: hostile('old'), limits: LIMITS });
    expect(await ask(tools, 'old__act')).toMatch(/done by \d+/);
  });
});

const onLinux = process.platform === 'linux';

describe.runIf(onLinux)('P12: what a server of tools leaves behind', { timeout: 120_000 }, () => {
  it('ends with it: children in its group, those that left it, those that cleared their environment, and a server that heeds no signal', async () => {
    await using stage = await openMcpStage();
    const tools = await stage.admit('family', { command: hostile('family') });
    await stage.admit('stubborn', { command: hostile('stubborn') });
    const family = JSON.parse(await ask(tools, 'family__act')) as number[];
    expect(family.map(isAlive)).toEqual([true, true, true, true]);
    const stubborn = stage.tools.pids.filter((pid) => !family.includes(pid));
    expect(stubborn).toHaveLength(1);
    await stage.tools[Symbol.asyncDispose]();
    expect([...family, ...stubborn].filter(isAlive)).toEqual([]);
  });

  it('ends with it, also where processes start one another and end, faster than anybody can ask for their parents', async () => {
    await using stage = await openMcpStage();
    const tools = await stage.admit('bomb', { command: hostile('hops') });
    const before = new Set(await listProcesses());
    expect(await ask(tools, 'bomb__act')).toBe('gone');
    const listNew = async () => (await listProcesses()).filter((pid) => !before.has(pid));
    const listHops = async () => (await Promise.all((await listNew()).map(isHop))).flat();
    await waitFor(async () => (await listHops()).length >= 2);
    await stage.tools[Symbol.asyncDispose]();
    expect(await listHops()).toEqual([]);
  });

  it('ends too when this process is killed with kill -9', async () => {
    const program = fileURLToPath(new URL('./testing/hold-family.ts', import.meta.url));
    await using stage = await openMcpStage();
    const holder = spawn(process.execPath, ['--no-warnings', program, stage.directory], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line = '[]'] = await readLines(holder.stdout, 1);
    const family = JSON.parse(line) as number[];
    expect(family.map(isAlive)).toEqual([true, true, true, true]);
    holder.kill('SIGKILL');
    await waitFor(() => family.every((pid) => !isAlive(pid)));
  });
});

async function listProcesses(): Promise<string[]> {
  return (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
}

async function isHop(pid: string): Promise<string[]> {
  const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
  return environment.includes('HOPS=') ? [pid] : [];
}

async function readLines(stream: NodeJS.ReadableStream, count: number): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: stream })) {
    lines.push(line);
    if (lines.length === count) break;
  }
  return lines;
}
