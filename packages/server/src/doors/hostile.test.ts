/** Whoever means no good, at both doors. */
import * as fc from 'fast-check';
import { fastify } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMountTools } from '../http/mount.ts';
import { RequestBook } from '../http/request-book.ts';
import { createA2aMount } from './a2a/mount-a2a.ts';
import { createMcpMount } from './mcp/mount-mcp.ts';
import { type Door, openDoor } from './testing/open-door.ts';

let door: Door;
let headers: Record<string, string>;
beforeAll(async () => {
  door = await openDoor();
  door.home.engine.start();
  headers = { ...(await door.headersOf(['view', 'use'])), host: door.host };
}, 60_000);
afterAll(() => door[Symbol.asyncDispose]());

const CARD = '.well-known/agent-card.json';

/** Every route that the doors add, so that a new one cannot be forgotten. */
function listRoutes(): { method: 'GET' | 'POST' | 'DELETE'; url: string }[] {
  const routes: ReturnType<typeof listRoutes> = [];
  const app = fastify({ exposeHeadRoutes: false });
  app.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) routes.push({ method: each as 'GET', url: url.replace(':agent', 'drafting') });
  });
  const tools = createMountTools(door.deps, new RequestBook());
  for (const mount of [createMcpMount(), createA2aMount()]) mount(app, tools);
  return routes;
}

it('nothing but a card is to be had without a key, or with one that counts no more', async () => {
  const routes = listRoutes();
  expect(routes.length).toBeGreaterThan(5);
  for (const { method, url } of routes) {
    const isCard = url.endsWith(CARD);
    const ask = (more: Record<string, string>) =>
      door.app.inject({
        method,
        url,
        headers: { host: door.host, ...more },
        ...(method === 'POST' && { payload: {} }),
      });
    expect((await ask({})).statusCode, `${method} ${url}`).toBe(isCard ? 200 : 401);
    // After some guesses nobody at this address is listened to for a while.
    const guess = await ask({ authorization: `Bearer tut_key_${'0'.repeat(60)}` });
    expect([401, 429], `${method} ${url}`).toContain(guess.statusCode);
    const { id, authorization } = await door.createKey(['view', 'use']);
    const owner = { host: door.host, authorization: `Bearer ${door.ownerToken}` };
    await door.app.inject({ method: 'DELETE', url: `/api/v1/keys/${id}`, headers: owner });
    expect((await ask({ authorization })).statusCode, `${method} ${url}`).toBe(401);
    expect((await ask({ host: 'evil.test' })).statusCode, `${method} ${url}`).toBe(403);
    expect((await ask({ origin: 'https://evil.test' })).statusCode, `${method} ${url}`).toBe(403);
  }
});

const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    fc.jsonValue(),
    fc.constantFrom('drafting', `run_${'0'.repeat(36)}`, 'ROLE_USER', 'message', 'text', '2026-07-28'),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(
      fc.constantFrom(
        'message',
        'messageId',
        'parts',
        'text',
        'role',
        'id',
        'kind',
        'name',
        'arguments',
        'agent',
        'run',
      ),
      tie('any'),
      { maxKeys: 4 },
    ),
  ),
})).any;
const METHODS = [
  'initialize',
  'server/discover',
  'tools/list',
  'tools/call',
  'subscriptions/cancel',
  'ping',
  'SendMessage',
  'GetTask',
  'CancelTask',
  'SubscribeToTask',
  'GetExtendedAgentCard',
  'ListTasks',
  'message/send',
  'message/stream',
  'tasks/get',
  'tasks/cancel',
  'tasks/resubscribe',
  'tasks/pushNotificationConfig/set',
];
const call = fc.record({
  jsonrpc: fc.constantFrom('2.0', '1.0'),
  id: fc.oneof(fc.integer(), fc.string(), fc.constant(null)),
  method: fc.constantFrom(...METHODS),
  params: value,
});

it('whatever comes is understood or refused, and nobody stumbles over it', { timeout: 120_000 }, async () => {
  const paths = fc.constantFrom('/mcp', '/a2a', '/a2a/agents/drafting');
  const versions = fc.constantFrom('1.0', '0.3');
  await fc.assert(
    fc.asyncProperty(
      paths,
      versions,
      fc.oneof(call, fc.array(call, { maxLength: 3 }), value),
      async (...[url, version, body]) => {
        const answer = await door.app.inject({
          method: 'POST',
          url,
          headers: {
            ...headers,
            'content-type': 'application/json',
            accept: 'application/json, text/event-stream',
            'a2a-version': version,
          },
          payload: JSON.stringify(body ?? null),
        });
        expect(answer.statusCode, `${url} ${JSON.stringify(body)}`).toBeLessThan(500);
        expect(answer.body).not.toMatch(/\n +at /);
      },
    ),
    { numRuns: 200 },
  );
  const stumbled = door
    .logged()
    .split('\n')
    .filter((line) => line.includes('"problem":"internal"'));
  expect(stumbled).toEqual([]);
});
