import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { systemClock } from '@tutti/engine';
import { AgentId, type RunId } from '@tutti/protocol';
import type { RouteName } from '@tutti/protocol/api';
import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { bodyOf, createCallRoute } from '../testing/call-route.ts';
import { OWNER, openTestApp, STRANGER, VIEWER } from '../testing/test-app.ts';
import { sha256 } from '../sha256.ts';
import { AgentShelf } from './agent-shelf.ts';

const PATIENT = { timeout: 30_000, interval: 50 };

function toFile(id: string, { purpose = 'Works.', instructions = 'Work.', more = '' } = {}): string {
  return `---\nid: ${id}\npurpose: ${purpose}\ncapabilities: [work]\n${more}---\n\n${instructions}\n`;
}

async function openStage() {
  const stage = await openTestApp();
  const call = createCallRoute(stage.app);
  type Wish = NonNullable<Parameters<typeof call>[1]>;
  const ask = async <Name extends RouteName>(name: Name, wish: Wish = {}) => bodyOf(name, await call(name, wish));
  const get = (agent: string) => ask('getAgent', { params: { agent } });
  const change = (agent: string, body: object) => call('changeAgent', { params: { agent }, body });
  const listVersions = async (agent: string) => (await ask('listAgentVersions', { params: { agent } })).items;
  const submit = async (agents: string[]): Promise<RunId> =>
    (await ask('submitTask', { body: { goal: 'Say hello', agents } })).run;
  return {
    ...stage,
    call,
    ask,
    get,
    change,
    listVersions,
    submit,
    [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose](),
  };
}

const Pins = z.object({
  pins: z.object({ value: z.object({ agents: z.array(z.object({ version: z.int(), purpose: z.string() })) }) }),
});

