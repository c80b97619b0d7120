/** The official MCP client, of both eras of the protocol, at a real server. */
import { Client, type Progress, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { isFinished, Right, RunId } from '@tutti/protocol';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createStranger } from '../../testing/security/secured-app.ts';
import { type Door, openDoor } from '../testing/open-door.ts';

const LONG = 180_000;
const PATIENT = { timeout: 90_000, interval: 50 };
const ERAS = ['legacy', 'auto'] as const;

const WISH = { agent: 'drafting', request: 'Write about harbours', waitSeconds: 150 };

type Headers = Readonly<Record<string, string>>;

async function connect({ url }: Door, headers: Headers, mode: (typeof ERAS)[number] = 'auto'): Promise<Client> {
  const client = new Client({ name: 'foreign', version: '1.0.0' }, { versionNegotiation: { mode } });
  await client.connect(new StreamableHTTPClientTransport(new URL('/mcp', url), { requestInit: { headers } }));
  onTestFinished(() => client.close());
  return client;
}

interface Called {
  readonly data: Record<string, unknown>;
  readonly texts: readonly string[];
  readonly isError: boolean;
}

async function call(client: Client, name: string, ...[input, options = {}]: [object, object?]): Promise<Called> {
  const result = await client.callTool({ name, arguments: { ...input } }, { timeout: LONG, ...options });
  const texts = result.content.flatMap((part) => (part.type === 'text' ? [part.text] : []));
  return { data: (result.structuredContent ?? {}) as Record<string, unknown>, texts, isError: result.isError === true };
}

