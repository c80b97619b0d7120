/** The official A2A client, of both versions of the protocol, at a real server. */
import { AgentCard, Role, type SendMessageRequest, type StreamResponse, type Task, TaskState } from '@a2a-js/sdk';
import { type Client, ClientFactory, DefaultAgentCardResolver, JsonRpcTransportFactory } from '@a2a-js/sdk/client';
import { Right, RunId } from '@tutti/protocol';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createStranger } from '../../testing/security/secured-app.ts';
import { type Door, openDoor } from '../testing/open-door.ts';

const LONG = 180_000;
const PATIENT = { timeout: 90_000, interval: 50 };
const VERSIONS = ['1.0', '0.3'] as const;

type Headers = Readonly<Record<string, string>>;

async function connect(url: string, headers: Headers, version: (typeof VERSIONS)[number] = '1.0'): Promise<Client> {
  const fetchImpl: typeof fetch = (input, init = {}) =>
    fetch(input, { ...init, headers: { ...Object.fromEntries(new Headers(init.headers)), ...headers } });
  const options = { fetchImpl, legacyCompat: { enabled: true } };
  const card = await new DefaultAgentCardResolver(options).resolve(url);
  const supportedInterfaces = card.supportedInterfaces.filter(({ protocolVersion }) => protocolVersion === version);
  expect(supportedInterfaces).toHaveLength(1);
  const factory = new ClientFactory({ transports: [new JsonRpcTransportFactory(options)] });
  return factory.createFromAgentCard({ ...card, supportedInterfaces });
}

let count = 0;

function toMessage(
  text: string,
  more: Partial<NonNullable<SendMessageRequest['message']>> = {},
  wait = true,
): SendMessageRequest {
  return {
    tenant: '',
    message: {
      messageId: `message-${++count}`,
      contextId: '',
      taskId: '',
      role: Role.ROLE_USER,
      parts: [{ content: { $case: 'text', value: text }, metadata: undefined, filename: '', mediaType: 'text/plain' }],
      metadata: undefined,
      extensions: [],
      referenceTaskIds: [],
      ...more,
    },
    configuration: { acceptedOutputModes: [], taskPushNotificationConfig: undefined, returnImmediately: !wait },
    metadata: undefined,
  };
}

async function send(client: Client, request: SendMessageRequest): Promise<Task> {
  const answer = await client.sendMessage(request);
  if (!('artifacts' in answer)) throw new Error('a task was expected');
  return answer;
}

function textOf({ artifacts }: Pick<Task, 'artifacts'>): string {
  return artifacts
    .flatMap(({ parts }) => parts.map(({ content }) => (content?.$case === 'text' ? content.value : '')))
    .join('');
}

const getTask = (client: Client, id: string) => client.getTask({ tenant: '', id });
const agentUrl = ({ url }: Door, agent = 'drafting') => `${url}/a2a/agents/${agent}/`;

