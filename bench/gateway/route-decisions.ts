/** A route chosen among 500 models of ten providers, each with a price, a strength and abilities of its own, some of them free, some with two keys. */
import {
  createModels,
  createRehearsalModel,
  type Models,
  type ModelOffer,
  type ProviderPort,
  systemClock,
  systemRandom,
} from '@tutti/engine';
import { Agent, type Complexity, ModelCard, RANDOM_BYTES, RunId, StepPath, toIdText } from '@tutti/protocol';
import { BENCH_PRINCIPAL } from '../engine/open-tutti.ts';
import type { Figure } from '../report/figure.ts';
import type { Measure } from '../report/measure.ts';
import { REQUEST } from './open-embedded.ts';

const MODELS = 500;
const PROVIDERS = 10;
const DECISIONS_A_ROUND = 2_000;
const TARGET_MS = 0.2;

const POLICIES = {
  'any model': {},
  'ten preferred, ten to fall back on, nothing else': {
    prefer: Array.from({ length: 10 }, (_, index) => `p${index}/model-${index + 100}`),
    fallback: Array.from({ length: 10 }, (_, index) => `p${index}/model-${index + 200}`),
    otherwise: 'nothing',
  },
  'only free ones': { paid: 'never' },
} as const;
const COMPLEXITIES: readonly Complexity[] = ['low', 'medium', 'high'];

export const routeDecisions: Measure = {
  name: 'route',
  async measure({ rounds, say }) {
    const models = createBenchModels();
    const figures: Figure[] = [];
    for (const [name, policy] of Object.entries(POLICIES)) {
      const agent = Agent.parse({ id: 'bench', purpose: 'p', capabilities: ['c'], instructions: 'i', models: policy });
      const times: number[] = [];
      // The first round only warms up.
      for (let round = 0; round <= rounds; round++) {
        const taken = await decide(models, agent);
        if (round > 0) times.push(...taken);
      }
      times.sort((one, other) => one - other);
      const at = (share: number) => times[Math.floor(times.length * share)] ?? Number.NaN;
      say(`${name}: p50 ${at(0.5).toFixed(4)} ms, p99 ${at(0.99).toFixed(4)} ms`);
      figures.push(
        {
          name: `route among ${MODELS} models, ${name}: p50`,
          value: at(0.5),
          unit: 'ms',
          target: { atMost: TARGET_MS },
        },
        { name: `route among ${MODELS} models, ${name}: p99`, value: at(0.99), unit: 'ms' },
      );
    }
    return figures;
  },
};

async function decide(models: Models, agent: Agent): Promise<number[]> {
  const times: number[] = [];
  const { tenant, user } = BENCH_PRINCIPAL;
  const run = RunId.parse(toIdText('run', systemClock.now(), systemRandom.bytes(RANDOM_BYTES)));
  const request = { ...REQUEST, agent: agent.id, seed: 'bench' };
  for (let count = 0; count < DECISIONS_A_ROUND; count++) {
    const complexity = COMPLEXITIES[count % COMPLEXITIES.length] ?? 'medium';
    const path = StepPath.parse(`call/${count}`);
    const startedAt = performance.now();
    await models.open({ tenant, user, run, path, agent, complexity, read: async () => request }).next({ number: 1 });
    times.push(performance.now() - startedAt);
  }
  return times;
}

function createBenchModels(): Models {
  const offers = Array.from({ length: MODELS }, (_, index) => createOffer(index));
  const cards = offers.map(({ card }) => card);
  const byId = new Map(cards.map((card) => [card.id, card]));
  const no = () => {
    throw new Error('nobody is asked here');
  };
  const providers: ProviderPort = {
    offers: () => offers,
    cards: () => cards,
    findCard: (id) => byId.get(id),
    connect: (id) => ({ id, worstCase: no, answer: no }),
    probe: no,
    embed: no,
    onChange: () => () => {},
  };
  const ports = { clock: systemClock, random: systemRandom };
  const rehearsal = createRehearsalModel({ id: 'tutti/rehearsal', clock: systemClock });
  return createModels({ ...ports, providers, rehearsal });
}

function createOffer(index: number): ModelOffer {
  const provider = `p${index % PROVIDERS}`;
  const card = ModelCard.parse({
    id: `${provider}/model-${index}`,
    name: `Model ${index}`,
    context: 8_000 * (1 + (index % 16)),
    output: 4_000 + 100 * (index % 50),
    tools: index % 3 !== 0,
    structured: index % 4 !== 0,
    strength: index % 101,
    price: { input: 1_000_000 * (1 + (index % 40)), output: 4_000_000 * (1 + (index % 40)) },
    ...(index % 7 === 0 && { free: { requestsPerMinute: 30, tokensPerDay: 500_000 } }),
  });
  const names = index % 5 === 0 ? ['first', 'second'] : ['first'];
  return {
    card,
    keys: names.map((name) => ({ id: `${provider}:${name}`, name, fingerprint: name })),
    local: false,
    host: `${provider}.test`,
  };
}