describe('an agent that somebody writes here', { timeout: 120_000 }, () => {
  it('can be asked at once, keeps every version, and is taken out of use without losing them', async () => {
    await using stage = await openStage();
    const { call, get, change, listVersions, ask } = stage;
    const made = await call('createAgent', { body: { text: toFile('harbour-clerk'), note: 'first' } });
    expect(made.statusCode).toBe(201);
    expect(made.headers.location).toBe('/api/v1/agents/harbour-clerk');
    expect(await get('harbour-clerk')).toMatchObject({ version: 1, source: { kind: 'edited', note: 'first' } });
    // A second time it is the same wish; another text is not.
    expect((await call('createAgent', { body: { text: toFile('harbour-clerk') } })).statusCode).toBe(201);
    const again = await call('createAgent', { body: { text: toFile('harbour-clerk', { purpose: 'Else.' }) } });
    expect(again.json()).toMatchObject({ code: 'agent_exists', status: 409 });

    const run = await stage.submit(['harbour-clerk']);
    const second = toFile('harbour-clerk', { purpose: 'Answers letters.' });
    expect((await change('harbour-clerk', { text: second, basedOn: 1 })).statusCode).toBe(200);
    expect((await change('harbour-clerk', { text: toFile('harbour-clerk'), basedOn: 1 })).json()).toMatchObject({
      code: 'agent_changed',
      detail: expect.stringContaining('version 2') as unknown,
    });
    const [current, first] = await listVersions('harbour-clerk');
    expect(current).toMatchObject({ number: 2, kind: 'edited', current: true });
    expect(first).toMatchObject({ number: 1, current: false, note: 'first' });
    const diff = await ask('compareAgentVersions', { params: { agent: 'harbour-clerk', number: '2' } });
    expect(diff).toMatchObject({ from: 1, to: 2, added: 1, deleted: 1 });

    expect(
      (await call('retireAgent', { params: { agent: 'harbour-clerk' }, query: { basedOn: '1' } })).statusCode,
    ).toBe(409);
    expect((await call('retireAgent', { params: { agent: 'harbour-clerk' } })).statusCode).toBe(204);
    const refused = await call('submitTask', { body: { goal: 'Say hello', agents: ['harbour-clerk'] } });
    expect(refused.json()).toMatchObject({
      code: 'unknown_agent',
      detail: expect.stringContaining('out of use') as unknown,
    });
    expect((await ask('listAgents', { query: { retired: 'true' } })).items).toMatchObject([{ id: 'harbour-clerk' }]);
    expect(await get('harbour-clerk')).toMatchObject({ purpose: 'Answers letters.', source: { kind: 'retired' } });
    // What was begun with the first version has it still.
    for await (const event of stage.home.engine.readEvents(stage.home.principal, run)) {
      if (event.type === 'run.submitted')
        expect(Pins.parse(event).pins.value.agents).toEqual([{ version: 1, purpose: 'Works.' }]);
    }
    expect((await change('harbour-clerk', { text: second, basedOn: 3 })).statusCode).toBe(200);
    expect(await get('harbour-clerk')).toMatchObject({ version: 4, source: { kind: 'edited' } });
  });

  it('is kept with no note that holds U+0000, which no database of text keeps', async () => {
    await using stage = await openStage();
    const { call, change } = stage;
    const refused = {
      status: 400,
      code: 'invalid_input',
      path: 'note',
      detail: expect.stringContaining('U+0000') as unknown,
    };
    const note = 'fi\u0000rst';
    const text = toFile('harbour-clerk');
    expect((await call('createAgent', { body: { text, note } })).json()).toMatchObject(refused);
    expect((await call('getAgent', { params: { agent: 'harbour-clerk' } })).statusCode).toBe(404);
    expect((await call('createAgent', { body: { text, note: 'first' } })).statusCode).toBe(201);
    const second = toFile('harbour-clerk', { purpose: 'Answers letters.' });
    expect((await change('harbour-clerk', { text: second, basedOn: 1, note })).json()).toMatchObject(refused);
    expect((await call('returnAgent', { params: { agent: 'drafting' }, body: { note } })).json()).toMatchObject(
      refused,
    );
  });

  it('goes before the shipped one with its id, until it is given back', async () => {
    await using stage = await openStage();
    const { call, get, change, listVersions, ask } = stage;
    const shipped = await get('drafting');
    expect(shipped).toMatchObject({ version: 1, source: { kind: 'shipped' } });
    expect(await listVersions('drafting')).toMatchObject([{ number: 1, kind: 'shipped', current: true }]);
    const text = shipped.text?.replace(/^purpose: .*$/mu, 'purpose: Drafts our way.');
    expect((await change('writer', { text, basedOn: 1 })).statusCode).toBe(200);
    expect(await get('writer')).toMatchObject({
      id: 'drafting',
      version: 2,
      purpose: 'Drafts our way.',
      source: { kind: 'edited', instead: 'shipped' },
    });
    const params = { agent: 'drafting', number: '2' };
    expect(await ask('compareAgentVersions', { params, query: { from: 'base' } })).toMatchObject({
      added: 1,
      deleted: 1,
    });
    const task = await ask('analyzeTask', { body: { request: 'A limerick about a penguin' } });
    expect(task.agents.length).toBeGreaterThan(0);

    expect((await call('returnAgent', { params: { agent: 'drafting' }, body: { basedOn: 1 } })).statusCode).toBe(409);
    const back = await ask('returnAgent', { params: { agent: 'drafting' }, body: { basedOn: 2 } });
    expect(back).toMatchObject({ purpose: shipped.purpose, source: { kind: 'shipped' }, version: 3 });
    expect((await listVersions('drafting')).map(({ kind }) => kind)).toEqual(['returned', 'edited', 'shipped']);
    await call('createAgent', { body: { text: toFile('mine') } });
    const lost = await call('returnAgent', { params: { agent: 'mine' }, body: { basedOn: 1 } });
    expect(lost.json()).toMatchObject({ code: 'agent_not_shipped' });
  });

  it('is told of with every mistake and its line, and is not saved with one', async () => {
    await using stage = await openStage();
    const { call, ask } = stage;
    const text = toFile('Clerk', { more: 'tools: [no-such-tool]\nrole: king\n', instructions: 'Be kind.\u200b\u202e' });
    const checked = await ask('checkAgent', { body: { text } });
    expect(checked.problems.map(({ line }) => line)).toEqual([2, 6]);
    expect(checked.warnings).toEqual([{ line: 9, message: expect.stringContaining('\\u200b\\u202e') as unknown }]);
    const refused = await call('createAgent', { body: { text } });
    expect(refused.json()).toMatchObject({
      code: 'agent_invalid',
      detail: expect.stringContaining('line 6') as unknown,
    });

    const good = await ask('checkAgent', { body: { text: toFile('clerk', { more: 'tools: [no-such-tool]\n' }) } });
    expect(good).toMatchObject({
      problems: [],
      warnings: [{ line: 5 }],
      form: { id: 'clerk', tools: ['no-such-tool'] },
    });
    const form = { ...good.form, purpose: 'Writes: letters' };
    const rendered = await ask('checkAgent', { body: { form } });
    expect(rendered.agent).toMatchObject({ purpose: 'Writes: letters' });
    expect((await ask('checkAgent', { body: { form, id: 'other' } })).problems).toHaveLength(1);
    const taken = toFile('clerk', { more: 'aliases: [coding]\n' });
    expect((await ask('checkAgent', { body: { text: taken } })).problems).toMatchObject([{ line: 5 }]);
  });

  it('is changed by one of many at the same time, and nothing of it is lost', async () => {
    await using stage = await openStage();
    await stage.call('createAgent', { body: { text: toFile('clerk') } });
    const wishes = ['a', 'b', 'c', 'd'].map((word) => toFile('clerk', { instructions: word }));
    const answers = await Promise.all(wishes.map((text) => stage.change('clerk', { text, basedOn: 1 })));
    expect(answers.map(({ statusCode }) => String(statusCode)).toSorted()).toEqual(['200', '409', '409', '409']);
    expect(await stage.listVersions('clerk')).toHaveLength(2);
  });

  it('is refused where there are too many, be they in use or not, and where it was changed too often', async () => {
    await using stage = await openStage();
    const { call, home, change } = stage;
    const { tenant } = home.principal;
    const keep = (agent: string, number: number, kind: 'edited' | 'retired') => {
      const of = toFile(agent);
      const version = { tenant, agent: AgentId.parse(agent), number, kind, at: systemClock.now() };
      return home.store.addAgentVersion({ ...version, hash: sha256(of), text: of });
    };
    for (let number = 1; number <= 1_000; number++) await keep('agent', number, 'edited');
    const often = await change('agent', { text: toFile('agent', { purpose: 'Else.' }), basedOn: 1_000 });
    expect(often.json()).toMatchObject({
      code: 'agent_invalid',
      remedy: expect.stringContaining('out of use') as unknown,
    });
    expect((await call('retireAgent', { params: { agent: 'agent' } })).statusCode).toBe(204);

    for (let count = 1; count < 500; count++) await keep(`old-${count}`, 1, 'retired');
    const many = await call('createAgent', { body: { text: toFile('one-more') } });
    expect(many.json()).toMatchObject({ code: 'agent_invalid', remedy: expect.stringContaining('files') as unknown });
    expect((await call('createAgent', { body: { text: toFile('old-1') } })).statusCode).toBe(201);
  });

  it('is seen by another server on the same store', async () => {
    await using stage = await openStage();
    const { home } = stage;
    const other = new AgentShelf({
      store: home.store,
      files: { entries: [], listen: () => {} },
      clock: systemClock,
      tenant: home.principal.tenant,
      onProblem: () => {},
    });
    expect((await other.of(home.principal.tenant)).list()).toEqual([]);
    await stage.call('createAgent', { body: { text: toFile('clerk') } });
    await vi.waitFor(
      async () => expect((await other.of(home.principal.tenant)).get('clerk').purpose).toBe('Works.'),
      PATIENT,
    );
  });
});

