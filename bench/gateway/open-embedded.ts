/** The gateway as an embedded program has it: the real store, the real router, the real libraries of providers, and a server that answers at once. */
import { createProviders, type Providers } from '@tutti/adapters/models';
import { openSqliteStore } from '@tutti/adapters/storage/sqlite';
import {
  createGateway,
  createModels,
  createRedact,
  createRehearsalModel,
  type Gateway,
  type ModelRequest,
  systemClock,
  systemRandom,
} from '@tutti/engine';
import { Agent, ModelCard, RANDOM_BYTES, toIdText, WorkerId } from '@tutti/protocol';
import { BENCH_PRINCIPAL } from '../engine/open-tutti.ts';

export const MODEL = 'bench/small';
const PRICE = { input: 150_000_000, output: 600_000_000 };

export interface Embedded extends AsyncDisposable {
  readonly gateway: Gateway;
  readonly providers: Providers;
  readonly key: string;
}

export const CALLER = Agent.parse({
  id: 'api',
  purpose: 'Calls over the API.',
  capabilities: ['any'],
  instructions: 'None.',
  models: { prefer: [MODEL], otherwise: 'nothing' },
});

export const REQUEST: Omit<ModelRequest, 'agent' | 'seed'> = {
  system: '',
  messages: [{ role: 'user', text: 'Say hello.', labels: [] }],
  tools: [],
  maxOutputTokens: 256,
};

export async function openEmbedded(directory: string, upstreamUrl: string): Promise<Embedded> {
  const store = await openSqliteStore({ directory, clock: systemClock });
  const card = ModelCard.parse({
    id: MODEL,
    name: 'Small',
    context: 128_000,
    output: 16_000,
    tools: true,
    structured: true,
    strength: 50,
    price: PRICE,
  });
  const keys = [{ name: 'bench', secret: 'sk-bench' }];
  const configs = [{ provider: 'bench', baseUrl: upstreamUrl, keys, models: [card], local: false }];
  const providers = createProviders({ catalogue: [], configs });
  const ports = { clock: systemClock, random: systemRandom };
  const rehearsal = createRehearsalModel({ id: 'tutti/rehearsal', clock: systemClock });
  // As in any installation somebody has set a limit, which every call is held against.
  const limit = { costNanoUsd: Number.MAX_SAFE_INTEGER };
  await store.setBudget(BENCH_PRINCIPAL.tenant, {
    account: 'tenant',
    period: 'month',
    limit,
    warnAt: [],
    ladder: ['stop'],
  });
  const gateway = createGateway({
    ...ports,
    store,
    providers,
    models: createModels({ ...ports, providers, rehearsal, quotas: store }),
    live: { publish: () => {} },
    redact: createRedact(),
    worker: WorkerId.parse(toIdText('wrk', systemClock.now(), systemRandom.bytes(RANDOM_BYTES))),
    build: 'bench',
  });
  return {
    gateway,
    providers,
    key: providers.offers()[0]?.keys[0]?.id ?? '',
    async [Symbol.asyncDispose]() {
      await gateway.close(1_000);
      providers.close();
      await store[Symbol.asyncDispose]();
    },
  };
}
