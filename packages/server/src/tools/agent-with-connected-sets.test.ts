/** Agents of the user's own with sets that come with Tutti: what one remembers another finds, and what goes out is decided by a person. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ConnectedSettings, NOTHING_CONNECTED } from '@tutti/adapters/tools';
import type { Json } from '@tutti/protocol';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bodyOf } from '../testing/call-route.ts';
import { getDetail, type ModelStage, openAgentStage, serveMock, USAGE } from '../testing/model-stage.ts';

const KEEPER = `---
id: keeper
purpose: Remembers and reports.
capabilities: [remembering]
tools: [memory, audit_log, github]
models: [groq/llama-3.3-70b-versatile]
---
Do what you are asked.
`;
const TOKEN = 'canary-token-of-nobody-815';

const mock = serveMock();

/** The model asks for this tool when the goal says so, and ends when it has its result. */
function teach(goal: RegExp, name: string, input: Json): void {
  mock.on(
    { userMessage: goal, hasToolResult: false },
    { toolCalls: [{ name, arguments: JSON.stringify(input) }], usage: USAGE },
  );
  mock.on({ userMessage: goal, hasToolResult: true }, { content: 'Done.', usage: USAGE });
}

function openStage(connections: ConnectedSettings = NOTHING_CONNECTED): Promise<ModelStage> {
  return openAgentStage({ id: 'keeper', text: KEEPER, mock, config: { connections } });
}

const ask = (stage: ModelStage, goal: string) => stage.run({ goal, agents: ['keeper'] });
const lastRequest = () => JSON.stringify(mock.getRequests().at(-1)?.body);

/** Takes issues as GitHub does. */
async function serveGithub() {
  const issues: string[] = [];
  const tokens = new Set<string | undefined>();
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.once('end', () => {
      tokens.add(request.headers.authorization);
      if (request.method === 'POST') issues.push(body);
      const made = { number: issues.length, html_url: 'https://github.example/1', body };
      response.writeHead(request.method === 'POST' ? 201 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(request.method === 'POST' ? made : []));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, issues, tokens };
}

describe('an agent with the sets that come with Tutti', { timeout: 90_000 }, () => {
  it('finds in one run what was remembered in another, and what was done in both', async () => {
    await using stage = await openStage();
    teach(/Remember/, 'memory__create', {
      entities: [{ name: 'Aurora', type: 'boat', observations: ['leaks at the stern'] }],
    });
    teach(/Recall/, 'memory__search', { query: 'leaks' });
    teach(/Report/, 'audit_log__search', { tool: 'memory', kinds: ['tool'] });
    const first = await ask(stage, 'Remember the boat');
    expect(await getDetail(stage, first)).toMatchObject({ status: 'completed' });
    await ask(stage, 'Recall the boat');
    expect(lastRequest()).toContain('leaks at the stern');
    expect(lastRequest()).toContain(first);
    await ask(stage, 'Report on memory');
    expect(lastRequest()).toContain('memory__create');
    expect(lastRequest()).toContain('memory__search');
  });

  it('is told what is not configured; people see which setting it takes', async () => {
    await using stage = await openStage();
    teach(/Anything/, 'memory__search', {});
    const run = await ask(stage, 'Anything at all');
    expect(JSON.stringify(mock.getRequests()[0]?.body)).toContain('- github: The tool needs a setting');
    const { store, principal } = stage.home;
    const entries = await store.readEntries(principal.tenant, run, { after: 0, limit: 1_000 });
    expect(entries.map(({ body }) => body).join()).toContain('GITHUB_TOKEN');
  });

  it('opens an issue once, after a person has seen exactly it, and its token goes nowhere else', async () => {
    const github = await serveGithub();
    await using stage = await openStage({ ...NOTHING_CONNECTED, github: { url: github.url, token: TOKEN } });
    const input = { repository: 'tutti/harbour', title: 'It leaks', body: 'At the stern.', labels: [] };
    teach(/Complain/, 'github__create_issue', input);
    const { call, home } = stage;
    const body = { goal: 'Complain about the boat', agents: ['keeper'] };
    const { run } = bodyOf('submitTask', await call('submitTask', { body }));
    await home.engine.untilSettled(home.principal, run, { or: ['waiting', 'completed', 'failed'] });
    expect(github.issues).toEqual([]);
    const { items } = bodyOf('listApprovals', await call('listApprovals', {}));
    expect(JSON.stringify(items[0])).toContain('At the stern.');
    const { approval = '', subject = '' } = items[0] ?? {};
    await call('answerApproval', { params: { approval }, body: { subject, decision: 'approved' } });
    await home.engine.untilSettled(home.principal, run);
    expect(await getDetail(stage, run)).toMatchObject({ status: 'completed' });
    expect(github.issues).toHaveLength(1);
    expect(JSON.parse(github.issues[0] ?? '')).toMatchObject({
      title: 'It leaks',
      body: expect.stringContaining('At the stern.'),
    });
    expect([...github.tokens]).toEqual([`Bearer ${TOKEN}`]);
    const entries = await home.store.readEntries(home.principal.tenant, run, { after: 0, limit: 1_000 });
    expect(JSON.stringify([entries, mock.getRequests().map((request) => request.body)]) + stage.logged()).not.toContain(
      TOKEN,
    );
  });
});
