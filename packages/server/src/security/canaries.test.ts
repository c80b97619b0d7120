/** What must be found nowhere: secrets, planted wherever a client can write. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { once } from 'node:events';
import { RunId } from '@tutti/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { openSecuredApp, type SecuredApp } from '../testing/security/secured-app.ts';
import { seedTenant } from '../testing/security/seeded-tenant.ts';

let secured: SecuredApp;
beforeAll(async () => {
  secured = await openSecuredApp({ listening: true });
});
afterAll(() => secured[Symbol.asyncDispose]());

const letters = (count: number, salt: string) =>
  `${salt}Zk9QpLxWmTtBeRyHcNdUfGsJaKoViXlEqAbCdEfGhIjKlMnOpQrStUvWxYz0123456789`.repeat(3).slice(0, count);

/** Put together here, so that no scanner takes this file for a leak. */
function listCanaries(place: string): string[] {
  return [
    `ghp_${letters(36, place)}`,
    `github_pat_${letters(70, place)}`,
    `sk-ant-${letters(40, place)}`,
    `sk-proj-${letters(48, place)}`,
    `AIza${letters(35, place)}`,
    `gsk_${letters(52, place)}`,
    `hf_${letters(34, place)}`,
    `AKIA${letters(60, place)
      .toUpperCase()
      .replaceAll(/[^A-Z2-7]/g, '')
      .slice(0, 16)}`,
    `xoxb-${letters(40, place)}`,
    `sk_live_${letters(24, place)}`,
    `npm_${letters(36, place)}`,
    `eyJ${letters(20, place)}.eyJ${letters(40, place)}.${letters(43, place)}`,
    `tut_key_${'0'.repeat(36)}_${letters(43, place)}`,
    `tut_owner_${letters(43, place)}`,
  ];
}

const sentence = (place: string) => `Say hello. ${listCanaries(place).join(' and ')}`;

async function readEverything(directory: string): Promise<string> {
  const files = await readdir(directory, { recursive: true, withFileTypes: true });
  const kept = files.filter((file) => file.isFile() && !['owner-token', 'server-secret'].includes(file.name));
  const parts = await Promise.all(kept.map((file) => readFile(join(file.parentPath, file.name), 'latin1')));
  return parts.join('\n');
}

async function follow(run: string): Promise<{ heard: () => string; caughtUp: Promise<void>; close: () => void }> {
  const socket = new WebSocket(`ws://${secured.host}/ws`, {
    headers: { authorization: `Bearer ${secured.ownerToken}` },
  });
  const frames: string[] = [];
  const { promise: caughtUp, resolve } = Promise.withResolvers<void>();
  socket.on('message', (data: Buffer) => {
    const frame = data.toString();
    frames.push(frame);
    if (frame.includes('"caught_up"') && frame.includes(run)) resolve();
  });
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'subscribe', topics: [`run:${run}`], since: 0 }));
  return { heard: () => frames.join('\n'), caughtUp, close: () => socket.terminate() };
}

/** The places where a client can write, each with its own secrets. */
const PLACES =
  `agent referer header goal signal feedback review approval pause cancel refused field query bearer name provider odd`.split(
    ' ',
  );

