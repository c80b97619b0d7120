import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine, createSingleModel, createTeamProgram, createToolbox, systemClock } from '@tutti/engine';
import { createMemoryStore, createScriptedModel } from '@tutti/engine/testing';
import { Agent, AgentId, type Json, LOCAL_OWNER, RunId, TenantId } from '@tutti/protocol';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createBuiltInSets } from './create-built-in-sets.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tutti-sets-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const signal = new AbortController().signal;
const place = {
  tenant: TenantId.parse(`ten_${'0'.repeat(36)}`),
  run: RunId.parse(`run_${'0'.repeat(36)}`),
  agent: AgentId.parse('ann'),
  signal,
};
const NAMES = ['filesystem', 'shell', 'code_run', 'web_fetch', 'time', 'sequential_thinking', 'statistics'];

const openAll = () => createToolbox(createBuiltInSets({ directory, clock: systemClock })).open(NAMES, place);

/** What the agent's model asks for, one after the other. */
const CALLS: readonly (readonly [name: string, input: Json])[] = [
  ['filesystem__write', { path: 'data.csv', text: 'price\n1\n2\n3\n' }],
  ['statistics__describe', { values: { file: 'data.csv', column: 'price' } }],
  ['filesystem__edit', { path: 'data.csv', oldText: '3\n', newText: '4\n' }],
  ['filesystem__read', { path: 'data.csv' }],
  ['filesystem__delete', { path: 'data.csv' }],
  ['filesystem__read', { path: '../../server.json' }],
  ['time__convert', { time: '2026-07-01T12:00', fromZone: 'Asia/Tokyo', toZone: 'UTC' }],
];

describe('the sets that come with Tutti', () => {
  it('can all be offered to a model, but for those that an administrator has to switch on', async () => {
    const { tools, missing } = await openAll();
    expect(missing.map(({ name, code }) => `${name} ${code}`)).toEqual([
      'shell tool_not_configured',
      'code_run tool_not_configured',
    ]);
    expect(tools.map(({ offer }) => `${offer.name} ${offer.effect}`)).toEqual([
      'filesystem__list read',
      'filesystem__read read',
      'filesystem__find read',
      'filesystem__search read',
      'filesystem__write idempotent',
      'filesystem__edit idempotent',
      'filesystem__move compensatable',
      'filesystem__delete compensatable',
      'web_fetch read',
      'time__now read',
      'time__convert pure',
      'time__difference pure',
      'time__add_working_days pure',
      'sequential_thinking pure',
      'statistics__describe read',
      'statistics__quantiles read',
      'statistics__correlation read',
      'statistics__regression read',
      'statistics__compare read',
      'statistics__chi_square pure',
      'statistics__outliers read',
      'statistics__seasonal_anomalies read',
      'statistics__clusters read',
    ]);
  });

  it('are the same each time that they are opened', async () => {
    const [one, other] = [await openAll(), await openAll()];
    expect(other.tools.map(({ offer }) => offer.hash)).toEqual(one.tools.map(({ offer }) => offer.hash));
  });

  it('follow the settings in the data directory, and say where these cannot be read', async () => {
    await writeFile(join(directory, 'tool-settings.yaml'), 'shell:\n  commands:\n    - [npm, test]\n');
    const { tools, missing } = await openAll();
    expect(missing.map(({ name }) => name)).toEqual(['code_run']);
    expect(tools.find(({ offer }) => offer.name === 'shell')?.offer.description).toContain('["npm","test"]');
    await writeFile(join(directory, 'tool-settings.yaml'), 'shell: 1');
    const broken = await openAll();
    expect(new Set(broken.missing.map(({ code }) => code))).toEqual(new Set(['tool_settings_invalid']));
    expect(broken.tools.map(({ offer }) => offer.name)).toContain('time__now');
  });

  it('work in a folder of the run', async () => {
    const { tools } = await openAll();
    const write = tools.find(({ offer }) => offer.name === 'filesystem__write');
    await write?.tool.use({ path: 'a/b.txt', text: 'x' }, { signal, key: 'key' });
    expect(await readFile(join(directory, 'workspace', place.run, 'a', 'b.txt'), 'utf8')).toBe('x');
  });

  it('are used by an agent in a run, and what they change is written down before', async () => {
    const model = createScriptedModel({
      answer: (_request, count) => {
        const [name, input] = CALLS[count - 1] ?? [];
        return name === undefined ? 'done' : { toolCalls: [{ id: `call-${count}`, name, input: input ?? null }] };
      },
    });
    const store = createMemoryStore();
    const tools = createToolbox(createBuiltInSets({ directory, clock: systemClock }));
    const program = createTeamProgram({ models: createSingleModel(model), tools, library: store });
    const engine = createEngine({
      store,
      live: { publish: () => undefined },
      build: 'test',
      programs: [program],
      onProblem: () => undefined,
    });
    onTestFinished(() => engine.close());
    engine.start();
    const ann = Agent.parse({
      id: 'ann',
      purpose: 'works',
      capabilities: ['work'],
      instructions: 'Work.',
      tools: ['filesystem', 'statistics', 'time', 'shell'],
      effects: ['pure', 'read', 'idempotent', 'compensatable'],
      ask: [],
      maxCallsPerTurn: 20,
    });
    const input = { goal: 'work', agents: ['ann'], pattern: 'sequential' };
    const run = await engine.submit(LOCAL_OWNER, { program: 'team', title: 'work', input, pins: { agents: [ann] } });
    await engine.untilSettled(LOCAL_OWNER, run);
    const told = model.requests.at(-1)?.messages.flatMap((message) => (message.role === 'tool' ? [message.text] : []));
    expect(told).toEqual([
      expect.stringContaining('"bytes":12'),
      expect.stringContaining('"mean":2,'),
      expect.stringContaining('"edited":true'),
      expect.stringContaining('price\\n1\\n2\\n4\\n'),
      expect.stringContaining('"deleted":true'),
      expect.stringContaining('leads out of its folder'),
      expect.stringContaining('2026-07-01T03:00:00Z'),
    ]);
    const events = await Array.fromAsync(engine.readEvents(LOCAL_OWNER, run));
    expect(events.flatMap((event) => (event.type === 'effect.intended' ? [event.name] : []))).toHaveLength(1);
    expect(model.requests[0]?.system).toContain('shell');
  });
});
