import { setTimeout as sleep } from 'node:timers/promises';
import type { Measure } from '../report/measure.ts';
import { median } from '../report/rounds.ts';
import { ServerProcess, type ServerStart } from './server-process.ts';

const STARTS = 5;
const IDLE_MS = 3_000;

export const startUp: Measure = {
  name: 'start',
  async measure({ scratch }) {
    const [used, codeCache] = [await scratch.directory(), await scratch.directory()];
    await (await ServerProcess.start({ directory: used, codeCache }))[Symbol.asyncDispose]();
    const times: Record<'first' | 'warm' | 'cached', number[]> = { first: [], warm: [], cached: [] };
    for (let count = 0; count < STARTS; count++) {
      times.first.push(await startOnce(await scratch.directory()));
      times.warm.push(await startOnce(used));
      times.cached.push(await startOnce(used, codeCache));
    }
    const note = 'from the start of the process until it tells its address';
    return [
      {
        name: 'server: start to ready, first ever',
        value: median(times.first) / 1_000,
        unit: 's',
        target: { atMost: 3 },
        note,
      },
      { name: 'server: start to ready, warm', value: median(times.warm) / 1_000, unit: 's', target: { atMost: 1.5 } },
      {
        name: 'server: start to ready, warm, code cached',
        value: median(times.cached) / 1_000,
        unit: 's',
        target: { atMost: 1.5 },
        note: 'as `npm start` and `npx tutti` start it',
      },
    ];
  },
};

export const idleMemory: Measure = {
  name: 'idle',
  async measure({ scratch }) {
    const [directory, codeCache] = [await scratch.directory(), await scratch.directory()];
    const plain = await standIdle({ directory });
    await standIdle({ directory, codeCache });
    const cached = await standIdle({ directory, codeCache });
    return [
      {
        name: 'server: memory when idle, code cached',
        value: cached,
        unit: 'MiB',
        target: { atMost: 150 },
        note: cached === undefined ? 'only Linux tells it' : 'as `npm start` and `npx tutti` start it',
      },
      {
        name: 'server: memory when idle',
        value: plain,
        unit: 'MiB',
        note: 'Node strips the types of every file first',
      },
    ];
  },
};

/** In MiB. */
async function standIdle(start: ServerStart): Promise<number | undefined> {
  await using server = await ServerProcess.start(start);
  await server.get('/api/v1/runs');
  // Whatever the start left behind is collected by then.
  await sleep(IDLE_MS);
  const bytes = server.readMemoryBytes();
  return bytes === undefined ? undefined : bytes / 2 ** 20;
}

async function startOnce(directory: string, codeCache?: string): Promise<number> {
  await using server = await ServerProcess.start({ directory, ...(codeCache !== undefined && { codeCache }) });
  return server.readyMs;
}