async function plant(run: string): Promise<readonly string[]> {
  const headers = { host: secured.host, authorization: `Bearer ${secured.ownerToken}` };
  const post = (url: string, payload: object) =>
    secured.app.inject({ method: 'POST', url: `/api/v1${url}`, payload, headers });
  const { approval, subject, artefact, waiting, run: ended } = await seedTenant(secured);
  await post(`/runs/${run}/signals`, { key: 'message:x', payload: { text: sentence('signal') } });
  await post(`/runs/${run}/feedback`, { rating: 'bad', comment: sentence('feedback') });
  await post(`/runs/${ended}/artefacts/${artefact}/review`, { verdict: 'rejected', comment: sentence('review') });
  const answer = { decision: 'revise', subject, comment: sentence('approval') };
  expect((await post(`/approvals/${encodeURIComponent(approval)}`, answer)).statusCode).toBe(202);
  await post(`/runs/${waiting}/pause`, { reason: sentence('pause') });
  await post(`/runs/${waiting}/cancel`, { reason: sentence('cancel') });
  await post('/tasks', { goal: sentence('refused'), nothing: sentence('field') });
  await post('/keys', { name: listCanaries('name')[2], rights: ['view'] });
  // Whatever a key looks like, and whatever is wrong with the request that brings it.
  const put = (name: string, payload: object) =>
    secured.app.inject({ method: 'PUT', url: `/api/v1/providers/compatible/keys/${name}`, payload, headers });
  for (const [index, secret] of listCanaries('provider').entries())
    expect((await put(`planted-${index}`, { secret })).statusCode).toBe(200);
  expect((await put('odd', { secret: listCanaries('odd')[2], [`x${listCanaries('odd')[3]}`]: 1 })).statusCode).toBe(
    400,
  );
  await post('/providers/compatible/test', { key: 'planted-2' });
  await secured.app.inject({ url: `/api/v1/me?x=${encodeURIComponent(sentence('query'))}`, headers });
  const authorization = `Bearer ${listCanaries('bearer')[2]}`;
  await secured.app.inject({ url: '/api/v1/me', headers: { ...headers, authorization } });
  const key = await secured.createKey(['view']);
  const { cookie } = await secured.signIn();
  return [secured.ownerToken, key.authorization.slice(7), cookie.split('=')[1] ?? ''];
}

it('S6: no secret of a known format reaches the database, the log or a live frame', async () => {
  const odd = { 'user-agent': sentence('agent'), referer: sentence('referer'), 'x-odd': sentence('header') };
  const submitted = await secured.app.inject({
    method: 'POST',
    url: '/api/v1/tasks',
    payload: { goal: sentence('goal'), agents: ['drafting'], review: true },
    headers: { host: secured.host, authorization: `Bearer ${secured.ownerToken}`, ...odd },
  });
  const { run } = submitted.json<{ run: string }>();
  const live = await follow(run);
  const own = await plant(run);
  await secured.home.engine.untilSettled(secured.home.principal, RunId.parse(run), { or: ['waiting'] });
  await live.caughtUp;
  const found = { database: await readEverything(secured.home.directory), log: secured.logged(), live: live.heard() };
  live.close();
  expect(found.live).toContain('"run.submitted"');
  expect(found.database).toContain('[redacted:');
  const secrets = [...PLACES.flatMap(listCanaries), ...own];
  for (const [where, text] of Object.entries(found)) {
    const leaked = secrets.filter((secret) => secret !== '' && text.includes(secret));
    expect(leaked, where).toEqual([]);
  }
}, 90_000);

it('F5: nothing that a client sends can break or forge a line of the log', async () => {
  const headers = {
    host: secured.host,
    authorization: `Bearer ${secured.ownerToken}`,
    'x-request-id': 'a"}\n{"level":"info","msg":"forged"}',
    'user-agent': '\u001b[2J\u001b]0;owned\u0007',
    traceparent: '00-\n',
  };
  for (const url of ['/api/v1/me', '/api/v1/\u001b[31m', '/%0a%0d{"level":"error"}', '/api/v1/runs/%1b[2J'])
    await secured.app.inject({ url, headers });
  const lines = secured.logged().trimEnd().split('\n');
  for (const line of lines) expect(() => JSON.parse(line) as unknown).not.toThrow();
  expect(secured.logged()).not.toMatch(
    new RegExp(`[${String.fromCharCode(0x1b)}${String.fromCharCode(0x7f)}-${String.fromCharCode(0x9f)}]`),
  );
  expect(lines.filter((line) => line.includes('forged'))).toEqual([]);
});