describe('a server that works', () => {
  let door: Door;
  let headers: Headers;
  beforeAll(async () => {
    door = await openDoor();
    door.home.engine.start();
    headers = await door.headersOf(['view', 'use']);
  }, LONG);
  afterAll(() => door[Symbol.asyncDispose]());

  it.each(VERSIONS)(
    'works on a message and answers with a task that stays: protocol %s',
    { timeout: LONG },
    async (version) => {
      const client = await connect(agentUrl(door), headers, version);
      const task = await send(client, toMessage('Write about harbours'));
      expect(task).toMatchObject({
        id: expect.stringMatching(/^run_/),
        status: { state: TaskState.TASK_STATE_COMPLETED },
      });
      expect(task.metadata).toMatchObject({ tutti: { rehearsed: true, run: task.id } });
      expect(textOf(task)).toContain('[rehearsal: no model was asked');
      expect(await getTask(client, task.id)).toMatchObject({
        id: task.id,
        contextId: task.contextId,
        artifacts: task.artifacts,
      });
      const state = await door.home.engine.getRun(door.home.principal, RunId.parse(task.id));
      expect(state).toMatchObject({ status: 'completed', task: task.contextId, by: door.home.principal.user });
    },
  );

  it.each(VERSIONS)('streams the answer piece by piece: protocol %s', { timeout: LONG }, async (version) => {
    const client = await connect(agentUrl(door), headers, version);
    const events: StreamResponse['payload'][] = [];
    for await (const { payload } of client.sendMessageStream(toMessage('Write about lighthouses')))
      events.push(payload);
    expect(events[0]?.$case).toBe('task');
    const last = events.at(-1);
    expect(last).toMatchObject({ $case: 'statusUpdate', value: { status: { state: TaskState.TASK_STATE_COMPLETED } } });
    let text = '';
    for (const event of events) {
      if (event?.$case !== 'artifactUpdate') continue;
      const piece = textOf({ artifacts: event.value.artifact ? [event.value.artifact] : [] });
      text = event.value.append ? text + piece : piece;
    }
    const id = events[0]?.$case === 'task' ? events[0].value.id : '';
    expect(text).toBe(textOf(await getTask(client, id)));
  });

  it('chooses who suits a message that is sent to the server itself', { timeout: LONG }, async () => {
    const client = await connect(door.url, headers);
    const task = await send(client, toMessage('Review this TypeScript pull request for bugs'));
    const { input } = await door.home.engine.getRun(door.home.principal, RunId.parse(task.id));
    expect(task.status?.state).toBe(TaskState.TASK_STATE_COMPLETED);
    expect(JSON.stringify(input)).toMatch(/"agents":\["[a-z-]*review[a-z-]*"\]/);
  });

  it('acts once on a message that comes twice, and refuses another under its id', { timeout: LONG }, async () => {
    const client = await connect(agentUrl(door), headers);
    const message = toMessage('Write about islands', { messageId: 'the-very-same' });
    const [one, other] = [await send(client, message), await send(client, message)];
    expect(other.id).toBe(one.id);
    await expect(send(client, toMessage('Something else', { messageId: 'the-very-same' }))).rejects.toThrow(
      /idempotency_conflict/,
    );
  });

  it('acts once on a message to the server itself, whoever would be chosen the second time', {
    timeout: LONG,
  }, async () => {
    const client = await connect(door.url, headers);
    const message = toMessage('Review this TypeScript pull request for bugs', { messageId: 'once-for-all' });
    const one = await send(client, message);
    const choice = vi.spyOn(door.home.runtimes, 'view');
    // Whoever was chosen is not to be had any more.
    choice.mockResolvedValue({ kind: 'llm', state: 'not_configured' });
    const other = await send(client, message);
    expect(choice).toHaveBeenCalled();
    choice.mockRestore();
    expect(other.id).toBe(one.id);
    const another = toMessage('Something else', { messageId: 'once-for-all' });
    await expect(send(client, another)).rejects.toThrow(/idempotency_conflict/);
  });

  it('refuses what it cannot do, in words that say what to do instead', { timeout: LONG }, async () => {
    const client = await connect(agentUrl(door), headers);
    await expect(send(client, toMessage('x', { contextId: 'a-chat' }))).rejects.toThrow(/contextId/);
    const done = await send(client, toMessage('Write about ferries'));
    await expect(send(client, toMessage('x', { taskId: done.id }))).rejects.toThrow(/new task/);
    await expect(client.cancelTask({ tenant: '', id: done.id, metadata: undefined })).rejects.toThrow(/ended/);
    await expect(client.resubscribeTask({ tenant: '', id: done.id }).next()).rejects.toThrow(/over/);
    await expect(getTask(client, `run_${'0'.repeat(36)}`)).rejects.toThrow(/no run|no task/);
    await expect(getTask(client, 'x')).rejects.toThrow(/no task/);
    await expect(send(client, toMessage('x'.repeat(20_001)))).rejects.toThrow(/20000/);
    const picture = {
      content: { $case: 'url' as const, value: 'https://example.org/a.png' },
      metadata: undefined,
      filename: 'a.png',
      mediaType: 'image/png',
    };
    await expect(send(client, toMessage('', { parts: [picture] }))).rejects.toThrow(/a\.png/);
    const elsewhere = await connect(agentUrl(door, 'editing'), headers);
    await expect(getTask(elsewhere, done.id)).rejects.toThrow(/no task/);
  });

  it('stays at work while it waits for a person, and says so', { timeout: LONG }, async () => {
    const body = JSON.stringify({ goal: 'A page about lakes', agents: ['drafting'], review: true });
    const sent = await fetch(`${door.url}/api/v1/tasks`, {
      method: 'POST',
      body,
      headers: { ...headers, 'content-type': 'application/json' },
    });
    const { run } = (await sent.json()) as { run: string };
    await door.home.engine.untilSettled(door.home.principal, RunId.parse(run), { or: ['waiting'] });
    const client = await connect(agentUrl(door), headers);
    const { status } = await getTask(client, run);
    expect(status?.state).toBe(TaskState.TASK_STATE_WORKING);
    expect(JSON.stringify(status?.message?.parts)).toContain('A person has to decide');
    const stream = client.resubscribeTask({ tenant: '', id: run });
    expect((await stream.next()).value).toMatchObject({ payload: { $case: 'task' } });
    const cancelled = await client.cancelTask({ tenant: '', id: run, metadata: undefined });
    expect(cancelled.status?.state).toBe(TaskState.TASK_STATE_CANCELED);
    const rest = await Array.fromAsync(stream);
    expect(rest.at(-1)).toMatchObject({ payload: { value: { status: { state: TaskState.TASK_STATE_CANCELED } } } });
  });

  it('shows nothing of one tenant to another', { timeout: LONG }, async () => {
    const own = await connect(agentUrl(door), headers);
    const { id } = await send(own, toMessage('Our secret plan'));
    const other = await connect(agentUrl(door), await door.headersOf([...Right.options], createStranger()));
    await expect(getTask(other, id)).rejects.toThrow(/no run/);
    await expect(other.cancelTask({ tenant: '', id, metadata: undefined })).rejects.toThrow(/no run/);
    await expect(other.resubscribeTask({ tenant: '', id }).next()).rejects.toThrow(/no run/);
    const text = '---\nid: house-spy\npurpose: Spies for us.\ncapabilities: [spying]\n---\nSpy.\n';
    const made = await fetch(`${door.url}/api/v1/agents`, {
      method: 'POST',
      body: JSON.stringify({ text }),
      headers: { authorization: `Bearer ${door.ownerToken}`, 'content-type': 'application/json' },
    });
    expect(made.status).toBe(201);
    const ours = await connect(agentUrl(door, 'house-spy'), headers);
    expect((await ours.getAgentCard()).description).toBe('Spies for us.');
    const stranger = await door.headersOf([...Right.options], createStranger());
    const card = (path: string) => fetch(`${door.url}${path}/.well-known/agent-card.json`, { headers: stranger });
    expect((await card('/a2a/agents/house-spy')).status).toBe(404);
    expect(await (await card('')).text()).not.toContain('house-spy');
  });

  it('tells nobody without a key which agents there are', { timeout: LONG }, async () => {
    const cardOf = async (path: string, more: Headers = {}) => {
      const response = await fetch(`${door.url}${path}/.well-known/agent-card.json`, {
        headers: { 'a2a-version': '1.0', ...more },
      });
      return { status: response.status, text: (await response.text()).replaceAll(/drafting|no-such-agent/g, 'NAME') };
    };
    const [one, none] = [await cardOf('/a2a/agents/drafting'), await cardOf('/a2a/agents/no-such-agent')];
    expect(one).toEqual(none);
    expect(one.status).toBe(200);
    expect(AgentCard.fromJSON(JSON.parse(one.text))).toMatchObject({
      securitySchemes: { key: { scheme: { $case: 'httpAuthSecurityScheme', value: { scheme: 'Bearer' } } } },
      securityRequirements: [{ schemes: { key: {} } }],
      skills: [{ id: 'ask' }],
    });
    expect((await cardOf('')).text).not.toContain('code-review');
    expect((await cardOf('', headers)).text).toContain('code-review');
    expect((await cardOf('/a2a/agents/writer', headers)).text).toContain('/a2a/agents/NAME"');
    expect((await cardOf('/a2a/agents/no-such-agent', headers)).status).toBe(404);
    expect((await cardOf('/a2a/agents/drafting', { authorization: 'Bearer tut_key_wrong' })).status).toBe(401);
    // In the older form, as clients ask for it that know no other.
    const old = await (await fetch(`${agentUrl(door)}.well-known/agent-card.json`)).json();
    expect(old).toMatchObject({
      protocolVersion: '0.3',
      preferredTransport: 'JSONRPC',
      url: `${door.url}/a2a/agents/drafting`,
    });
    expect(old).toMatchObject({ securitySchemes: { key: { type: 'http' } } });
  });

  it('lets nobody work here without a key, without the right, from elsewhere or with too much', {
    timeout: LONG,
  }, async () => {
    const post = async (
      more: Headers,
      body: object | string = { jsonrpc: '2.0', id: 1, method: 'GetTask', params: { id: 'x' } },
    ) => {
      const response = await fetch(`${door.url}/a2a/agents/drafting`, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headers: { 'content-type': 'application/json', 'a2a-version': '1.0', ...more },
      });
      return (await response.json()) as { code?: string; error?: { code: number } };
    };
    expect(await post({})).toMatchObject({ code: 'unauthenticated' });
    expect(await post({ authorization: 'Bearer tut_key_wrong' })).toMatchObject({ code: 'unauthenticated' });
    expect(await post({ ...headers, origin: 'https://evil.test' })).toMatchObject({ code: 'host_refused' });
    expect(await post({ ...headers, 'content-type': 'text/plain' })).toMatchObject({ code: 'unsupported_media_type' });
    expect(await post(headers, { pad: 'x'.repeat(2 * 1_048_576) })).toMatchObject({ code: 'body_too_large' });
    expect(await post(headers, '{')).toMatchObject({ code: 'invalid_input' });
    expect(await post(headers, [])).toMatchObject({ error: { code: -32_602 } });
    expect(await post({ ...headers, 'a2a-version': '7.0' })).toMatchObject({ error: { code: -32_009 } });
    expect(await post(headers, { jsonrpc: '2.0', id: 1, method: 'ListTasks', params: {} })).toMatchObject({
      error: { code: -32_004 },
    });
    const viewer = await door.headersOf(['view']);
    for (const method of [
      'SendMessage',
      'SendStreamingMessage',
      'CancelTask',
      'message/send',
      'message/stream',
      'tasks/cancel',
    ])
      expect(await post(viewer, { jsonrpc: '2.0', id: 1, method, params: {} })).toMatchObject({ code: 'forbidden' });
    expect(await post(viewer)).toMatchObject({ error: { code: -32_001 } });
    const nobody = await fetch(`${door.url}/a2a/agents/no-such-agent`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: '{}',
    });
    expect([nobody.status, await nobody.json()]).toMatchObject([404, { code: 'unknown_agent' }]);
  });
});

