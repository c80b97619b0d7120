/** The analysis agent that ships with Tutti, over data with planted anomalies: it finds exactly them, and every number of its answer is computed. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAgentFolder } from '@tutti/adapters/agents';
import {
  createEngine,
  createSingleModel,
  createTeamProgram,
  createToolbox,
  type Engine,
  type ModelRequest,
  systemClock,
} from '@tutti/engine';
import { createMemoryStore, createScriptedModel, type ScriptedAnswer } from '@tutti/engine/testing';
import {
  type Artefact,
  Chart,
  CHART_MEDIA_TYPE,
  type Json,
  LOCAL_OWNER,
  RANDOM_BYTES,
  RunId,
  toIdText,
} from '@tutti/protocol';
import * as simple from 'simple-statistics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBuiltInSets } from './create-built-in-sets.ts';

const CATALOG = join(import.meta.dirname, '..', '..', '..', '..', 'catalog', 'agents');
const PLANTED = [40, 77, 101];
const DAYS = 140;

/** Between 0 and 1, as if by chance, and the same each time. */
function noise(at: number): number {
  const wild = Math.sin(at * 12.9898 + 1) * 43_758.5453;
  return wild - Math.floor(wild);
}

/** Trend, a week, a little chance, and three days on which something was wrong, each within the range of the whole. */
const AMOUNTS = Array.from({ length: DAYS }, (_none, at) => {
  const usual = 200 + 0.5 * at + 40 * Math.sin((2 * Math.PI * at) / 7) + 6 * noise(at);
  return Number((PLANTED.includes(at) ? usual + (at % 2 === 0 ? 55 : -55) : usual).toFixed(3));
});
const toDay = (at: number) => new Date(Date.UTC(2026, 0, 1 + at)).toISOString().slice(0, 10);
const CSV = `day,region,amount\n${AMOUNTS.map((amount, at) => `${toDay(at)},${at % 2 === 0 ? 'north' : 'south'},${amount}`).join('\n')}\n`;

const files = ['orders.csv'];
const SEASONAL = { value: 'amount', time: 'day', method: 'seasonal', threshold: 6 } as const;
const CALLS: readonly (readonly [name: string, input: Json])[] = [
  ['analysis__tables', { files }],
  ['analysis__describe', { files, columns: ['amount'] }],
  ['analysis__anomalies', { files, ...SEASONAL }],
  ['analysis__test', { files, test: 'welch', value: 'amount', group: 'region' }],
  ['analysis__query', { files, query: 'SELECT region, sum(amount) FROM orders GROUP BY region ORDER BY region' }],
  ['analysis__query', { files, query: "SELECT * FROM read_text('/etc/passwd')" }],
  [
    'analysis__chart',
    {
      files,
      kind: 'line',
      title: 'Three days fall out',
      x: 'day',
      y: ['amount'],
      anomalies: { method: 'seasonal', threshold: 6 },
    },
  ],
];

/** What the tools have told it, and nothing else. */
function answer({ messages }: ModelRequest, count: number): ScriptedAnswer {
  const [name, input] = CALLS[count - 1] ?? [];
  if (name !== undefined) return { toolCalls: [{ id: `call-${count}`, name, input: input ?? null }] };
  const told = messages.flatMap((message) =>
    message.role === 'tool' && !message.failed ? [JSON.parse(message.text)] : [],
  );
  const [, described, found, tested, sums, chart] = told;
  return JSON.stringify({ described, found, tested, sums, chart });
}

let directory: string;
let engine: Engine;
let run: RunId;
const model = createScriptedModel({ answer });
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tutti-analysis-agent-'));
  run = RunId.parse(toIdText('run', Date.now(), crypto.getRandomValues(new Uint8Array(RANDOM_BYTES))));
  await mkdir(join(directory, 'workspace', run), { recursive: true });
  await writeFile(join(directory, 'workspace', run, 'orders.csv'), CSV);
  const store = createMemoryStore();
  const tools = createToolbox(createBuiltInSets({ directory, clock: systemClock }));
  const agent = (await readAgentFolder(CATALOG)).find(({ id }) => id === 'analysis');
  if (!agent) throw new Error('there is no agent for analysis');
  engine = createEngine({
    store,
    live: { publish: () => undefined },
    build: 'test',
    programs: [createTeamProgram({ models: createSingleModel(model), tools, library: store })],
    onProblem: () => undefined,
  });
  engine.start();
  const goal = 'Which days of orders.csv do not look like the others?';
  const input = { goal, agents: ['analysis'], pattern: 'sequential' };
  await engine.submit(LOCAL_OWNER, { run, program: 'team', title: 'analyse', input, pins: { agents: [agent] } });
  await engine.untilSettled(LOCAL_OWNER, run);
}, 240_000);
afterAll(async () => {
  await engine?.close();
  await rm(directory, { recursive: true, force: true });
});