describe('the versions of a file', { timeout: 120_000 }, () => {
  it('are kept as it changes, and the same again when it is put back', async () => {
    await using stage = await openStage();
    const folder = join(stage.home.directory, 'agents');
    await mkdir(folder, { recursive: true });
    const write = (purpose: string) => writeFile(join(folder, 'keeper.md'), toFile('keeper', { purpose }));
    const untilKept = (purpose: string, count: number) =>
      vi.waitFor(async () => {
        expect(await stage.get('keeper')).toMatchObject({ purpose, source: { kind: 'file', file: 'keeper.md' } });
        const recorded = (await stage.listVersions('keeper')).filter(({ at }) => at !== undefined);
        expect(recorded).toHaveLength(count);
      }, PATIENT);
    await write('Keeps.');
    await untilKept('Keeps.', 1);
    await write('Keeps much more.');
    await untilKept('Keeps much more.', 2);
    await write('Keeps.');
    await untilKept('Keeps.', 2);
    expect(await stage.get('keeper')).toMatchObject({ version: 1 });
    await rm(join(folder, 'keeper.md'));
    await vi.waitFor(async () => {
      const gone = await stage.call('getAgent', { params: { agent: 'keeper' } });
      expect(gone.json()).toMatchObject({ code: 'unknown_agent' });
    }, PATIENT);
  });
});

