/** What a process costs that only stands ready, and how long it takes until it does. */
import type { Figure } from '../report/figure.ts';
import { median, timeMs } from '../report/rounds.ts';
import { runChild } from '../report/run-child.ts';
import type { Measure } from '../report/measure.ts';
import { openTutti } from './open-tutti.ts';
import { type Ground, onEachStore, type Place } from './place.ts';

const STARTS = 3;
const IDLE_MS = 2_000;
const RUNS_BEFORE = 200;

export interface ReadyInput {
  readonly place: Place;
  /** How long it stands idle before it looks at its memory. */
  readonly idleMs: number;
}

export interface ReadyAnswer {
  readonly memoryBytes: number;
}

const READY = new URL('children/stand-ready.ts', import.meta.url);

/** With a cache of compiled code, which whoever starts a process can give it, Node neither strips types nor parses again. */
interface Start {
  readonly place: Place;
  readonly idleMs?: number;
  readonly codeCache?: string;
}

export const idleMemory: Measure = {
  name: 'idle',
  measure: (bench) =>
    onEachStore(bench, async (ground) => {
      const [place, codeCache] = [await createUsedPlace(ground), await bench.scratch.directory()];
      const plain = await start({ place, idleMs: IDLE_MS });
      await start({ place, codeCache });
      const cached = await start({ place, idleMs: IDLE_MS, codeCache });
      const name = 'memory of an idle process, engine and store open';
      const target = { atMost: ground.store === 'sqlite' ? 150 : 200 };
      return [
        { name: ground.toName(name), value: plain.memoryBytes / 2 ** 20, unit: 'MiB', target },
        { name: ground.toName(`${name}, code cached`), value: cached.memoryBytes / 2 ** 20, unit: 'MiB', target },
      ];
    }),
};

export const startUp: Measure = {
  name: 'start',
  measure: (bench) =>
    onEachStore(bench, async (ground) => {
      const [place, codeCache] = [await createUsedPlace(ground), await bench.scratch.directory()];
      await start({ place, codeCache });
      const [first, warm, cached]: [number[], number[], number[]] = [[], [], []];
      for (let count = 0; count < STARTS; count++) {
        const empty = await ground.createPlace();
        first.push(await timeMs(() => start({ place: empty })));
        warm.push(await timeMs(() => start({ place })));
        cached.push(await timeMs(() => start({ place, codeCache })));
      }
      const note = 'from the start of the process to its end, with engine and store opened between';
      const [soon, later] = ground.store === 'sqlite' ? [1.5, 3] : [2.5, 2.5];
      const toFigure = (name: string, times: readonly number[], seconds: number): Figure => ({
        name: ground.toName(name),
        value: median(times) / 1_000,
        unit: 's',
        target: { atMost: seconds },
        note,
      });
      return [
        toFigure('start to ready, warm', warm, soon),
        toFigure('start to ready, warm, code cached', cached, soon),
        toFigure('start to ready, first ever', first, later),
      ];
    }),
};

function start({ place, idleMs = 0, codeCache }: Start): Promise<ReadyAnswer> {
  const input: ReadyInput = { place, idleMs };
  return runChild<ReadyAnswer>(READY, input, codeCache === undefined ? {} : { env: { NODE_COMPILE_CACHE: codeCache } });
}

async function createUsedPlace(ground: Ground): Promise<Place> {
  const place = await ground.createPlace();
  await using tutti = await openTutti(place);
  await Promise.all(Array.from({ length: RUNS_BEFORE }, () => tutti.run('ten-steps')));
  return place;
}