/** The newest document of a name, or of a kind. */
async function readDocument(is: (artefact: Artefact) => boolean): Promise<string> {
  const { artefacts, status } = await engine.getRun(LOCAL_OWNER, run);
  expect(status).toBe('completed');
  const found = artefacts.findLast(is);
  const bytes = found && (await engine.findBlob(LOCAL_OWNER, found.blob));
  return new TextDecoder().decode(bytes);
}

const readSaid = async () => JSON.parse(await readDocument(({ name }) => name === 'result.md'));

describe('the analysis agent', () => {
  it('finds the planted anomalies and no others, each with the range that it should lie in', async () => {
    const { found } = await readSaid();
    expect(found).toMatchObject({ period: 7, n: DAYS, found: PLANTED.length });
    expect(found.anomalies.map(({ time }: { time: string }) => time)).toEqual(PLANTED.map(toDay));
    for (const [place, { value, low, high, row }] of found.anomalies.entries()) {
      const at = PLANTED[place] ?? 0;
      expect(row).toBe(at + 1);
      expect(value).toBe(AMOUNTS[at]);
      expect(value < low || value > high).toBe(true);
    }
  });

  it('says numbers that equal those of an independent computation', async () => {
    const { described, tested, sums } = await readSaid();
    expect(described.columns[0]).toMatchObject({
      n: DAYS,
      missing: 0,
      mean: expect.closeTo(simple.mean(AMOUNTS), 9),
      standardDeviation: expect.closeTo(simple.sampleStandardDeviation(AMOUNTS), 9),
      median: expect.closeTo(simple.median(AMOUNTS), 9),
      skewness: expect.closeTo(simple.sampleSkewness(AMOUNTS), 6),
    });
    const north = AMOUNTS.filter((_amount, at) => at % 2 === 0);
    const south = AMOUNTS.filter((_amount, at) => at % 2 === 1);
    expect(tested.t).toBeCloseTo(toWelch(north, south), 9);
    expect(tested.meanDifference).toBeCloseTo(simple.mean(north) - simple.mean(south), 9);
    expect(sums.rows).toEqual([
      ['north', expect.closeTo(simple.sum(north), 6)],
      ['south', expect.closeTo(simple.sum(south), 6)],
    ]);
  });

  it('keeps its chart as a document with the data that it came from, and is told no more than that it is there', async () => {
    const { chart } = await readSaid();
    expect(chart).toEqual({
      points: DAYS,
      missing: 0,
      anomalies: PLANTED.length,
      document: { name: 'three-days-fall-out.chart.json', version: 1, bytes: expect.any(Number) },
    });
    const text = await readDocument(({ mediaType }) => mediaType === CHART_MEDIA_TYPE);
    const drawn = Chart.parse(JSON.parse(text));
    expect(drawn.source).toMatchObject({ files: [{ path: 'orders.csv', bytes: CSV.length }] });
    const points = drawn.kind === 'line' ? (drawn.series[0]?.points ?? []) : [];
    expect(points.map(({ y }) => y)).toEqual(AMOUNTS);
    const marked = points.flatMap(({ x, anomaly }) => (anomaly ? [String(x).slice(0, 10)] : []));
    expect(marked).toEqual(PLANTED.map(toDay));
  });

  it('reads nothing beside its data, and asks nobody for what only reads', async () => {
    const told = model.requests.at(-1)?.messages.flatMap((message) => (message.role === 'tool' ? [message] : []));
    const refused = told?.filter(({ failed }) => failed).map(({ text }) => text);
    expect(refused).toEqual([expect.stringContaining('disabled')]);
    const events = await Array.fromAsync(engine.readEvents(LOCAL_OWNER, run));
    expect(events.filter(({ type }) => type === 'effect.intended' || type === 'wait.started')).toEqual([]);
  });
});

/** By its definition. */
function toWelch(one: readonly number[], other: readonly number[]): number {
  const error = (values: readonly number[]) => simple.sampleVariance([...values]) / values.length;
  return (simple.mean([...one]) - simple.mean([...other])) / Math.sqrt(error(one) + error(other));
}
