import { setTimeout as sleep } from 'node:timers/promises';
import { type Ground, onEachStore } from '../engine/place.ts';
import type { Figure } from '../report/figure.ts';
import type { Bench, Measure } from '../report/measure.ts';
import { countPg } from '../report/pg-driver.ts';
import { median } from '../report/rounds.ts';
import { ServerProcess, type ServerStart } from './server-process.ts';

const STARTS = 5;
const IDLE_MS = 3_000;

export const startUp: Measure = {
  name: 'start',
  measure: (bench) => onEachStore(bench, (ground) => measureStart(bench, ground)),
};

async function measureStart(bench: Bench, ground: Ground): Promise<readonly Figure[]> {
  const used = await createStart(bench, ground);
  const cached = { ...used, codeCache: await bench.scratch.directory() };
  await (await ServerProcess.start(cached))[Symbol.asyncDispose]();
  const times: Record<'first' | 'warm' | 'cached', number[]> = { first: [], warm: [], cached: [] };
  for (let count = 0; count < STARTS; count++) {
    times.first.push(await startOnce(await createStart(bench, ground)));
    times.warm.push(await startOnce(used));
    times.cached.push(await startOnce(cached));
  }
  const [soon, later] = ground.store === 'sqlite' ? [1.5, 3] : [2.5, 2.5];
  const toFigure = (name: string, of: readonly number[], seconds: number): Figure => ({
    name: ground.toName(name),
    value: median(of) / 1_000,
    unit: 's',
    target: { atMost: seconds },
  });
  return [
    {
      ...toFigure('server: start to ready, first ever', times.first, later),
      note: 'from the start of the process until it tells its address',
    },
    toFigure('server: start to ready, warm', times.warm, soon),
    {
      ...toFigure('server: start to ready, warm, code cached', times.cached, soon),
      note: 'as `npm start` and `npx tutti` start it',
    },
  ];
}

export const idleMemory: Measure = {
  name: 'idle',
  measure: (bench) => onEachStore(bench, (ground) => measureIdle(bench, ground)),
};

async function measureIdle(bench: Bench, ground: Ground): Promise<readonly Figure[]> {
  const start = await createStart(bench, ground);
  const codeCache = await bench.scratch.directory();
  const plain = await standIdle(start);
  if (start.databaseUrl !== undefined) await assertUsed(start.databaseUrl);
  await standIdle({ ...start, codeCache });
  const cached = await standIdle({ ...start, codeCache });
  return [
    {
      name: ground.toName('server: memory when idle, code cached'),
      value: cached,
      unit: 'MiB',
      target: { atMost: ground.store === 'sqlite' ? 150 : 200 },
      note: cached === undefined ? 'only Linux tells it' : 'as `npm start` and `npx tutti` start it',
    },
    {
      name: ground.toName('server: memory when idle'),
      value: plain,
      unit: 'MiB',
      note: 'Node strips the types of every file first',
    },
  ];
}

/** Nothing is stored there yet. */
async function createStart({ scratch }: Bench, ground: Ground): Promise<ServerStart> {
  const place = await ground.createPlace();
  if (place.store === 'sqlite') return { directory: place.directory };
  return { directory: await scratch.directory(), databaseUrl: place.connectionString };
}

/** A server that had passed over its database would be measured on its directory. */
async function assertUsed(databaseUrl: string): Promise<void> {
  if ((await countPg(databaseUrl, 'SELECT count(*) FROM tutti.holders')) === 0)
    throw new Error('nobody was in the database');
}

/** In MiB. */
async function standIdle(start: ServerStart): Promise<number | undefined> {
  await using server = await ServerProcess.start(start);
  await server.get('/api/v1/runs');
  // Whatever the start left behind is collected by then.
  await sleep(IDLE_MS);
  const bytes = server.readMemoryBytes();
  return bytes === undefined ? undefined : bytes / 2 ** 20;
}

async function startOnce(start: ServerStart): Promise<number> {
  await using server = await ServerProcess.start(start);
  return server.readyMs;
}
