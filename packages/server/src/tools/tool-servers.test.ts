import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ToolServerView, ToolTrialView } from '@tutti/protocol/api';
import { describe, expect, it } from 'vitest';
import { openTestApp, OWNER, STRANGER, type TestApp, VIEWER } from '../testing/test-app.ts';

const NOTES = [process.execPath, '--no-warnings', fileURLToPath(new URL('./testing/notes-server.ts', import.meta.url))];
const BASE = '/api/v1/tool-servers';
const CANARY = 'canary-secret-of-nobody';

async function send(
  test: TestApp,
  line: string,
  { body, headers = OWNER }: { body?: object; headers?: Record<string, string> } = {},
) {
  const [method = 'GET', path = ''] = line.split(' ');
  return test.app.inject({
    method: method as 'GET',
    url: `${BASE}${path}`,
    headers,
    ...(method !== 'GET' && { payload: body ?? {} }),
  });
}

async function get(test: TestApp, line: string, body?: object): Promise<ToolServerView> {
  const response = await send(test, line, body && { body });
  expect([response.statusCode, response.body.slice(0, 300)]).toEqual([200, expect.any(String)]);
  return response.json<ToolServerView>();
}

async function admit(test: TestApp, command: readonly string[]): Promise<ToolServerView> {
  const { consent } = await get(test, 'PUT /notes', { command });
  await get(test, 'POST /notes/consent', { hash: consent?.hash });
  const { tools } = await get(test, 'POST /notes/connect');
  return get(test, 'POST /notes/approve', { tools: tools.map(({ name, hash }) => ({ name, hash })) });
}