describe('a task that is under way', () => {
  it.each(VERSIONS)('is found again, listened to and cancelled: protocol %s', { timeout: LONG }, async (version) => {
    await using door = await openDoor();
    const client = await connect(agentUrl(door), await door.headersOf(['view', 'use']), version);
    const begun = await send(client, toMessage('Write about harbours', {}, false));
    expect(begun.status?.state).toBe(TaskState.TASK_STATE_SUBMITTED);
    const heard: TaskState[] = [];
    const listening = (async () => {
      for await (const { payload } of client.resubscribeTask({ tenant: '', id: begun.id }))
        if (payload?.$case === 'task' || payload?.$case === 'statusUpdate')
          heard.push(payload.value.status?.state ?? 0);
    })();
    await vi.waitFor(() => expect(heard).toEqual([TaskState.TASK_STATE_SUBMITTED]), PATIENT);
    // Nobody works yet: the wish to cancel it is there before it begins.
    const cancelling = client.cancelTask({ tenant: '', id: begun.id, metadata: undefined });
    const { principal, store, engine } = door.home;
    await vi.waitFor(
      async () => expect(await store.pendingSignals(principal.tenant, RunId.parse(begun.id))).toHaveLength(1),
      PATIENT,
    );
    engine.start();
    expect(await cancelling).toMatchObject({ status: { state: TaskState.TASK_STATE_CANCELED } });
    await listening;
    expect(heard.at(-1)).toBe(TaskState.TASK_STATE_CANCELED);
  });

  it('goes on when whoever listens goes away', { timeout: LONG }, async () => {
    await using door = await openDoor();
    const client = await connect(agentUrl(door), await door.headersOf(['view', 'use']));
    const gone = new AbortController();
    const stream = client.sendMessageStream(toMessage('Write about harbours'), { signal: gone.signal });
    const { value: first } = await stream.next();
    gone.abort();
    await expect(stream.next()).rejects.toThrow();
    const id = first?.payload?.$case === 'task' ? first.payload.value.id : '';
    door.home.engine.start();
    await vi.waitFor(
      async () => expect((await getTask(client, id)).status?.state).toBe(TaskState.TASK_STATE_COMPLETED),
      PATIENT,
    );
  });
});
