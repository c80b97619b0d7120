/** A gateway over a store in memory, with one model that answers what a test tells it to. */
import { Agent, type Principal, RANDOM_BYTES, TenantId, toIdText, UserId, WorkerId } from '@tutti/protocol';
import { createSingleModel } from '../models/create-single-model.ts';
import { systemClock } from '../ports/clock.ts';
import type { Model } from '../ports/model.ts';
import { systemRandom } from '../ports/random.ts';
import { createRedact } from '../run/redact.ts';
import { createMemoryStore } from './memory-store.ts';
import { createGateway, type GatewayOptions, type GatewayPorts } from '../gateway/create-gateway.ts';

export const newText = (prefix: 'ten' | 'usr' | 'wrk') =>
  toIdText(prefix, systemClock.now(), systemRandom.bytes(RANDOM_BYTES));
export const WORST = { tokens: 1_000, costNanoUsd: 500 };
export const USAGE = { inputTokens: 10, outputTokens: 5, costNanoUsd: 50 };
const CALLER = Agent.parse({ id: 'api', purpose: 'p', capabilities: ['c'], instructions: 'i' });
export const WISH = {
  agent: CALLER,
  complexity: 'medium',
  request: { system: '', messages: [{ role: 'user', text: 'Hi', labels: [] }], tools: [], maxOutputTokens: 100 },
} as const;

export type StageOptions = GatewayOptions & Partial<Pick<GatewayPorts, 'models' | 'providers'>>;

export type Answer = Model['answer'];

const NO_PROVIDERS: GatewayPorts['providers'] = {
  offers: () => [],
  cards: () => [],
  embed: () => Promise.reject(new Error('nobody embeds')),
};

export const sayHello: Answer = async (_, { onDelta }) => {
  onDelta('Hello');
  return { text: 'Hello', toolCalls: [], finish: 'stop', usage: USAGE, labels: [] };
};

export function openStage(answer: Answer = sayHello, options: StageOptions = {}) {
  const store = createMemoryStore();
  const principal: Principal = {
    tenant: TenantId.parse(newText('ten')),
    user: UserId.parse(newText('usr')),
    rights: ['view', 'use', 'manage'],
  };
  const model = { id: 'groq/small', worstCase: () => WORST, answer };
  const ports: GatewayPorts = {
    store,
    models: options.models ?? createSingleModel(model),
    providers: options.providers ?? NO_PROVIDERS,
    clock: systemClock,
    random: systemRandom,
    live: { publish: () => {} },
    redact: createRedact(),
    worker: WorkerId.parse(newText('wrk')),
    build: 'test',
  };
  const gateway = createGateway(ports, options);
  const ask = async (signal = new AbortController().signal, onDelta = (_text: string) => {}) => {
    const made = await gateway.answer(principal, WISH, { signal, onDelta });
    await made.settled;
    return made;
  };
  const readTypes = async (run: Awaited<ReturnType<typeof ask>>['run']) =>
    (await store.readEntries(principal.tenant, run, { after: 0, limit: 1_000 })).map(({ type }) => type);
  const sum = async () => (await store.sumSpendings(principal.tenant, { by: 'user', limit: 10 })).total;
  const listRuns = async () => (await store.listRuns(principal.tenant, { limit: 100 })).runs;
  return { store, principal, ports, gateway, ask, readTypes, sum, listRuns };
}