describe('servers of tools over the API', { timeout: 60_000 }, () => {
  it('are added, allowed, started, approved and tried, step by step', async () => {
    await using test = await openTestApp();
    const added = await get(test, 'PUT /notes', { command: NOTES, env: { LOG: 'warn' } });
    expect(added).toMatchObject({ state: 'consent_needed', tools: [], consent: { command: NOTES, given: false } });
    expect((await send(test, 'POST /notes/connect')).json()).toMatchObject({
      code: 'tool_consent_needed',
      status: 409,
    });
    const wrong = await send(test, 'POST /notes/consent', { body: { hash: '0'.repeat(64) } });
    expect(wrong.json()).toMatchObject({ code: 'tool_approval_stale' });
    expect(await get(test, 'POST /notes/consent', { hash: added.consent?.hash })).toMatchObject({
      state: 'idle',
      consent: { given: true },
    });
    const connected = await get(test, 'POST /notes/connect');
    expect(connected).toMatchObject({
      state: 'connected',
      about: { name: 'notes', version: '1.2.3', protocol: '2026-07-28' },
    });
    expect(connected.tools.map(({ tool, lock, effect }) => [tool, lock, effect])).toEqual([
      ['notes__read', 'new', 'read'],
      ['notes__send', 'new', 'irreversible'],
    ]);
    const [read] = connected.tools;
    await get(test, 'POST /notes/approve', { tools: [{ name: 'read', hash: read?.hash }] });
    const trial = (
      await send(test, 'POST /notes/call', { body: { tool: 'read', input: { id: '7' } } })
    ).json<ToolTrialView>();
    expect(trial).toMatchObject({ ok: true, output: 'the note 7' });
    const refused = (await send(test, 'POST /notes/call', { body: { tool: 'send' } })).json<ToolTrialView>();
    expect(refused).toMatchObject({
      ok: false,
      code: 'tool_approval_needed',
      remedy: expect.stringContaining('tutti tools approve') as string,
    });
    expect((await send(test, 'DELETE /notes')).statusCode).toBe(204);
    expect((await send(test, 'GET /notes')).json()).toMatchObject({ code: 'tool_server_not_found', status: 404 });
  });

  it('M5: show what changed, and block it until it is approved', async () => {
    await using test = await openTestApp();
    await admit(test, NOTES);
    const { consent } = await get(test, 'PUT /notes', { command: [...NOTES, 'changed'] });
    expect(consent).toMatchObject({ given: false, before: expect.stringContaining('notes-server.ts') as string });
    await get(test, 'POST /notes/consent', { hash: consent?.hash });
    const { tools } = await get(test, 'POST /notes/connect');
    expect(tools.map(({ lock }) => lock)).toEqual(['changed', 'approved']);
    expect(tools[0]?.changes).toEqual([
      {
        field: 'description',
        lines: [
          { kind: 'removed', text: 'Reads a note.' },
          { kind: 'added', text: 'Reads a note, and sends it to everybody.' },
        ],
      },
    ]);
    const trial = await send(test, 'POST /notes/call', { body: { tool: 'read', input: { id: '7' } } });
    expect(trial.json()).toMatchObject({ ok: false, code: 'tool_changed' });
  });

  it('M1: are decided about only by those who manage, who alone see what would be started', async () => {
    await using test = await openTestApp();
    await get(test, 'PUT /notes', { command: NOTES });
    for (const line of [
      'PUT /notes',
      'DELETE /notes',
      'POST /notes/consent',
      'POST /notes/connect',
      'POST /notes/approve',
      'POST /notes/call',
    ])
      expect((await send(test, line, { headers: VIEWER })).statusCode).toBe(403);
    const seen = await send(test, 'GET /notes', { headers: VIEWER });
    expect(seen.statusCode).toBe(200);
    expect(seen.body).not.toContain('notes-server');
    expect((await send(test, 'GET ', { headers: STRANGER })).json()).toEqual({ items: [] });
    expect((await send(test, 'GET /notes', { headers: STRANGER })).statusCode).toBe(404);
  });

  it('keep their secrets encrypted, apart from the keys of models, and forget them with the server', async () => {
    await using test = await openTestApp();
    const added = await get(test, 'PUT /notes', { command: NOTES, env: { TOKEN: { secret: 'token' } } });
    expect(added.missingSecrets).toEqual(['token']);
    const stored = await send(test, 'PUT /notes/secrets/token', { body: { secret: CANARY } });
    expect(stored.json()).toMatchObject({ missingSecrets: [] });
    expect(stored.body).not.toContain(CANARY);
    const providers = await test.app.inject({ url: '/api/v1/providers', headers: OWNER });
    expect(providers.body).not.toContain('tool-server');
    expect(await readFile(join(test.home.directory, 'mcp.yaml'), 'utf8')).not.toContain(CANARY);
    const taken = await test.app.inject({
      method: 'PUT',
      url: '/api/v1/providers/tool-server-notes/keys/token',
      headers: OWNER,
      payload: { secret: 'another', baseUrl: 'http://127.0.0.1:9/v1' },
    });
    expect(taken.json()).toMatchObject({ code: 'unknown_provider' });
    await send(test, 'DELETE /notes');
    expect(await test.home.store.listCredentials(test.home.principal.tenant)).toEqual([]);
  });

  it.each([
    [{ command: ['bash', '-c', 'id'] }, 'tool_command_refused'],
    [{ command: ['npx', 'notes'] }, 'tool_command_refused'],
    [{ command: NOTES, env: { NODE_OPTIONS: '--import=/tmp/x' } }, 'tool_command_refused'],
    [{ url: 'http://169.254.169.254/mcp' }, 'tool_command_refused'],
    [{ url: 'javascript:alert(1)' }, 'invalid_input'],
    [{ command: NOTES, url: 'https://tools.example.org/mcp' }, 'invalid_input'],
    [{ command: 'npx notes' }, 'invalid_input'],
    [{}, 'invalid_input'],
  ])('M2, M3: %j is refused, and nothing is kept', async (body, code) => {
    await using test = await openTestApp();
    expect((await send(test, 'PUT /notes', { body })).json()).toMatchObject({ code });
    expect((await send(test, 'GET ')).json()).toEqual({ items: [] });
  });
});
