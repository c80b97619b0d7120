/** What it costs a call to be routed, held against budgets and written down: the same call with and without, one after the other. */
import { ModelId } from '@tutti/protocol';
import { OpenAI } from 'openai';
import { BENCH_PRINCIPAL } from '../engine/open-tutti.ts';
import type { Figure } from '../report/figure.ts';
import type { Measure } from '../report/measure.ts';
import { MockUpstream } from './mock-upstream.ts';
import { CALLER, type Embedded, MODEL, openEmbedded, REQUEST } from './open-embedded.ts';

const CALLS_A_ROUND = 400;
const AT_ONCE = 1;

export const overhead: Measure = {
  name: 'overhead',
  async measure({ scratch, say, rounds }) {
    await using upstream = await MockUpstream.start();
    await using embedded = await openEmbedded(await scratch.directory(), upstream.url);
    const sides = createSides(embedded, upstream.url);
    const times = new Map(Object.keys(sides).map((name) => [name, [] as number[]]));
    const cpuBefore = await upstream.cpuMs();
    for (let round = 0; round <= rounds; round++)
      for (let call = 0; call < CALLS_A_ROUND; call++)
        for (const [name, ask] of Object.entries(sides)) {
          const startedAt = performance.now();
          await ask();
          // The first round only warms up.
          if (round > 0) times.get(name)?.push(performance.now() - startedAt);
        }
    const calls = (rounds + 1) * CALLS_A_ROUND * Object.keys(sides).length;
    const upstreamMs = ((await upstream.cpuMs()) - cpuBefore) / calls;
    say(`${calls} calls, ${AT_ONCE} at a time; the answering server took ${upstreamMs.toFixed(3)} ms of CPU for each`);
    return toFigures(times, upstreamMs);
  },
};

type Side = 'the openai client, directly' | 'the library of the provider, directly' | 'Tutti';

function createSides({ gateway, providers, key }: Embedded, url: string): Record<Side, () => Promise<unknown>> {
  const { signal } = new AbortController();
  const client = new OpenAI({ apiKey: 'sk-bench', baseURL: url, maxRetries: 0 });
  const connected = providers.connect(ModelId.parse(MODEL), key);
  const onDelta = () => {};
  return {
    'the openai client, directly': async () => {
      const stream = await client.chat.completions.create({
        model: 'small',
        messages: [{ role: 'user', content: 'Say hello.' }],
        max_tokens: 256,
        stream: true,
        stream_options: { include_usage: true },
      });
      await Array.fromAsync(stream);
    },
    'the library of the provider, directly': () =>
      connected.answer({ ...REQUEST, agent: CALLER.id, seed: 'bench' }, { signal, onDelta }),
    Tutti: () =>
      gateway.answer(BENCH_PRINCIPAL, { agent: CALLER, complexity: 'medium', request: REQUEST }, { signal, onDelta }),
  };
}

function toFigures(times: ReadonlyMap<string, number[]>, upstreamMs: number): Figure[] {
  const quantiles = new Map<string, { p50: number; p99: number }>();
  for (const [name, samples] of times) {
    const sorted = samples.toSorted((one, other) => one - other);
    const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
    quantiles.set(name, { p50: at(0.5), p99: at(0.99) });
  }
  const rows = [...quantiles].flatMap(([name, { p50, p99 }]): Figure[] => [
    { name: `a call with ${name}: p50`, value: p50, unit: 'ms' },
    { name: `a call with ${name}: p99`, value: p99, unit: 'ms' },
  ]);
  const none = { p50: Number.NaN, p99: Number.NaN };
  const [tutti = none, library = none, client = none] = [
    quantiles.get('Tutti'),
    quantiles.get('the library of the provider, directly'),
    quantiles.get('the openai client, directly'),
  ];
  return [
    ...rows,
    {
      name: 'routing, budget and journal: p50 over the library of the provider',
      value: tutti.p50 - library.p50,
      unit: 'ms',
      target: { atMost: 1 },
    },
    {
      name: 'routing, budget and journal: p99 over the library of the provider',
      value: tutti.p99 - library.p99,
      unit: 'ms',
      target: { atMost: 5 },
    },
    { name: 'all of Tutti: p50 over the openai client', value: tutti.p50 - client.p50, unit: 'ms' },
    { name: 'the answering server, CPU for a call', value: upstreamMs, unit: 'ms', note: 'in every time above' },
  ];
}
