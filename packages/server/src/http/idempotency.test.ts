import { RunId } from '@tutti/protocol';
import { expect, it } from 'vitest';
import { giveIds } from './idempotency.ts';
import { bodyOf, createCallRoute } from '../testing/call-route.ts';
import { openTestApp } from '../testing/test-app.ts';

const BODY = { goal: 'Write a haiku about autumn', agents: ['drafting'] };
const KEYED = { 'idempotency-key': 'k-1' };

it('the same key and body give the same answer, however often and at once they come', async () => {
  await using stage = await openTestApp();
  const call = createCallRoute(stage.app);
  const submit = async (headers = {}) => bodyOf('submitTask', await call('submitTask', { body: BODY, headers }));
  const all = await Promise.all([submit(KEYED), submit(KEYED), submit(KEYED)]);
  expect(new Set(all.map(({ run }) => run)).size).toBe(1);
  expect(await submit(KEYED)).toEqual(all[0]);
  expect((await submit()).run).not.toBe(all[0]?.run);
  expect(bodyOf('listRuns', await call('listRuns')).items).toHaveLength(2);
});

it('after a crash between the promise and the deed the deed is done with the ids that were promised', async () => {
  await using stage = await openTestApp();
  const call = createCallRoute(stage.app);
  const { submit } = stage.home.engine;
  const asked: unknown[] = [];
  stage.home.engine.submit = async (_, request) => {
    asked.push(request.run);
    throw new Error('the power went off');
  };
  expect((await call('submitTask', { body: BODY, headers: KEYED })).statusCode).toBe(500);
  stage.home.engine.submit = submit;
  const { run } = bodyOf('submitTask', await call('submitTask', { body: BODY, headers: KEYED }));
  expect([run]).toEqual(asked);
});

it('the same key for another body, or another route, is refused', async () => {
  await using stage = await openTestApp();
  const call = createCallRoute(stage.app);
  const { run } = bodyOf('submitTask', await call('submitTask', { body: BODY, headers: KEYED }));
  const other = await call('submitTask', { body: { ...BODY, goal: 'x' }, headers: KEYED });
  expect(other.json()).toMatchObject({ code: 'idempotency_conflict', status: 409 });
  const elsewhere = await call('giveFeedback', { params: { run }, body: { rating: 'good' }, headers: KEYED });
  expect(elsewhere.json()).toMatchObject({ code: 'idempotency_conflict' });
  // What a body leaves to its defaults is the same body.
  const same = await call('submitTask', { body: { ...BODY, priority: 'normal' }, headers: KEYED });
  expect(bodyOf('submitTask', same).run).toBe(run);
});

it('feedback, reviews and signals that come twice are there once', async () => {
  await using stage = await openTestApp();
  const call = createCallRoute(stage.app);
  const { run } = bodyOf('submitTask', await call('submitTask', { body: BODY }));
  const twice = async (name: 'giveFeedback' | 'sendSignal', body: object) => {
    const send = () => call(name, { params: { run }, body, headers: { 'idempotency-key': name } });
    expect((await send()).json()).toEqual((await send()).json());
  };
  await twice('giveFeedback', { rating: 'good' });
  await twice('sendSignal', { key: 'message:x', payload: 1 });
  expect(await stage.home.store.listRemarks(stage.home.principal.tenant, run)).toHaveLength(1);
  expect(await stage.home.store.pendingSignals(stage.home.principal.tenant, run)).toHaveLength(1);
});

it('a key that is none is refused', async () => {
  await using stage = await openTestApp();
  const call = createCallRoute(stage.app);
  for (const key of ['', 'with space', 'ü', 'a'.repeat(201)]) {
    const refused = await call('submitTask', { body: BODY, headers: { 'idempotency-key': key } });
    expect(refused.json()).toMatchObject({ code: 'invalid_input', path: 'Idempotency-Key' });
  }
});

it('of a key only its hash is kept, as some people take a secret for it', async () => {
  await using stage = await openTestApp();
  const call = createCallRoute(stage.app);
  const { store } = stage.home;
  const keep = store.keepRequest.bind(store);
  const kept: unknown[] = [];
  store.keepRequest = (request, before) => {
    kept.push(request);
    return keep(request, before);
  };
  await call('submitTask', { body: BODY, headers: { 'idempotency-key': 'hunter2' } });
  expect(kept).toHaveLength(1);
  expect(JSON.stringify(kept)).not.toContain('hunter2');
});

it('a key counts for a day', async () => {
  await using stage = await openTestApp();
  const { home, random } = stage.deps;
  const idsAt = async (now: number) => {
    const clock = { ...stage.deps.clock, now: () => now };
    const caller = { principal: home.principal, by: 'api_key' as const };
    const wish = { caller, route: 'submitTask' as const, key: 'k', parts: BODY };
    return RunId.parse((await giveIds({ home, clock, random }, wish, ['run'])).run);
  };
  const day = 24 * 60 * 60 * 1_000;
  const first = await idsAt(day * 100);
  expect(await idsAt(day * 101 - 1)).toBe(first);
  expect(await idsAt(day * 101 + 1)).not.toBe(first);
});