describe('a server that works', () => {
  let door: Door;
  let headers: Headers;
  beforeAll(async () => {
    door = await openDoor();
    door.home.engine.start();
    headers = await door.headersOf(['view', 'use']);
  }, LONG);
  afterAll(() => door[Symbol.asyncDispose]());

  it.each(ERAS)('offers few tools and says honestly what they may cause: %s', { timeout: LONG }, async (mode) => {
    const client = await connect(door, headers, mode);
    expect(client.getServerVersion()).toMatchObject({ name: 'tutti' });
    expect(client.getInstructions()).toContain('ask_agent');
    const { tools } = await client.listTools();
    const hints = Object.fromEntries(tools.map(({ name, annotations }) => [name, annotations?.readOnlyHint]));
    expect(hints).toEqual({
      list_agents: true,
      analyze_task: true,
      ask_agent: false,
      run_team: false,
      get_run: true,
      list_runs: true,
      read_document: true,
      cancel_run: false,
    });
    expect(JSON.stringify(tools)).not.toMatch(/approv\w+_/);
  });

  it.each(ERAS)('finds an agent, asks it and reads what it has written: %s', { timeout: LONG }, async (mode) => {
    const client = await connect(door, headers, mode);
    const found = await call(client, 'list_agents', { search: 'writer', limit: 5 });
    expect(JSON.stringify(found.data)).toContain('"drafting"');
    const suits = await call(client, 'analyze_task', { request: 'Fix the failing unit test in the parser' });
    expect(suits.data).toMatchObject({
      agents: expect.arrayContaining([expect.objectContaining({ score: expect.any(Number) })]),
    });

    const asked = await call(client, 'ask_agent', { ...WISH, agent: 'writer' });
    expect(asked.data).toMatchObject({
      status: 'completed',
      rehearsed: true,
      answer: { text: expect.any(String), labels: expect.arrayContaining(['rehearsal']) },
      page: expect.stringContaining('/ui/runs/run_'),
    });
    expect(asked.texts[0]).toContain('judge it');
    expect(asked.texts[1]).toBe((asked.data['answer'] as { text: string }).text);

    const { run, artefacts } = asked.data as { run: string; artefacts: { artefact: string }[] };
    const again = await call(client, 'get_run', { run, waitSeconds: 5 });
    expect(again.data).toMatchObject({ run, status: 'completed' });
    const document = await call(client, 'read_document', { run, artefact: artefacts[0]?.artefact });
    expect(document.texts[1]).toBe(asked.texts[1]);
    const listed = await call(client, 'list_runs', { search: 'harbours', limit: 1 });
    expect(listed.data).toMatchObject({ runs: [{ status: 'completed' }] });
  });

  it('lets a team work in the order that is named', { timeout: LONG }, async () => {
    const client = await connect(door, headers);
    const team = await call(client, 'run_team', {
      agents: ['project', 'drafting'],
      goal: 'A page about rivers',
      waitSeconds: 150,
    });
    expect(team.data).toMatchObject({ status: 'completed' });
    const state = await door.home.engine.getRun(door.home.principal, RunId.parse(team.data['run']));
    expect(state.by).toBe(door.home.principal.user);
    const voted = await call(client, 'run_team', {
      agents: ['project', 'drafting'],
      goal: 'A name for a river',
      pattern: 'consensus',
      patternOptions: { rounds: 1 },
      waitSeconds: 150,
    });
    expect(voted.data).toMatchObject({ status: 'completed' });
    const chosen = await call(client, 'run_team', { goal: 'A line about rivers', pattern: 'auto', waitSeconds: 150 });
    expect(chosen.data).toMatchObject({ status: 'completed' });
    const events = door.home.engine.readEvents(door.home.principal, RunId.parse(chosen.data['run']));
    const names = (await Array.fromAsync(events)).map((event) => (event.type === 'domain.recorded' ? event.name : ''));
    expect(names).toContain('pattern.chosen');
    const wrong = { goal: 'x', pattern: 'parallel', patternOptions: { rounds: 2 } };
    expect(await call(client, 'run_team', wrong)).toMatchObject({
      isError: true,
      data: { error: { code: 'invalid_input', message: expect.stringContaining('parallel does not know it') } },
    });
    const waits = await call(client, 'run_team', {
      agents: ['drafting'],
      goal: 'A page about lakes',
      review: true,
      waitSeconds: 150,
    });
    expect(waits.data).toMatchObject({ status: 'waiting', waitsForPerson: [expect.any(String)] });
    expect(waits.texts.join('\n')).toContain('It cannot be decided here');
  });

  it('tells what is wrong with its code and a way out, and never a stack', { timeout: LONG }, async () => {
    const client = await connect(door, headers);
    const unknown = await call(client, 'ask_agent', { agent: 'writter', request: 'x' });
    expect(unknown).toMatchObject({ isError: true, data: { error: { code: 'unknown_agent' } } });
    expect(unknown.texts.join('')).toContain('drafting');
    expect(unknown.texts.join('')).toContain('remedy: ');
    const nowhere = await call(client, 'get_run', { run: `run_${'0'.repeat(36)}` });
    expect(nowhere).toMatchObject({ isError: true, data: { error: { code: 'run_not_found' } } });
    const wrong = await call(client, 'ask_agent', { agent: 'drafting', request: 'x', waitSeconds: 1e9 });
    expect(wrong.isError).toBe(true);
    const large = await call(client, 'ask_agent', { agent: 'drafting', request: 'x'.repeat(20_001) });
    expect(large.isError).toBe(true);
    for (const { texts } of [unknown, nowhere, wrong, large]) expect(texts.join('')).not.toMatch(/\bat .+:\d+/);
  });

  it('shows nothing of one tenant to another', { timeout: LONG }, async () => {
    const own = await connect(door, headers);
    const { data } = await call(own, 'ask_agent', { agent: 'drafting', request: 'Our secret plan', waitSeconds: 0 });
    const other = await connect(door, await door.headersOf([...Right.options], createStranger()));
    for (const [name, input] of [
      ['get_run', { run: data['run'] }],
      ['cancel_run', { run: data['run'] }],
      ['read_document', { run: data['run'], artefact: `art_${'0'.repeat(36)}` }],
    ] as const)
      expect(await call(other, name, input)).toMatchObject({
        isError: true,
        data: { error: { code: 'run_not_found' } },
      });
    expect((await call(other, 'list_runs', {})).data).toEqual({ runs: [] });
  });

  it('lets whoever may only look begin and stop nothing', { timeout: LONG }, async () => {
    const viewer = await connect(door, await door.headersOf(['view']));
    const asked = await call(viewer, 'ask_agent', { agent: 'drafting', request: 'x' });
    expect(asked).toMatchObject({ isError: true, data: { error: { code: 'forbidden' } } });
    const cancelled = await call(viewer, 'cancel_run', { run: `run_${'0'.repeat(36)}` });
    expect(cancelled).toMatchObject({ isError: true, data: { error: { code: 'forbidden' } } });
    expect((await call(viewer, 'list_agents', {})).isError).toBe(false);
  });

  it('lets nobody in without a key that counts, from another host or from a page', { timeout: LONG }, async () => {
    const post = (more: Headers, body = '{"jsonrpc":"2.0","id":1,"method":"tools/list"}') =>
      fetch(`${door.url}/mcp`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...more },
      });
    const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code;
    const nobody = await post({});
    expect([nobody.status, nobody.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="tutti"']);
    expect(await codeOf(await post({ authorization: 'Bearer tut_key_wrong' }))).toBe('unauthenticated');
    expect(await codeOf(await post({ ...headers, origin: 'https://evil.test' }))).toBe('host_refused');
    expect(await codeOf(await post({ ...headers, 'content-type': 'text/plain' }))).toBe('unsupported_media_type');
    expect(await codeOf(await post(headers, `{"pad":"${'x'.repeat(2 * 1_048_576)}"}`))).toBe('body_too_large');
    expect(await codeOf(await post(headers, '{'))).toBe('invalid_input');
    const inAddress = await fetch(`${door.url}/mcp?api_key=x`, { method: 'POST' });
    expect(inAddress.status).toBe(401);
    const look = await fetch(`${door.url}/mcp`, { headers });
    expect(look.status).toBe(405);
  });
});

