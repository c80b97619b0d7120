import { applyRunEvent, type RunId, type RunState, toCanonicalText } from '@tutti/protocol';
import { type RunView, parseWireEvent } from '@tutti/protocol/api';
import { expect, it } from 'vitest';
import { sha256 } from '../sha256.ts';
import { bodyOf, type CallRoute, createCallRoute } from '../testing/call-route.ts';
import { openTestApp, STRANGER, type TestApp } from '../testing/test-app.ts';

async function submit(call: CallRoute, more: object = {}): Promise<RunId> {
  const body = { goal: 'Write a haiku about autumn', agents: ['drafting'], ...more };
  return bodyOf('submitTask', await call('submitTask', { body })).run;
}

async function finish({ home }: TestApp, run: RunId): Promise<void> {
  home.engine.start();
  await home.engine.untilSettled(home.principal, run);
}

it('whoever folds the events of a run has the state that the server tells', async () => {
  await using stage = await openTestApp();
  const call = createCallRoute(stage.app);
  const run = await submit(call);
  await finish(stage, run);
  const events: unknown[] = [];
  let after = 0;
  for (;;) {
    const query = { after: String(after), limit: '3' };
    const page = bodyOf('readEvents', await call('readEvents', { params: { run }, query }));
    events.push(...page.items);
    expect(page.items.length).toBeLessThanOrEqual(3);
    if (page.next === null) break;
    after = page.next;
  }
  const state = events.map(parseWireEvent).reduce<RunState | undefined>(applyRunEvent, undefined);
  const told = bodyOf('getRun', await call('getRun', { params: { run } }));
  expect(told.seq).toBe(state?.seq);
  expect(sha256(toCanonicalText(state))).toBe(told.stateHash);
  expect(told).toMatchObject({ status: 'completed', open: [], output: { text: expect.any(String) as unknown } });
  const end = await call('readEvents', { params: { run }, query: { after: String(told.seq) } });
  expect(bodyOf('readEvents', end)).toEqual({ items: [], next: null });
});

it('an event stream is given to whoever prefers one', async () => {
  await using stage = await openTestApp();
  const run = await submit(createCallRoute(stage.app));
  const accept = async (header: string, method: 'GET' | 'HEAD' = 'GET') => {
    const headers = { accept: header, authorization: 'Bearer view' };
    const response = await stage.app.inject({ method, url: `/api/v1/runs/${run}/events`, headers });
    return response.headers['content-type'];
  };
  expect(await accept('text/event-stream')).toBe('text/event-stream');
  expect(await accept('application/json;q=0.5, text/event-stream')).toBe('text/event-stream');
  expect(await accept('text/event-stream;q=0.1, application/json')).toContain('application/json');
  expect(await accept('*/*')).toContain('application/json');
  expect(await accept('text/event-stream', 'HEAD')).toContain('application/json');
});

it('steps come in pages, in the order of their ends, with their conversations and large values', async () => {
  await using stage = await openTestApp();
  const call = createCallRoute(stage.app);
  const run = await submit(call, { agents: ['project', 'drafting'] });
  await finish(stage, run);
  const all = bodyOf('listSteps', await call('listSteps', { params: { run } }));
  expect(all.items.length).toBeGreaterThan(1);
  expect(all.items.map(({ seq }) => seq)).toEqual(all.items.map(({ seq }) => seq).toSorted((a, b) => a - b));
  const first = bodyOf('listSteps', await call('listSteps', { params: { run }, query: { limit: '1' } }));
  const query = { after: String(first.next), limit: '1000' };
  const rest = bodyOf('listSteps', await call('listSteps', { params: { run }, query }));
  expect([...first.items, ...rest.items]).toEqual(all.items);

  const model = all.items.find(({ kind }) => kind === 'model');
  const hash = /"([0-9a-f]{64})"/.exec(JSON.stringify(model?.input))?.[1] ?? '';
  const said = bodyOf('readConversation', await call('readConversation', { params: { run, hash } }));
  expect(said.items[0]).toMatchObject({ role: 'user' });
  const { blob } = (await stage.home.engine.getRun(stage.home.principal, run)).artefacts[0] ?? { blob: '' };
  for (const name of ['getPayload', 'readConversation'] as const)
    for (const unknown of ['0'.repeat(64), blob])
      expect((await call(name, { params: { run, hash: unknown } })).json()).toMatchObject({
        code: 'payload_not_found',
      });
  const foreign = await call('readConversation', { params: { run, hash }, headers: STRANGER });
  expect(foreign.json()).toMatchObject({ code: 'run_not_found' });
});

it('a run is paused, resumed and cancelled; what cannot be is refused', async () => {
  await using stage = await openTestApp();
  const call = createCallRoute(stage.app);
  const run = await submit(call);
  const params = { run };
  expect((await call('resumeRun', { params })).json()).toMatchObject({ code: 'run_not_paused', status: 409 });
  expect((await call('retryRun', { params })).json()).toMatchObject({ code: 'run_not_finished', status: 409 });
  expect((await call('pauseRun', { params, body: { reason: 'wait' } })).statusCode).toBe(202);
  expect((await call('resumeRun', { params })).statusCode).toBe(202);
  expect((await call('cancelRun', { params, body: { reason: 'no need' } })).statusCode).toBe(202);
  await finish(stage, run);
  expect(bodyOf('getRun', await call('getRun', { params }))).toMatchObject({
    status: 'cancelled',
    cancelReason: 'no need',
  });
  expect((await call('cancelRun', { params })).json()).toMatchObject({ code: 'run_finished', status: 409 });
  const retry = await call('retryRun', { params, body: { from: 'no/such/step' } });
  expect(retry.json()).toMatchObject({ code: 'step_not_found', status: 404 });
});

it('signals reach runs, but not under keys that belong to the engine', async () => {
  await using stage = await openTestApp();
  const call = createCallRoute(stage.app);
  const run = await submit(call);
  const send = (body: object) => call('sendSignal', { params: { run }, body });
  expect((await send({ key: 'message:reply', payload: { text: 'hello' } })).statusCode).toBe(202);
  for (const key of ['control', 'child:x', 'doubt:a', 'approval:result'])
    expect((await send({ key, payload: 1 })).json()).toMatchObject({ code: 'invalid_input', path: 'key' });
  const pending = await stage.home.store.pendingSignals(stage.home.principal.tenant, run);
  expect(pending.map(({ key }) => key)).toEqual(['message:reply']);
});

it('feedback and runs of a kind are told', async () => {
  await using stage = await openTestApp();
  const call = createCallRoute(stage.app);
  const run = await submit(call);
  const given = bodyOf('giveFeedback', await call('giveFeedback', { params: { run }, body: { rating: 'good' } }));
  expect(bodyOf('getRun', await call('getRun', { params: { run } })).feedback).toEqual([given]);
  const runsOf = async (query: Record<string, string>) =>
    bodyOf('listRuns', await call('listRuns', { query })).items.map((view: RunView) => view.run);
  expect(await runsOf({ status: 'queued' })).toEqual([run]);
  expect(await runsOf({ open: 'true' })).toEqual([]);
  expect(await runsOf({ open: 'false' })).toEqual([run]);
  expect((await call('listRuns', { query: { limit: '0' } })).json()).toMatchObject({ path: 'limit' });
});
