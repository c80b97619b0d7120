/** What a process costs that only stands ready, and how long it takes until it does. */
import { median, timeMs } from '../report/rounds.ts';
import { runChild } from '../report/run-child.ts';
import type { Bench, Measure } from '../report/measure.ts';
import { openTutti } from './open-tutti.ts';

const STARTS = 3;
const IDLE_MS = 2_000;
const RUNS_BEFORE = 200;

export interface ReadyInput {
  readonly directory: string;
  /** How long it stands idle before it looks at its memory. */
  readonly idleMs: number;
}

export interface ReadyAnswer {
  readonly memoryBytes: number;
}

const READY = new URL('children/stand-ready.ts', import.meta.url);

/** With a cache of compiled code, which whoever starts a process can give it, Node neither strips types nor parses again. */
interface Start {
  readonly directory: string;
  readonly idleMs?: number;
  readonly codeCache?: string;
}

export const idleMemory: Measure = {
  name: 'idle',
  async measure({ scratch }) {
    const [directory, codeCache] = [await createUsedStore(scratch), await scratch.directory()];
    const plain = await start({ directory, idleMs: IDLE_MS });
    await start({ directory, codeCache });
    const cached = await start({ directory, idleMs: IDLE_MS, codeCache });
    const name = 'memory of an idle process, engine and store open';
    const target = { atMost: 150 };
    return [
      { name, value: plain.memoryBytes / 2 ** 20, unit: 'MiB', target },
      { name: `${name}, code cached`, value: cached.memoryBytes / 2 ** 20, unit: 'MiB', target },
    ];
  },
};

export const startUp: Measure = {
  name: 'start',
  async measure({ scratch }) {
    const [directory, codeCache] = [await createUsedStore(scratch), await scratch.directory()];
    await start({ directory, codeCache });
    const [first, warm, cached]: [number[], number[], number[]] = [[], [], []];
    for (let count = 0; count < STARTS; count++) {
      const empty = await scratch.directory();
      first.push(await timeMs(() => start({ directory: empty })));
      warm.push(await timeMs(() => start({ directory })));
      cached.push(await timeMs(() => start({ directory, codeCache })));
    }
    const note = 'from the start of the process to its end, with engine and store opened between';
    return [
      { name: 'start to ready, warm', value: median(warm) / 1_000, unit: 's', target: { atMost: 1.5 }, note },
      { name: 'start to ready, warm, code cached', value: median(cached) / 1_000, unit: 's', target: { atMost: 1.5 } },
      { name: 'start to ready, first ever', value: median(first) / 1_000, unit: 's', target: { atMost: 3 } },
    ];
  },
};

function start({ directory, idleMs = 0, codeCache }: Start): Promise<ReadyAnswer> {
  const input: ReadyInput = { directory, idleMs };
  return runChild<ReadyAnswer>(READY, input, codeCache === undefined ? {} : { env: { NODE_COMPILE_CACHE: codeCache } });
}

async function createUsedStore(scratch: Bench['scratch']): Promise<string> {
  const directory = await scratch.directory();
  await using tutti = await openTutti(directory);
  await Promise.all(Array.from({ length: RUNS_BEFORE }, () => tutti.run('ten-steps')));
  return directory;
}
