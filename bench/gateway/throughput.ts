/** The endpoint as it is started, over HTTP with an API key: whole answers and streamed ones, many clients at once. */
import { join } from 'node:path';
import type { Bench, Measure } from '../report/measure.ts';
import type { Figure } from '../report/figure.ts';
import { median } from '../report/rounds.ts';
import { runChild } from '../report/run-child.ts';
import { ServerProcess } from '../server/server-process.ts';
import type { LoadAnswer, LoadInput } from './children/load.ts';
import { MockUpstream } from './mock-upstream.ts';

const CONNECTIONS = 32;
const WARM_UP_MS = 2_000;
const FOR_MS = 4_000;
const TARGET = { perSecond: 1_000, p95: 50 };
const MODEL = 'groq/llama-3.3-70b-versatile';

export const throughput: Measure = {
  name: 'throughput',
  async measure(bench) {
    await using upstream = await MockUpstream.start();
    const directory = await bench.scratch.directory();
    const env = {
      GROQ_BASE_URL: upstream.url,
      GROQ_API_KEY: 'gsk-bench',
      // Its free tier allows thirty requests a minute.
      TUTTI_PAID_PROVIDERS: 'groq',
      TUTTI_KEY_FILE: join(directory, 'key-file'),
      OLLAMA_API_URL: 'off',
    };
    await using server = await ServerProcess.start({ directory: join(directory, 'data'), env });
    const token = await makeKey(server);
    const bare = await load({ port: portOf(upstream.url), path: '/v1/chat/completions', token: 'none', stream: true });
    bench.say(`the answering server alone: ${Math.round(bare.perSecond)} requests/s`);
    const place = { port: portOf(server.url), path: '/v1/chat/completions', token };
    const whole = await measureRounds(bench, { server, upstream, place, stream: false });
    const streamed = await measureRounds(bench, { server, upstream, place, stream: true });
    return [
      {
        name: 'the answering server alone',
        value: bare.perSecond,
        unit: 'requests/s',
        note: 'asked by the same client',
      },
      ...toFigures('whole answers', whole),
      ...toFigures('streamed answers', streamed),
    ];
  },
};

interface Round extends LoadAnswer {
  readonly serverMs: number | undefined;
  readonly upstreamMs: number;
}

interface Setup {
  readonly server: ServerProcess;
  readonly upstream: MockUpstream;
  readonly place: Pick<LoadInput, 'port' | 'path' | 'token'>;
  readonly stream: boolean;
}

async function measureRounds({ rounds, say }: Bench, { server, upstream, place, stream }: Setup): Promise<Round[]> {
  const found: Round[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = { server: server.readCpuMs(), upstream: await upstream.cpuMs() };
    const answered = await load({ ...place, stream });
    const after = server.readCpuMs();
    const serverMs = before.server === undefined || after === undefined ? undefined : after - before.server;
    found.push({ ...answered, serverMs, upstreamMs: (await upstream.cpuMs()) - before.upstream });
    const { perSecond, p50, p95 } = answered;
    say(`${Math.round(perSecond)} requests/s, p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`);
  }
  return found;
}

function load({ stream, ...place }: Setup['place'] & { readonly stream: boolean }): Promise<LoadAnswer> {
  const body = JSON.stringify({
    model: MODEL,
    messages: [{ role: 'user', content: 'Say hello.' }],
    max_tokens: 256,
    stream,
  });
  const input: LoadInput = { ...place, body, connections: CONNECTIONS, warmUpMs: WARM_UP_MS, forMs: FOR_MS };
  return runChild<LoadAnswer>(new URL('children/load.ts', import.meta.url), input);
}

function toFigures(name: string, rounds: readonly Round[]): Figure[] {
  const of = (pick: (round: Round) => number) => median(rounds.map(pick));
  const all = (pick: (round: Round) => number) => rounds.map(pick).reduce((sum, value) => sum + value, 0);
  // What is done while it warms up is in the time of the CPUs too.
  const share = FOR_MS / (FOR_MS + WARM_UP_MS);
  const each = (pick: (round: Round) => number) => (all(pick) * share) / all(({ answers }) => answers);
  const server = rounds.some(({ serverMs }) => serverMs === undefined)
    ? undefined
    : each(({ serverMs }) => serverMs ?? 0);
  return [
    { name, value: of(({ perSecond }) => perSecond), unit: 'requests/s', target: { atLeast: TARGET.perSecond } },
    { name: `${name}: p50`, value: of(({ p50 }) => p50), unit: 'ms' },
    { name: `${name}: p95`, value: of(({ p95 }) => p95), unit: 'ms', target: { atMost: TARGET.p95 } },
    { name: `${name}: p99`, value: of(({ p99 }) => p99), unit: 'ms' },
    { name: `${name}: CPU of Tutti for each`, value: server, unit: 'ms' },
    { name: `${name}: CPU of the answering server for each`, value: each(({ upstreamMs }) => upstreamMs), unit: 'ms' },
    { name: `${name}: CPU of the client for each`, value: each(({ cpuMs }) => cpuMs), unit: 'ms' },
  ];
}

async function makeKey(server: ServerProcess): Promise<string> {
  const made = await server.post('/api/v1/keys', { name: 'bench', rights: ['view', 'use'] });
  if (made !== null && typeof made === 'object' && 'secret' in made) return String(made.secret);
  throw new Error('the server has made no key');
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}
