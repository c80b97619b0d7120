import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAgentFile } from '@tutti/engine';
import { type Agent, LOCAL_OWNER } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { type Reply, startProviderServer } from '../models/testing/start-provider-server.ts';
import { readConnectors } from './config/read-connectors.ts';
import { CONNECTORS, openRuntimeStage, toAgent, toSaid } from './testing/runtime-stage.ts';

const AGENTS = join(CONNECTORS, '..', 'agents');

/** Every agent of the catalogue that stands for a product. */
async function readProductAgents(): Promise<Agent[]> {
  const files = (await readdir(AGENTS, { recursive: true })).filter((name) => name.endsWith('.md'));
  const agents = await Promise.all(
    files.map(async (name) => parseAgentFile(await readFile(join(AGENTS, name), 'utf8'), name)),
  );
  return agents.filter(({ product }) => product !== undefined);
}

const json =
  (value: unknown): Reply =>
  (response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(value));
  };
const lines =
  (type: string, events: readonly unknown[]): Reply =>
  (response) => {
    const [before, after] = type === 'text/event-stream' ? ['data: ', '\n\n'] : ['', '\n'];
    response.setHeader('content-type', type);
    for (const event of events) response.write(`${before}${JSON.stringify(event)}${after}`);
    response.end();
  };

interface Documented {
  readonly connector: string;
  readonly values?: Record<string, string>;
  readonly reply: Reply;
  readonly sent: { readonly path: string; readonly body: unknown; readonly headers?: Record<string, string> };
  readonly answer: string;
}

/** What the pages that the connectors name say that the products answer. */
const DOCUMENTED: readonly Documented[] = [
  {
    connector: 'langflow',
    values: { flow: 'my flow' },
    reply: json({ outputs: [{ outputs: [{ results: { message: { text: 'from langflow' } } }] }] }),
    sent: {
      path: '/api/v1/run/my%20flow?stream=false',
      body: {
        input_value: 'do it',
        input_type: 'chat',
        output_type: 'chat',
        session_id: expect.stringMatching(/^run_/),
      },
      headers: { 'x-api-key': 'the-secret-key' },
    },
    answer: 'from langflow',
  },
  {
    connector: 'dify',
    reply: lines('text/event-stream', [
      { event: 'message', answer: 'from ', conversation_id: 'c1' },
      { event: 'agent_thought', thought: 'hm' },
      { event: 'message', answer: 'dify', conversation_id: 'c1' },
      { event: 'message_end', metadata: { usage: { prompt_tokens: 5, completion_tokens: 6, total_price: '0.001' } } },
    ]),
    sent: {
      path: '/chat-messages',
      body: { inputs: {}, query: 'do it', response_mode: 'streaming', user: expect.stringMatching(/^run_/) },
      headers: { authorization: 'Bearer the-secret-key' },
    },
    answer: 'from dify',
  },
  {
    connector: 'flowise',
    values: { flow: 'f1' },
    reply: json({ text: 'from flowise', chatId: 'c' }),
    sent: { path: '/api/v1/prediction/f1', body: { question: 'do it', streaming: false } },
    answer: 'from flowise',
  },
  {
    connector: 'localagi',
    values: { agent: 'helper' },
    reply: json({ output: [{ type: 'message', content: [{ type: 'output_text', text: 'from localagi' }] }] }),
    sent: { path: '/v1/responses', body: { model: 'helper', input: 'do it' } },
    answer: 'from localagi',
  },
  {
    connector: 'agent-zero',
    reply: json({ response: 'from agent zero', context_id: 'ctx' }),
    sent: {
      path: '/api_message',
      body: { message: 'do it', lifetime_hours: 24 },
      headers: { 'x-api-key': 'the-secret-key' },
    },
    answer: 'from agent zero',
  },
  {
    connector: 'autogpt',
    values: { agentId: 'a1', input: 'topic' },
    reply: (response, { method, path }) => {
      const run = { status: 'COMPLETED', outputs: { report: ['from autogpt'] }, cost_cents: 3 };
      response.end(JSON.stringify(method === 'POST' && path.endsWith('/runs') ? { id: 'r1', status: 'QUEUED' } : run));
    },
    sent: {
      path: '/library/agents/a1/runs',
      body: { inputs: { topic: 'do it' } },
      headers: { 'idempotency-key': expect.stringContaining('/agent/1') },
    },
    answer: '{"report":["from autogpt"]}',
  },
  {
    connector: 'litellm',
    values: { model: 'm' },
    reply: lines('text/event-stream', [
      { choices: [{ delta: { content: 'from ' } }] },
      { choices: [{ delta: { content: 'litellm' } }] },
    ]),
    sent: { path: '/v1/chat/completions', body: expect.objectContaining({ model: 'm', stream: true }) },
    answer: 'from litellm',
  },
  {
    connector: 'ollama',
    values: { model: 'm' },
    reply: lines('application/x-ndjson', [
      { message: { content: 'from ' }, done: false },
      { message: { content: 'ollama' }, done: false },
      { message: { content: '' }, done: true, prompt_eval_count: 7, eval_count: 8 },
    ]),
    sent: { path: '/api/chat', body: expect.objectContaining({ model: 'm' }) },
    answer: 'from ollama',
  },
];

