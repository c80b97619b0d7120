import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startProviderServer } from '../models/testing/start-provider-server.ts';
import { Child } from '../storage/sqlite/child-programs/start-child.ts';
import { spawn } from 'node:child_process';
import { CONNECTORS } from './testing/runtime-stage.ts';
import { startForeign } from './testing/start-foreign.ts';

const WORKER = join(import.meta.dirname, 'testing', 'team-worker.ts');
const LONG = 120_000;

async function createDirectory(config: unknown): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'tutti-killed-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  await writeFile(join(directory, 'runtimes.yaml'), JSON.stringify(config));
  return directory;
}

function startWorker(directory: string, begin?: { id: string; goal: string; kind: string }): Child {
  const args = [WORKER, directory, CONNECTORS, ...(begin ? [JSON.stringify(begin)] : [])];
  const child = new Child(spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'] }));
  onTestFinished(() => child.signal('SIGKILL'));
  return child;
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 60_000;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error('it did not come to be so in time');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

it(
  'a request over HTTP that kill -9 cuts is sent again with its key, so that its effect happens once',
  async () => {
    const acts = new Set<unknown>();
    let hold = true;
    await using peer = await startProviderServer((response, { headers, body }) => {
      acts.add(headers['idempotency-key']);
      if (!hold) response.end(JSON.stringify({ text: `did ${JSON.parse(body).goal}` }));
    });
    const http = {
      kind: 'http',
      effect: 'idempotent',
      url: peer.url,
      body: { goal: '{goal}' },
      answer: { text: '/text' },
    };
    const directory = await createDirectory({ connections: { far: http } });
    const first = startWorker(directory, { id: 'far', goal: 'it', kind: 'http' });
    await first.line('run ');
    await until(() => peer.sent.length === 1);
    await first.kill();
    hold = false;
    const second = startWorker(directory);
    expect(await second.line('ended ')).toContain('"text":"did it"');
    expect(peer.sent).toHaveLength(2);
    expect(acts.size).toBe(1);
    await second.ended();
  },
  LONG,
);

it(
  'a task of an A2A agent that was begun before kill -9 is found again by its id, and never sent twice',
  async () => {
    await using foreign = await startForeign();
    const directory = await createDirectory({ connections: { far: { kind: 'a2a', url: foreign.url } } });
    const first = startWorker(directory, { id: 'far', goal: 'hold it', kind: 'a2a' });
    await first.line('run ');
    // The second step listens: the first has recorded the name of the task.
    await until(async () => (await foreign.seen()).held.length === 1);
    await first.line('following');
    await first.kill();
    const second = startWorker(directory);
    await second.line('following');
    await foreign.release();
    expect(await second.line('ended ')).toContain('then the rest');
    expect((await foreign.seen()).goals).toHaveLength(1);
    await second.ended();
  },
  LONG,
);

it(
  'work that an HTTP agent goes on with by itself is asked for by its name after kill -9',
  async () => {
    let polls = 0;
    let isDone = false;
    await using peer = await startProviderServer((response, { method }) => {
      if (method === 'POST') return void response.end(JSON.stringify({ id: 'job 7/8' }));
      polls++;
      response.end(JSON.stringify(isDone ? { state: 'done', result: 'all of it' } : { state: 'working' }));
    });
    const poll = {
      url: `${peer.url}/jobs/{session}`,
      everySeconds: 0.05,
      until: { at: '/state', is: ['done'] },
      text: '/result',
    };
    const http = {
      kind: 'http',
      url: peer.url,
      body: { goal: '{goal}' },
      answer: { text: '/none', session: '/id' },
      poll,
    };
    const directory = await createDirectory({ connections: { far: http } });
    const first = startWorker(directory, { id: 'far', goal: 'it', kind: 'http' });
    await first.line('run ');
    await until(() => polls > 1);
    await first.kill();
    isDone = true;
    const second = startWorker(directory);
    expect(await second.line('ended ')).toContain('all of it');
    expect(peer.sent.filter(({ method }) => method === 'POST')).toHaveLength(1);
    expect(peer.sent.at(-1)?.path).toBe('/jobs/job%207%2F8');
    await second.ended();
  },
  LONG,
);
