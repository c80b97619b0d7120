/** Calls over the API from two processes that share a database: budgets hold over both, and what one leaves behind the other settles. */
import {
  createCallsProgram,
  createEngine,
  createGateway,
  createRedact,
  createSingleModel,
  type Gateway,
  type Model,
  type Store,
  systemClock,
  systemRandom,
} from '@tutti/engine';
import { nextTenant, nextWorker } from '@tutti/engine/testing';
import { Agent, type Principal, toIdText, UserId } from '@tutti/protocol';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openPostgresStore } from './open-postgres-store.ts';
import { startTestPostgres, type TestPostgres } from './testing/start-test-postgres.ts';

const PATIENT = { timeout: 60_000, interval: 100 };
const WORST = { tokens: 1_000, costNanoUsd: 500 };
const USAGE = { inputTokens: 10, outputTokens: 5, costNanoUsd: 50 };
const WISH = {
  agent: Agent.parse({ id: 'api', purpose: 'p', capabilities: ['c'], instructions: 'i' }),
  complexity: 'medium',
  request: { system: '', messages: [{ role: 'user', text: 'Hi', labels: [] }], tools: [], maxOutputTokens: 100 },
} as const;

let server: TestPostgres;
beforeAll(async () => void (server = await startTestPostgres()), 60_000);
afterAll(() => server[Symbol.asyncDispose]());

const newPrincipal = (): Principal => ({
  tenant: nextTenant(),
  user: UserId.parse(toIdText('usr', 0, systemRandom.bytes(16))),
  rights: ['view', 'use', 'manage'],
});

const sayHello: Model['answer'] = async () => {
  return { text: 'Hello', toolCalls: [], finish: 'stop', usage: USAGE, labels: [] };
};

function openGateway(store: Store, answer: Model['answer']): Gateway {
  const ports = {
    store,
    models: createSingleModel({ id: 'groq/small', worstCase: () => WORST, answer }),
    providers: { offers: () => [], cards: () => [], embed: () => Promise.reject(new Error('nobody embeds')) },
    clock: store.clock ?? systemClock,
    random: systemRandom,
    live: { publish: () => {} },
    redact: createRedact(),
    worker: nextWorker(),
    build: 'test',
  };
  // However long it takes on a busy machine, they wait for each other.
  return createGateway(ports, { patienceMs: 90_000 });
}

const openStore = (schema: string) => openPostgresStore({ connectionString: server.connectionString, schema });
const call = { signal: new AbortController().signal, onDelta: () => {} };

it('many calls at once from two processes never pass the budget of their tenant', async () => {
  await using one = await openStore('budgets');
  await using other = await openStore('budgets');
  const principal = newPrincipal();
  const limit = { costNanoUsd: 2_000 };
  await one.setBudget(principal.tenant, { account: 'tenant', period: 'total', limit, warnAt: [], ladder: ['stop'] });
  const gateways = [openGateway(one, sayHello), openGateway(other, sayHello)];
  const asked = gateways.flatMap((gateway) => Array.from({ length: 30 }, () => gateway.answer(principal, WISH, call)));
  const answered = (await Promise.allSettled(asked)).filter(({ status }) => status === 'fulfilled').length;
  await Promise.all(gateways.map((gateway) => gateway.close(5_000)));
  const { total } = await one.sumSpendings(principal.tenant, { by: 'user', limit: 1 });
  // A call fits as long as its worst case does.
  expect(answered).toBe(31);
  expect(total).toMatchObject({ calls: 31, costNanoUsd: 31 * USAGE.costNanoUsd });
});

it('what a process has left reserved is settled as doubtful by another', async () => {
  const dying = await openStore('leftovers');
  await using other = await openStore('leftovers');
  const principal = newPrincipal();
  const answer = vi.fn<Model['answer']>(() => new Promise(() => {}));
  const asked = openGateway(dying, answer).answer(principal, WISH, call);
  asked.catch(() => undefined);
  await vi.waitFor(() => expect(answer).toHaveBeenCalled(), PATIENT);
  await dying[Symbol.asyncDispose]();
  const engine = createEngine({ store: other, programs: [createCallsProgram()] });
  engine.start();
  await vi.waitFor(async () => {
    const { runs } = await other.listRuns(principal.tenant, { limit: 1 });
    expect(runs).toMatchObject([{ program: 'calls', status: 'completed' }]);
  }, PATIENT);
  const { total } = await other.sumSpendings(principal.tenant, { by: 'model', limit: 1 });
  expect(total).toMatchObject({ calls: 1, costNanoUsd: 500, inDoubtNanoUsd: 500 });
  await engine.close();
});