describe('a run that does not end while somebody waits', () => {
  it.each(ERAS)('tells on its way what happens, to whoever wants to hear it: %s', { timeout: LONG }, async (mode) => {
    await using door = await openDoor();
    const client = await connect(door, await door.headersOf(['view', 'use']), mode);
    const seen: string[] = [];
    const onprogress = ({ message = '' }: Progress) => void seen.push(message);
    const asked = call(client, 'ask_agent', WISH, { onprogress });
    // That it has begun, and that somebody is still there: by then it listens.
    await vi.waitFor(() => expect(seen.length).toBeGreaterThan(1), PATIENT);
    expect(seen[0]).toMatch(/^run_\w+ has begun$/);
    door.home.engine.start();
    expect((await asked).data).toMatchObject({ status: 'completed' });
    expect(seen.join('\n')).toContain('drafting: model');
  });

  it('goes on after the wait, and says how to come back for it', { timeout: LONG }, async () => {
    await using door = await openDoor();
    const client = await connect(door, await door.headersOf(['view', 'use']));
    const asked = await call(client, 'ask_agent', {
      agent: 'drafting',
      request: 'Write about harbours',
      waitSeconds: 1,
    });
    expect(asked.data).toMatchObject({ status: 'queued', next: expect.stringContaining('get_run') });
    const run = RunId.parse(asked.data['run']);
    door.home.engine.start();
    expect((await call(client, 'get_run', { run, waitSeconds: 150 })).data).toMatchObject({ status: 'completed' });
  });

  it.each(ERAS)(
    'ends with the call that began it only where that was cancelled: %s',
    { timeout: LONG },
    async (mode) => {
      await using door = await openDoor();
      const client = await connect(door, await door.headersOf(['view', 'use']), mode);
      const gone = new AbortController();
      const asked = call(client, 'ask_agent', WISH, { signal: gone.signal });
      asked.catch(() => undefined);
      const { engine, principal } = door.home;
      const list = async () => (await engine.listRuns(principal, { limit: 5 })).runs;
      await vi.waitFor(async () => expect(await list()).toHaveLength(1), PATIENT);
      gone.abort();
      await expect(asked).rejects.toThrow();
      if (mode === 'legacy') await client.close();
      const [{ run } = { run: RunId.parse('') }] = await list();
      // Of the older protocol a broken connection says nothing, and this server keeps no sessions in which it could be told more.
      if (mode === 'auto')
        await vi.waitFor(
          async () =>
            expect(
              (await engine.getRun(principal, run)).cancel ??
                (await door.home.store.pendingSignals(principal.tenant, run))[0],
            ).toBeDefined(),
          PATIENT,
        );
      engine.start();
      const { status } = await engine.untilSettled(principal, run);
      expect(status).toBe(mode === 'auto' ? 'cancelled' : 'completed');
      expect(isFinished(status)).toBe(true);
    },
  );

  it('is told no more to a key that was revoked meanwhile, and goes on', { timeout: LONG }, async () => {
    await using door = await openDoor();
    const { id, ...key } = await door.createKey(['view', 'use']);
    const client = await connect(door, { authorization: key.authorization });
    const asked = call(client, 'ask_agent', { agent: 'drafting', request: 'Write about harbours', waitSeconds: 150 });
    asked.catch(() => undefined);
    const { engine, principal, store } = door.home;
    const list = async () => (await engine.listRuns(principal, { limit: 5 })).runs;
    await vi.waitFor(async () => expect(await list()).toHaveLength(1), PATIENT);
    const headers = { authorization: `Bearer ${door.ownerToken}` };
    expect((await fetch(`${door.url}/api/v1/keys/${id}`, { method: 'DELETE', headers })).ok).toBe(true);
    await expect(asked).rejects.toThrow();
    const [{ run } = { run: RunId.parse('') }] = await list();
    expect(await store.pendingSignals(principal.tenant, run)).toEqual([]);
    engine.start();
    expect(await engine.untilSettled(principal, run)).toMatchObject({ status: 'completed' });
  });

  it('is left alone where the server goes, and its client is told to come back', { timeout: LONG }, async () => {
    await using door = await openDoor();
    const client = await connect(door, await door.headersOf(['view', 'use']));
    const asked = call(client, 'ask_agent', { agent: 'drafting', request: 'Write about harbours', waitSeconds: 150 });
    const { engine, principal, store } = door.home;
    await vi.waitFor(
      async () => expect((await engine.listRuns(principal, { limit: 5 })).runs).toHaveLength(1),
      PATIENT,
    );
    const closed = door.app.close();
    expect((await asked).data).toMatchObject({ status: 'queued', next: expect.stringContaining('get_run') });
    await client.close();
    door.app.server.closeAllConnections();
    await closed;
    const [run] = (await engine.listRuns(principal, { limit: 1 })).runs;
    expect(run?.status).toBe('queued');
    expect(await store.pendingSignals(principal.tenant, RunId.parse(run?.run))).toEqual([]);
  });
});
