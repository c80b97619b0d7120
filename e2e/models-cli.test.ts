/** Models and money on the command line: in a directory of one's own and at a server, against a model server that nobody here wrote. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LLMock } from '@copilotkit/aimock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TuttiHome } from './tutti-process.ts';
import { TuttiServer } from './tutti-server.ts';

const MAIN = join(import.meta.dirname, '..', 'packages', 'cli', 'src', 'main.ts');
const SOURCE = join(import.meta.dirname, '..', 'catalog', 'models', 'source', 'models-dev.json');
const SECRET = 'plain-looking-key-of-nobody-0815';
const USAGE = { prompt_tokens: 1_000, completion_tokens: 500 };
/** At $0.14 and $0.28 for a million. */
const COST = '$0.00028';

const mock = new LLMock({ port: 0 });
const directory = mkdtempSync(join(tmpdir(), 'tutti-models-cli-'));

beforeAll(async () => {
  await mock.start();
  mock.onMessage(/.*/, { content: 'Leaves fall on the pond.', usage: USAGE });
});
afterAll(async () => {
  await mock.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** What a person has set on this machine says nothing here. */
const KEYS = ['OPENAI_API_KEY', 'ANTHROPIC_API_KEY', 'GEMINI_API_KEY', 'GROQ_API_KEY', 'DEEPSEEK_API_KEY', 'HF_TOKEN'];
const env = {
  ...Object.fromEntries(KEYS.map((name) => [name, ''])),
  OLLAMA_API_URL: 'off',
  TUTTI_KEY_FILE: join(directory, 'keys', 'key-file'),
  TUTTI_CATALOGUE_URL: 'http://127.0.0.1:9/nobody-answers.json',
};

class Desk {
  readonly home: TuttiHome;
  constructor(home: TuttiHome) {
    this.home = home;
  }

  tutti(...args: readonly string[]) {
    return this.home.start(args, env).ended;
  }

  async json<Answer>(...args: readonly string[]): Promise<Answer> {
    const { code, stdout, stderr } = await this.tutti(...args, '--json');
    if (code !== 0) throw new Error(`tutti ${args.join(' ')} ended with ${code}: ${stderr}`);
    return JSON.parse(stdout) as Answer;
  }

  /** With this on its standard input. */
  async pipe(input: string, ...args: readonly string[]): Promise<{ code: number; output: string }> {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, ...args], {
      env: { ...process.env, ...env, TUTTI_DATA_DIR: this.home.directory },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
    child.stdin.end(input);
    const [code] = (await once(child, 'close')) as [number];
    return { code, output };
  }
}

interface Listed {
  readonly models: readonly { readonly model: string; readonly state?: string; readonly price?: { input: string } }[];
  readonly catalogue: { readonly asOf: string };
}

/** Everything that can be done with a key, from storing it to forgetting it. */
async function useKey(desk: Desk): Promise<void> {
  const stored = await desk.pipe(
    `${SECRET}\n`,
    'providers',
    'set',
    'deepseek',
    '--base-url',
    `${mock.url}/v1`,
    '--paid',
  );
  expect(stored).toMatchObject({ code: 0, output: expect.stringContaining(`sent to ${new URL(mock.url).host} only`) });
  expect(stored.output).not.toContain(SECRET);

  const { models } = await desk.json<Listed>('models', '--provider', 'deepseek');
  expect(models.map(({ model }) => model)).toContain('deepseek/deepseek-v4-flash');
  const table = (await desk.tutti('models')).stdout;
  expect(table).toMatch(/deepseek\/deepseek-v4-flash +1M +\$0\.14\/\$0\.28 +paid +ready/);
  expect(Math.max(...table.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);

  const providers = await desk.tutti('providers');
  expect(providers.stdout).toMatch(/deepseek +ready +2 +default \(paid\)/);
  expect(await desk.tutti('providers', 'test')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('● deepseek'),
  });

  const route = (await desk.tutti('route', 'Write a haiku', '--agent', 'drafting', '--complexity', 'high')).stdout;
  expect(route).toContain('deepseek/deepseek-v4-pro');
  expect(route).toContain('agent drafting · high complexity');
}

/** A run says which model spoke and what it cost, and so does everything that adds up. */
async function spend(desk: Desk): Promise<void> {
  const ran = await desk.tutti('run', 'Write a haiku about autumn', '--agents', 'drafting', '--budget-usd', '1');
  expect(ran).toMatchObject({ code: 0, stdout: expect.stringContaining('Leaves fall on the pond.') });
  expect(ran.stdout).toContain(COST);
  const [, run = ''] = /tutti show (run_\w+)/.exec(ran.stdout) ?? [];
  const shown = (await desk.tutti('show', run)).stdout;
  expect(shown).toMatch(/Models\n +deepseek\/deepseek-v4-\w+ +1 call · 1,500 tokens/);
  expect(shown).toMatch(/call 1: deepseek\/deepseek-v4-\w+ · key default · paid/);
  const costs = await desk.json<{ rows: { of: string; calls: number }[]; total: { usd: string } }>(
    'costs',
    '--by',
    'run',
  );
  expect(costs.rows).toMatchObject([{ of: run, calls: 1 }]);
  expect((await desk.tutti('costs', '--by', 'agent', '--since', '1h')).stdout).toMatch(/drafting +1 +1,500 +0% +0%/);
}

async function limit(desk: Desk): Promise<void> {
  const set = await desk.tutti(
    'budget',
    'set',
    'agent:drafting',
    'day',
    '0.0000001',
    '--warn',
    '50%',
    '--ladder',
    'stop',
  );
  expect(set).toMatchObject({ code: 0, stdout: expect.stringContaining('agent:drafting') });
  const refused = await desk.tutti('run', 'Another haiku', '--agents', 'drafting');
  expect(refused.code).toBe(1);
  expect(refused.stdout).toContain('the budget of agent:drafting for the day does not allow');
  expect(refused.stdout).toContain('budget_exceeded');
  expect((await desk.tutti('budget')).stdout).toMatch(/agent:drafting +day +\$0\.0000001 /);
  expect(await desk.tutti('budget', 'remove', 'agent:drafting', 'day')).toMatchObject({ code: 0 });
}

async function forget(desk: Desk): Promise<void> {
  expect(await desk.tutti('providers', 'remove', 'deepseek')).toMatchObject({ code: 0 });
  expect((await desk.json<Listed>('models')).models).toEqual([]);
}

/** The catalogue of this version with one model more and one other price. */
function changed(): string {
  const data = JSON.parse(readFileSync(SOURCE, 'utf8'));
  const { models } = data.deepseek;
  models['deepseek-v9'] = { ...models['deepseek-v4-pro'], id: 'deepseek-v9' };
  models['deepseek-v4-pro'].cost.input = 0.5;
  return JSON.stringify(data);
}

describe('models and money on the command line', () => {
  it('work in a directory, without any server', { timeout: 600_000 }, async () => {
    const desk = new Desk(new TuttiHome());
    expect((await desk.tutti('models')).stdout).toContain('the rehearsal model stands in');
    await useKey(desk);
    await spend(desk);
    await limit(desk);
    const doctor = (await desk.tutti('doctor')).stdout;
    expect(doctor).toMatch(/models +1 provider can be called: deepseek/);
    expect(doctor).toMatch(/model prices +catalogue of \d{4}-\d{2}-\d{2}/);
    await forget(desk);
  });

  it('work at a server that is running, whose next call uses the key', { timeout: 600_000 }, async () => {
    const home = new TuttiHome();
    const server = await TuttiServer.start(home, env);
    try {
      const desk = new Desk(home);
      await useKey(desk);
      await spend(desk);
      await forget(desk);
    } finally {
      await server.stop();
    }
  });

  it('refuse slips with what is nearest, and never take a secret from the command line', {
    timeout: 300_000,
  }, async () => {
    const desk = new Desk(new TuttiHome());
    const stderr = async (...args: readonly string[]) => (await desk.tutti(...args)).stderr;
    expect(await stderr('models', '--provider', 'gorq')).toContain('The nearest is groq');
    expect(await stderr('route', 'x', '--agent', 'wrter')).toContain('drafting');
    expect(await stderr('providers', 'set', 'groq', SECRET)).not.toContain('stored');
    expect(await desk.tutti('providers', 'set', 'groq')).toMatchObject({ code: 2 });
  });

  it('fetch the catalogue anew, and change nothing where that fails', { timeout: 300_000 }, async () => {
    const desk = new Desk(new TuttiHome());
    const failed = await desk.tutti('models', 'refresh');
    expect(failed).toMatchObject({ code: 6, stderr: expect.stringContaining('nothing was changed') });
    const before = (await desk.json<Listed>('models')).catalogue.asOf;
    const served = createServer((_request, response) => void response.end(changed()));
    await new Promise<void>((resolve) => void served.listen(0, '127.0.0.1', resolve));
    try {
      const from = `http://127.0.0.1:${(served.address() as AddressInfo).port}/api.json`;
      const { stdout } = await desk.tutti('models', 'refresh', '--from', from);
      expect(stdout).toContain('New (1)\n  deepseek/deepseek-v9');
      expect(stdout).toContain('Other prices (1)\n  deepseek/deepseek-v4-pro $0.435/$0.87 → $0.50/$0.87');
      const all = await desk.json<Listed>('models', '--all', '--provider', 'deepseek');
      expect(all.models.map(({ model }) => model)).toContain('deepseek/deepseek-v9');
      expect(all.catalogue.asOf > before).toBe(true);
    } finally {
      served.close();
      served.closeAllConnections();
    }
  });
});
