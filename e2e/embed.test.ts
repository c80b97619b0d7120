import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTutti, defineAgent } from '@tutti/embed';
import { expect, it, onTestFinished } from 'vitest';
import { startProviderServer } from '../packages/adapters/src/models/testing/start-provider-server.ts';
import { startForeign } from '../packages/adapters/src/runtimes/testing/start-foreign.ts';
import { Child } from '../packages/adapters/src/storage/sqlite/child-programs/start-child.ts';

const ROOT = join(import.meta.dirname, '..');
const PROGRAM = join(import.meta.dirname, 'embed', 'killed-program.ts');
const ACP_AGENT = join(ROOT, 'packages', 'adapters', 'src', 'runtimes', 'testing', 'acp-agent.ts');
const LONG = 180_000;

async function createFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tutti-embed-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

function start(...args: readonly string[]): Child {
  const child = new Child(spawn(process.execPath, [PROGRAM, ...args], { stdio: ['pipe', 'pipe', 'pipe'] }));
  onTestFinished(() => child.signal('SIGKILL'));
  return child;
}

it(
  'a program that is killed goes on with its run: what was done is not done again',
  async () => {
    const directory = await createFolder();
    const first = start(directory, 'draft');
    await first.line('holding draft');
    await first.kill();
    const second = start(directory, 'file');
    await second.line('holding file');
    await second.kill();
    const third = start(directory, '', 'called');
    expect(await third.line('ended')).toBe('ended draft: draft, sender: sent, file: file');
    expect(await third.ended()).toEqual({ code: 0, signal: null });
    // Both were cut in the middle and may be begun again by what they say of themselves; the letter went out once.
    expect(await readFile(join(directory, 'done.txt'), 'utf8')).toBe('draft\ndraft\nsend\nfile\nfile\n');
    expect(third.lines.filter((line) => line.startsWith('asked'))).toEqual([]);
  },
  LONG,
);

it(
  'a program that is killed while it does what cannot be taken back is asked whether it happened, and never does it twice',
  async () => {
    const directory = await createFolder();
    const first = start(directory, 'send');
    await first.line('asked request');
    await first.line('holding send');
    await first.kill();
    const second = start(directory, '', 'called');
    await second.line('asked doubt');
    expect(await second.line('ended')).toContain('sender: sent');
    await second.ended();
    expect(await readFile(join(directory, 'done.txt'), 'utf8')).toBe('draft\nsend\nfile\n');
  },
  LONG,
);

it(
  'a program that ends each time that it goes on with its run is told that the run was kept aside',
  async () => {
    const directory = await createFolder();
    const endings: string[] = [];
    while (endings.length < 10 && !endings.at(-1)?.startsWith('rejected')) {
      const child = start(directory, 'end at draft');
      const { signal } = await child.ended();
      endings.push(signal ?? child.lines.at(-1) ?? '');
    }
    expect(endings.at(-1)).toContain('kept aside');
    expect(endings.slice(0, -1).every((ending) => ending === 'SIGKILL')).toBe(true);
  },
  LONG,
);

/** A class that was there before, as it is. */
class InvoiceChecker {
  readonly #prefix = 'object heard';
  executeTask(goal: string): string {
    return `${this.#prefix}: ${goal.length > 0}`;
  }
}

it(
  'an A2A agent, an ACP agent process, an HTTP agent, a function and an instance of a class work in one run, one after the other',
  async () => {
    await using foreign = await startForeign();
    await using plain = await startProviderServer((response, { body }) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ text: `http heard: ${JSON.parse(body).goal}` }));
    });
    const directory = await createFolder();
    const acp = [process.execPath, ACP_AGENT];
    const connections = {
      plain: {
        kind: 'http',
        effect: 'idempotent',
        url: plain.url,
        body: { goal: '{goal}' },
        answer: { text: '/text' },
      },
      foreign: { kind: 'a2a', url: foreign.url },
      acp: { kind: 'cli', protocol: 'acp', argv: acp },
    };
    await writeFile(join(directory, 'runtimes.yaml'), JSON.stringify({ connections, commands: [acp] }));
    const about = { purpose: 'works elsewhere', instructions: 'Work.' };
    const agents = [
      defineAgent({ ...about, id: 'plain', runtime: 'http' }),
      defineAgent({ ...about, id: 'foreign', runtime: 'a2a' }),
      defineAgent({ ...about, id: 'acp', runtime: 'cli' }),
      defineAgent({ id: 'shout', run: (goal) => `function heard: ${goal.length > 0}`, effect: 'pure' }),
      defineAgent({ id: 'checker', run: new InvoiceChecker(), effect: 'pure' }),
    ];
    await using tutti = await createTutti({ directory, agents, models: [] });
    const { contributions } = await tutti.run({ goal: 'greet the world', agents });
    expect(contributions).toEqual([
      { by: 'plain', text: 'http heard: greet the world' },
      { by: 'foreign', text: expect.stringContaining('a2a heard: Goal: greet the world') },
      { by: 'acp', text: expect.stringContaining('acp heard: Goal: greet the world') },
      { by: 'shout', text: 'function heard: true' },
      { by: 'checker', text: 'object heard: true' },
    ]);
    // Each was handed what those before it had said.
    expect(contributions[2]?.text).toContain('a2a heard');
  },
  LONG,
);

it(
  'the test in the guide runs as written in a fresh directory',
  async () => {
    const guide = await readFile(join(ROOT, 'docs', 'guides', 'embed.md'), 'utf8');
    const [, test = ''] = /<!-- The test below[^\n]*-->\n\n```ts\n([\s\S]*?)```\n/.exec(guide) ?? [];
    const directory = await createFolder();
    await symlink(join(ROOT, 'node_modules'), join(directory, 'node_modules'), 'junction');
    await writeFile(join(directory, 'guide.test.ts'), test);
    const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
    const args = [vitest, 'run', '--root', directory, '--testTimeout', '60000'];
    const env = { PATH: process.env['PATH'], HOME: directory, NO_COLOR: '1' };
    const child = spawn(process.execPath, args, { cwd: directory, env, stdio: ['ignore', 'pipe', 'inherit'] });
    expect((await Array.fromAsync(child.stdout)).join('')).toMatch(/Tests +1 passed \(1\)/);
  },
  LONG,
);