describe('the connectors that come with Tutti', () => {
  it.each(DOCUMENTED)('$connector asks as its documentation says and understands the answer', async (documented) => {
    const { connector, values, reply, sent, answer } = documented;
    await using peer = await startProviderServer(reply);
    await using stage = await openRuntimeStage();
    await writeFile(join(stage.directory, 'key'), 'the-secret-key');
    const known = (await readConnectors(CONNECTORS)).get(connector);
    const secrets = known?.secrets.key ? { key: 'file:key' } : {};
    const connection = { connector, values: { baseUrl: peer.url, ...values }, secrets };
    await stage.configure({ connections: { mine: connection } });
    const [id = ''] = known?.agents ?? [];
    const state = await stage.run('do it', [toAgent(id, 'llm', { product: known?.product ?? '' })]);
    expect(state).toMatchObject({ status: 'completed' });
    expect(toSaid(state)).toEqual({ [id]: answer });
    const [first] = peer.sent;
    expect(first).toMatchObject({ path: sent.path, headers: sent.headers ?? {} });
    expect(JSON.parse(first?.body ?? '')).toEqual(sent.body);
  });

  it('cover each agent of the catalogue that stands for a product: it fails with what to set, or says that it only advises', async () => {
    await using stage = await openRuntimeStage();
    const agents = await readProductAgents();
    expect(agents.length).toBeGreaterThanOrEqual(17);
    for (const agent of agents) {
      const view = await stage.runtimes.view(agent);
      const state = await stage.run('do it', [agent]);
      if (agent.id === 'generation') expect([view.state, toSaid(state).generation]).toEqual(['ready', 'by a model']);
      else if (view.state === 'advises') {
        expect(state.status).toBe('completed');
        expect(toSaid(state)[agent.id]).toMatch(/was not used: .* not configured here.*\n\nby a model$/s);
      } else {
        expect(state).toMatchObject({ status: 'failed', error: { code: 'agent_not_configured' } });
        expect(state.error?.message).toContain('runtimes.yaml');
      }
    }
  });

  it.each([
    ['agentgpt-autonomous-executor', /runs in its own page .*issues\/1248.*kind http/],
    ['bigagi-system-manager', /only pages for people .*issues\/663.*--pattern parallel/],
    ['gpt-engineer-specialist', /asks its questions in a terminal.*kind cli/],
  ])('say of products without a usable interface why that is so and what is possible: %s', async (id, message) => {
    await using stage = await openRuntimeStage();
    const agent = (await readProductAgents()).find((each) => each.id === id);
    if (!agent) throw new Error('there is no such agent');
    expect(await stage.runtimes.view(agent)).toMatchObject({ missing: expect.stringMatching(message) });
    const mine = { kind: 'http', url: 'http://127.0.0.1:1/', body: { goal: '{goal}' }, effect: 'read' };
    await stage.configure({ connections: { [id]: mine } });
    expect(await stage.runtimes.view(agent)).toMatchObject({ state: 'ready', target: 'http://127.0.0.1:1' });
  });

  it('book what the product tells that it cost', async () => {
    const dify = DOCUMENTED.find(({ connector }) => connector === 'dify');
    if (!dify) throw new Error('there is none');
    await using peer = await startProviderServer(dify.reply);
    await using stage = await openRuntimeStage();
    await writeFile(join(stage.directory, 'key'), 'the-secret-key');
    const connection = { connector: 'dify', values: { baseUrl: peer.url }, secrets: { key: 'file:key' } };
    await stage.configure({ connections: { mine: connection } });
    await stage.run('do it', [toAgent('dify-automation-specialist', 'llm', { product: 'Dify' })]);
    const { rows } = await stage.store.sumSpendings(LOCAL_OWNER.tenant, { by: 'agent', limit: 5 });
    expect(rows).toMatchObject([{ inputTokens: 5, outputTokens: 6, costNanoUsd: 1_000_000, estimatedCalls: 0 }]);
  });

  it('start Kali tools against nothing but a target that is listed and named', async () => {
    const argv = ['/usr/bin/printf', 'scanned %s', '{target}'];
    const kali = { connector: 'kali', argv, targets: ['10.0.4.12', 'staging.example.org'] };
    await using stage = await openRuntimeStage({ config: { connections: { mine: kali }, commands: [argv] } });
    const agent = toAgent('kali-security-specialist', 'llm', { product: 'Kali Linux tools' });
    expect(toSaid(await stage.run('scan staging.example.org, please.', [agent]))).toEqual({
      [agent.id]: 'scanned staging.example.org',
    });
    for (const goal of ['scan 8.8.8.8', 'scan staging.example.org.evil.test', 'scan 10.0.4.12 and staging.example.org'])
      expect(await stage.run(goal, [agent])).toMatchObject({ error: { code: 'target_not_allowed' } });
    const untold = { connector: 'kali', argv };
    await stage.configure({ connections: { mine: untold }, commands: [argv] });
    expect(await stage.runtimes.view(agent)).toMatchObject({
      state: 'advises',
      missing: expect.stringContaining('targets'),
    });
  });
});
