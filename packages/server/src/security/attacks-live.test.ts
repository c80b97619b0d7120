/** Attacks on live connections, with real sockets. */
import { on, once } from 'node:events';
import { Right } from '@tutti/protocol';
import { CLOSE } from '@tutti/protocol/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';
import type { Ids } from '../testing/security/route-samples.ts';
import { createStranger, openSecuredApp, type SecuredApp } from '../testing/security/secured-app.ts';
import { seedTenant } from '../testing/security/seeded-tenant.ts';

let secured: SecuredApp;
let ids: Ids;

beforeAll(async () => {
  secured = await openSecuredApp({ listening: true });
  ids = await seedTenant(secured);
}, 60_000);
afterAll(() => secured[Symbol.asyncDispose]());

interface Message {
  readonly type: string;
  readonly topic?: string;
  readonly code?: string;
}

const owner = () => ({ authorization: `Bearer ${secured.ownerToken}` });

function connect(headers: Record<string, string>, path = '/ws?defaults=off'): WebSocket {
  const options: ClientOptions = { headers: { host: secured.host, ...headers } };
  const socket = new WebSocket(`ws://127.0.0.1:${secured.port}${path}`, options);
  socket.on('error', () => {});
  return socket;
}

async function statusOf(socket: WebSocket): Promise<number | undefined> {
  const [, response] = (await once(socket, 'unexpected-response')) as [
    unknown,
    { statusCode?: number; destroy(): void },
  ];
  response.destroy();
  return response.statusCode;
}

/** Also what comes in between two questions, which `once` would miss. */
function createReader(socket: WebSocket): (type: string) => Promise<Message[]> {
  const messages = on(socket, 'message');
  return async (type) => {
    const seen: Message[] = [];
    while (seen.at(-1)?.type !== type) {
      const { value } = (await messages.next()) as { value: [Buffer] };
      seen.push(JSON.parse(value[0].toString()) as Message);
    }
    return seen;
  };
}

describe('a WebSocket', () => {
  it('A12: is refused without credentials, and with wrong ones', async () => {
    for (const headers of [
      {},
      { authorization: 'Bearer wrong' },
      { cookie: `tutti_session_${secured.port}=${'x'.repeat(43)}` },
    ])
      expect(await statusOf(connect(headers))).toBe(401);
    expect(await statusOf(connect({}, `/ws?token=${secured.ownerToken}`))).toBe(401);
  });

  it('A11: is refused for a host or a page that is not ours', async () => {
    for (const headers of [
      { host: 'evil.test' },
      { host: `evil.test:${secured.port}` },
      { origin: 'http://evil.test' },
      { origin: 'null' },
      { origin: `http://localhost:${secured.port}.evil.test` },
      { 'sec-fetch-site': 'cross-site' },
    ])
      expect(await statusOf(connect({ ...owner(), ...headers }))).toBe(403);
    const { cookie } = await secured.signIn();
    expect(await statusOf(connect({ cookie, origin: 'http://localhost:3000' }))).toBe(403);
  });

  it('A12, T9: of another tenant is told nothing of this one', async () => {
    const stranger = await secured.createKey(Right.options, createStranger());
    const socket = connect({ authorization: stranger.authorization });
    const readUntil = createReader(socket);
    await once(socket, 'open');
    for (const topic of [
      `run:${ids.run}`,
      'run:*',
      '*',
      'tenant:*',
      `tenant:${secured.home.principal.tenant}`,
      '__proto__',
      'run:',
    ]) {
      socket.send(JSON.stringify({ type: 'subscribe', topics: [topic], since: 0 }));
      const [answer] = await readUntil('problem');
      expect(answer?.type, topic).toBe('problem');
    }
    socket.send(JSON.stringify({ type: 'subscribe', topics: ['tasks'], since: 0 }));
    expect((await readUntil('caught_up')).filter(({ type }) => type === 'tasks')).toEqual([]);
    socket.terminate();
  });

  it('A4: is closed within five seconds when its key is revoked', async () => {
    const { authorization, id } = await secured.createKey(['view']);
    const socket = connect({ authorization });
    await once(socket, 'open');
    await secured.home.store.revokeKey(secured.home.principal.tenant, id, Date.now());
    const revokedAt = performance.now();
    const [code] = (await once(socket, 'close')) as [number];
    expect(code).toBe(CLOSE.notAllowed);
    expect(performance.now() - revokedAt).toBeLessThan(5_500);
  });

  it('A12: is closed when its browser signs out', async () => {
    const { cookie, origin, 'x-tutti-csrf': csrf } = await secured.signIn();
    const socket = connect({ cookie, origin });
    await once(socket, 'open');
    const headers = { host: secured.host, cookie, origin, 'x-tutti-csrf': csrf };
    expect((await secured.app.inject({ method: 'DELETE', url: '/api/v1/session', headers })).statusCode).toBe(204);
    const [code] = (await once(socket, 'close')) as [number];
    expect(code).toBe(CLOSE.notAllowed);
  });
});

it('A4: an event stream ends within five seconds when its key is revoked', async () => {
  const { authorization, id } = await secured.createKey(['view']);
  const { waiting } = await seedTenant(secured);
  const response = await fetch(`http://localhost:${secured.port}/api/v1/runs/${waiting}/events`, {
    headers: { authorization, accept: 'text/event-stream' },
  });
  expect(response.status).toBe(200);
  await secured.home.store.revokeKey(secured.home.principal.tenant, id, Date.now());
  const revokedAt = performance.now();
  // It ends as broken, so that no client takes it for the run's end.
  await response.text().catch(() => '');
  expect(performance.now() - revokedAt).toBeLessThan(5_500);
});