describe('agents that somebody else sends', { timeout: 120_000 }, () => {
  it('are changed by administrators alone, and are seen by their own tenant alone', async () => {
    await using stage = await openStage();
    const { call } = stage;
    const body = { text: toFile('clerk') };
    expect((await call('createAgent', { body, headers: VIEWER })).statusCode).toBe(403);
    expect((await call('createAgent', { body, headers: STRANGER })).statusCode).toBe(201);
    expect((await call('getAgent', { params: { agent: 'clerk' }, headers: OWNER })).statusCode).toBe(404);
    expect((await call('getAgent', { params: { agent: 'clerk' }, headers: STRANGER })).statusCode).toBe(200);
    // What the installation has configured is not for the agents of others.
    const far = { text: toFile('far', { more: 'runtime: http\nsetup:\n  connection: flows\n' }) };
    expect((await call('createAgent', { body: far, headers: STRANGER })).json()).toMatchObject({
      code: 'agent_invalid',
    });
    expect((await call('createAgent', { body: far })).statusCode).toBe(201);
  });

  it.each(['http', 'a2a', 'cli', 'mcp', 'function'])(
    'start and send nothing over %s by being made, looked at and asked',
    async (runtime) => {
      await using stage = await openStage();
      await using peer = await startPeer();
      const { ask, call, get, home } = stage;
      const file = join(home.directory, 'was-started');
      const setup = {
        url: peer.url,
        baseUrl: peer.url,
        argv: `/usr/bin/touch ${file}`,
        connection: '../../etc/passwd',
      };
      const lines = Object.entries(setup).map(([name, value]) => `  ${name}: "${value}"\n`);
      const text = toFile('guest', { more: `runtime: ${runtime}\nsetup:\n${lines.join('')}` });
      expect((await ask('checkAgent', { body: { text } })).problems).toEqual([]);
      expect((await call('createAgent', { body: { text } })).statusCode).toBe(201);
      expect(await get('guest')).toMatchObject({ works: { state: 'not_configured' } });
      home.engine.start();
      const asked = await call('submitTask', { body: { goal: 'Say hello', agents: ['guest'] } });
      expect(asked.json()).toMatchObject({ code: 'agent_not_configured' });
      expect(peer.requests()).toBe(0);
      expect(existsSync(file)).toBe(false);
    },
  );
});

/** Counts whatever comes. */
async function startPeer() {
  let count = 0;
  const server = createServer((_, response) => {
    count += 1;
    response.end('{}');
  });
  server.on('connection', () => (count += 1));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the peer has no port');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    requests: () => count,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}

describe('the record of an agent', { timeout: 120_000 }, () => {
  it('is empty before it has worked, and then says what its runs say', async () => {
    await using stage = await openStage();
    const { ask, home } = stage;
    const record = () => ask('getAgentRecord', { params: { agent: 'drafting' } });
    expect(await record()).toMatchObject({ runs: 0, more: false, last: [], usd: '0' });
    home.engine.start();
    const run = await stage.submit(['drafting']);
    await home.engine.untilSettled(home.principal, run);
    const told = await record();
    expect(told).toMatchObject({
      runs: 1,
      completed: 1,
      rehearsed: 1,
      denied: 0,
      rejected: 0,
      last: [{ run, status: 'completed' }],
    });
    const [spent] = (await home.store.sumSpendings(home.principal.tenant, { by: 'agent', limit: 5 })).rows;
    expect(told).toMatchObject({ modelCalls: spent?.calls, inputTokens: spent?.inputTokens });
    expect(await home.store.listAgentWork(home.principal.tenant, AgentId.parse('coding'), 5)).toEqual([]);
  });
});
