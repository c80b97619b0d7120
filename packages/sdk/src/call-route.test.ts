import type { RunDetail } from '@tutti/protocol/api';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { type Client, createClient } from './create-client.ts';
import type { ClientOptions, Fetch } from './link.ts';

const RUN = `run_${'0'.repeat(36)}`;

interface Sent {
  readonly url: string;
  readonly method: string | undefined;
  readonly headers: Headers;
  readonly body: unknown;
}

/** A server that gives these answers, one after the other; an error is a network that fails. */
function answering(answers: readonly (Response | Error)[], options: Partial<ClientOptions> = {}) {
  const sent: Sent[] = [];
  const slept: number[] = [];
  const left = [...answers];
  const fetch: Fetch = async (url, { method, headers, body }) => {
    sent.push({ url, method, headers: new Headers(headers), body });
    const answer = left.shift();
    if (answer instanceof Response) return answer;
    throw answer ?? new Error('nobody asked for so many');
  };
  const sleep = async (ms: number) => void slept.push(ms);
  const client = createClient({ url: 'http://tutti.test/', token: 'key', fetch, sleep, random: () => 0.5, ...options });
  return { client, sent, slept };
}

function json(value: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(value), { status, headers });
}

function problem(status: number, code: string, headers: Record<string, string> = {}): Response {
  const rest = { type: '', title: '', detail: 'because', remedy: 'mend it', requestId: 'req_12345678' };
  return json({ ...rest, status, code }, status, headers);
}

const submitted = () => json({ task: `tsk_${RUN.slice(4)}`, run: RUN }, 202);
const cut = () => new TypeError('fetch failed', { cause: new Error('ECONNRESET') });

describe('what is sent', () => {
  it('puts each value where the contract has it', async () => {
    const { client, sent } = answering([json({ items: [], next: null }), json({ run: RUN }, 202)]);
    await client.call('listRuns', { status: ['running', 'waiting'], text: 'a&b', open: 'true' });
    await client.call('answerApproval', { approval: 'a/b ~', decision: 'approved', subject: 's' });
    expect(sent[0]?.url).toBe('http://tutti.test/api/v1/runs?status=running%2Cwaiting&text=a%26b&open=true');
    expect(sent[0]?.headers.get('authorization')).toBe('Bearer key');
    expect(sent[1]?.url).toBe('http://tutti.test/api/v1/approvals/a%2Fb%20~');
    expect(sent[1]?.body).toBe('{"decision":"approved","subject":"s"}');
  });

  it('proves changes of a browser session, and only those', async () => {
    const answers = [json({ items: [], next: null }), json({ run: RUN }, 202)];
    const { client, sent } = answering(answers, { csrf: () => 'proof' });
    await client.call('listRuns');
    await client.call('pauseRun', { run: RUN });
    expect(sent.map(({ headers }) => headers.get('x-tutti-csrf'))).toEqual([null, 'proof']);
  });
});

describe('trying again', () => {
  it('repeats what makes something with the same key, until it is known', async () => {
    const { client, sent, slept } = answering([
      cut(),
      problem(503, 'server_draining', { 'retry-after': '2' }),
      submitted(),
    ]);
    expect(await client.call('submitTask', { goal: 'Plan the party' })).toMatchObject({ run: RUN });
    const keys = sent.map(({ headers }) => headers.get('idempotency-key'));
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set(keys).size).toBe(1);
    expect(slept).toEqual([125, 2_000]);
  });

  it('gives up after as many attempts as it may make', async () => {
    const { client, slept } = answering([cut(), cut(), cut(), cut()]);
    const error = {
      name: 'UnreachableError',
      code: 'server_unreachable',
      message: expect.stringContaining('ECONNRESET') as unknown,
    };
    await expect(client.call('getMe')).rejects.toMatchObject(error);
    expect(slept).toEqual([125, 250, 500]);
  });

  it('does not repeat a refusal, nor wait as long as nobody would', async () => {
    const { client, slept } = answering([
      problem(404, 'run_not_found'),
      problem(429, 'too_many_requests', { 'retry-after': '60' }),
    ]);
    const facts = { code: 'run_not_found', status: 404, remedy: 'mend it', requestId: 'req_12345678' };
    await expect(client.call('getRun', { run: RUN })).rejects.toMatchObject({ name: 'ProblemError', ...facts });
    await expect(client.call('getMe')).rejects.toMatchObject({ code: 'too_many_requests' });
    expect(slept).toEqual([]);
  });

  it('sends a one-time code once', async () => {
    const { client, sent } = answering([cut(), submitted()]);
    await expect(client.call('openSession', { code: 'once' })).rejects.toMatchObject({ code: 'server_unreachable' });
    expect(sent).toHaveLength(1);
  });

  it('takes a state that is described as an answer, whatever its status', async () => {
    const health = { status: 'draining', timestamp: '2026-01-01T00:00:00.000Z', version: '1' };
    const { client, sent } = answering([json(health, 503)]);
    expect(await client.call('getReady')).toEqual(health);
    expect(sent).toHaveLength(1);
  });

  it('stops when it is told to', async () => {
    const { client } = answering([cut(), cut()]);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(client.call('getMe', {}, { signal })).rejects.toThrow('enough');
  });
});

describe('what comes back', () => {
  it('is refused where it does not have the shape of the contract', async () => {
    const { client } = answering([json({ run: 7 }, 202), new Response('<html>', { status: 200 })]);
    await expect(client.call('cancelRun', { run: RUN })).rejects.toMatchObject({ name: 'UnexpectedAnswerError' });
    await expect(client.call('getMe')).rejects.toMatchObject({ name: 'UnexpectedAnswerError' });
  });

  it('is bytes of a document, and nothing where there is no body', async () => {
    const { client } = answering([new Response(new Uint8Array([1, 2])), new Response(null, { status: 204 })]);
    const artefact = `art_${RUN.slice(4)}`;
    expect(await client.call('downloadArtefact', { run: RUN, artefact })).toEqual(new Uint8Array([1, 2]));
    expect(await client.call('closeSession')).toBeUndefined();
  });

  it('has the types of the contract', () => {
    type Answer<Call extends (client: Client) => unknown> = Awaited<ReturnType<Call>>;
    const getRun = (client: Client) => client.call('getRun', { run: RUN });
    const download = (client: Client) => client.call('downloadArtefact', { run: RUN, artefact: RUN });
    const signOut = (client: Client) => client.call('closeSession');
    expectTypeOf<Answer<typeof getRun>>().toEqualTypeOf<RunDetail>();
    expectTypeOf<Answer<typeof download>>().toEqualTypeOf<Uint8Array>();
    expectTypeOf<Answer<typeof signOut>>().toEqualTypeOf<undefined>();
    // @ts-expect-error A run has to be named.
    void ((client: Client) => client.call('getRun'));
    // @ts-expect-error There is no such route.
    void ((client: Client) => client.call('getNothing'));
  });
});
