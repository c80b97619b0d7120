import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Conveyor, type ConveyorPlan, createConveyor } from './conveyor.ts';

interface Piece {
  readonly n: number;
}

const toPieces = (count: number): Piece[] => Array.from({ length: count }, (_, n) => ({ n }));
const toNumbers = ({ out }: Conveyor<Piece>) => out.map(({ n }) => n);

/** Time that passes only when everybody waits for it. */
class SlowWorld {
  now = 0;
  readonly #sleepers: { readonly at: number; wake(): void }[] = [];

  sleep(ms: number): Promise<void> {
    return new Promise((wake) => void this.#sleepers.push({ at: this.now + ms, wake }));
  }

  /** Until nobody sleeps any more. */
  async turn(): Promise<void> {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      const next = this.#sleepers.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY);
      const place = this.#sleepers.findIndex(({ at }) => at === next);
      const [sleeper] = place === -1 ? [] : this.#sleepers.splice(place, 1);
      if (!sleeper) return;
      this.now = sleeper.at;
      sleeper.wake();
    }
  }
}

interface Log {
  /** By stage: the pieces in the order in which it got them. */
  readonly got: readonly number[][];
  most: number;
}

interface Play extends ConveyorPlan {
  readonly pieces: number;
  duration(piece: number, stage: number): number;
  fails?(piece: number, stage: number): boolean;
}

async function play({ pieces, duration, fails = () => false, ...plan }: Play) {
  const world = new SlowWorld();
  const conveyor = createConveyor(toPieces(pieces), plan);
  const log: Log = { got: Array.from({ length: plan.stages }, () => []), most: 0 };
  let ended = 0;
  let working = 0;
  for (const { stage, run } of conveyor.workers)
    void run(async (piece) => {
      log.got[stage - 1]?.push(piece.n);
      working++;
      log.most = Math.max(log.most, working);
      await world.sleep(duration(piece.n, stage));
      working--;
      return fails(piece.n, stage) ? undefined : piece;
    }).then(() => ended++);
  await world.turn();
  return { conveyor, log, time: world.now, ended };
}

const PLAY = fc.record({
  pieces: fc.integer({ min: 0, max: 30 }),
  stages: fc.integer({ min: 1, max: 5 }),
  buffer: fc.integer({ min: 1, max: 6 }),
  atOnce: fc.integer({ min: 1, max: 5 }),
  seed: fc.nat(),
});

/** The same for the same piece and stage, and otherwise anything. */
const toChance = (seed: number, piece: number, stage: number) =>
  (Math.imul((seed ^ (piece * 7919) ^ (stage * 104_729)) >>> 0, 2_654_435_761) >>> 8) % 100;

describe('a conveyor', () => {
  it('keeps the order and loses nothing, however long each piece takes at each stage', async () => {
    await fc.assert(
      fc.asyncProperty(PLAY, async ({ seed, ...plan }) => {
        const fails = (piece: number, stage: number) => toChance(seed + 1, piece, stage) < 10;
        const duration = (piece: number, stage: number) => toChance(seed, piece, stage);
        const { conveyor, log, ended } = await play({ ...plan, order: 'kept', duration, fails });
        const isLost = (piece: number) =>
          Array.from({ length: plan.stages }, (_, index) => fails(piece, index + 1)).includes(true);
        const all = Array.from({ length: plan.pieces }, (_, piece) => piece);
        expect(toNumbers(conveyor)).toEqual(all.filter((piece) => !isLost(piece)));
        for (const got of log.got) expect(got).toEqual(got.toSorted((one, other) => one - other));
        expect(ended).toBe(conveyor.workers.length);
      }),
      { numRuns: 150 },
    );
  });

  it('gives each piece to each stage once where the order is free', async () => {
    await fc.assert(
      fc.asyncProperty(PLAY, async ({ seed, ...plan }) => {
        const duration = (piece: number, stage: number) => toChance(seed, piece, stage);
        const { conveyor, log, ended } = await play({ ...plan, order: 'free', duration });
        const all = Array.from({ length: plan.pieces }, (_, piece) => piece);
        for (const numbers of [toNumbers(conveyor), ...log.got])
          expect(numbers.toSorted((one, other) => one - other)).toEqual(all);
        expect(ended).toBe(conveyor.workers.length);
      }),
      { numRuns: 150 },
    );
  });

  it('takes as long as its stages at once, not as long as one after the other', async () => {
    const plan = { pieces: 20, stages: 4, buffer: 2, atOnce: 1, order: 'kept' } as const;
    const { time, log } = await play({ ...plan, duration: () => 50 });
    expect(time).toBe((4 + 20 - 1) * 50);
    expect(log.most).toBe(4);
  });

  it('does not let a quick stage run ahead of a slow one', async () => {
    const plan = { pieces: 40, stages: 2, buffer: 3, atOnce: 1, order: 'kept' } as const;
    let ahead = 0;
    const begun = [0, 0];
    const duration = (_: number, stage: number) => {
      begun[stage - 1] = (begun[stage - 1] ?? 0) + 1;
      ahead = Math.max(ahead, (begun[0] ?? 0) - (begun[1] ?? 0));
      return stage === 1 ? 1 : 100;
    };
    const { conveyor } = await play({ ...plan, duration });
    expect(conveyor.out).toHaveLength(40);
    // Three wait, and one is in the hands of the quick one.
    expect(ahead).toBe(4);
  });

  it('lets a quick piece go by a slow one where the order is free, and wait for it where it is kept', async () => {
    const plan = { pieces: 3, stages: 1, buffer: 1, atOnce: 2 } as const;
    const duration = (piece: number) => (piece === 0 ? 100 : 1);
    expect(toNumbers((await play({ ...plan, order: 'free', duration })).conveyor)).toEqual([1, 2, 0]);
    expect(toNumbers((await play({ ...plan, order: 'kept', duration })).conveyor)).toEqual([0, 1, 2]);
  });

  it('comes to its end when a stage gives nothing on', async () => {
    const plan = { pieces: 25, stages: 3, buffer: 1, atOnce: 2, order: 'kept' } as const;
    const { conveyor, log, ended } = await play({ ...plan, duration: () => 1, fails: (_, stage) => stage === 2 });
    expect(conveyor.out).toEqual([]);
    expect(log.got.map(({ length }) => length)).toEqual([25, 25, 0]);
    expect(ended).toBe(conveyor.workers.length);
  });
});
