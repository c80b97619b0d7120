/**
 * The way of many pieces through stages that work on different pieces at the same time. A stage takes a piece only when it
 * has a worker free, and gives it on only when there is room before the next, so a slow stage holds up those before it
 * instead of letting work pile up. One loop for each worker, however many pieces there are.
 */
import { BoundedQueue } from './bounded-queue.ts';
import { Sequence } from './sequence.ts';

export interface ConveyorPlan {
  readonly stages: number;
  /** How many pieces may wait before a stage. */
  readonly buffer: number;
  /** How many pieces a stage works on at once. */
  readonly atOnce: number;
  /** `kept`: a stage gives pieces on as it got them; `free`: as each is done. */
  readonly order: 'kept' | 'free';
}

/** Gives the piece as it goes on, or nothing where it goes no further. */
export type StageWork<Piece> = (piece: Piece) => Promise<Piece | undefined>;

export interface ConveyorWorker<Piece> {
  /** Both counted from 1. */
  readonly stage: number;
  readonly worker: number;
  /** Until there are no more pieces. Where the work throws, so does this, and the other workers may wait for ever. */
  run(work: StageWork<Piece>): Promise<void>;
}

export interface Conveyor<Piece> {
  readonly workers: readonly ConveyorWorker<Piece>[];
  /** What has come out at the end, in the order in which it did. */
  readonly out: readonly Piece[];
}

export function createConveyor<Piece extends object>(pieces: readonly Piece[], plan: ConveyorPlan): Conveyor<Piece> {
  const out: Piece[] = [];
  const workers: ConveyorWorker<Piece>[] = [];
  const crew = Math.min(plan.atOnce, pieces.length);
  let input: Way<Piece> = toSource(pieces);
  for (let stage = 1; stage <= plan.stages; stage++) {
    const output: Way<Piece> = stage === plan.stages ? toEnd(out) : toBuffer(plan.buffer);
    const here = new Stage<Piece>({ input, output, crew, order: plan.order });
    for (let worker = 1; worker <= crew; worker++) workers.push({ stage, worker, run: (work) => here.run(work) });
    input = output;
  }
  return { workers, out };
}

interface Numbered<Piece> {
  readonly number: number;
  readonly piece: Piece;
}

/** Where pieces go from one stage to the next, numbered as they come. */
interface Way<Piece> {
  put(piece: Piece): Promise<void>;
  take(): Promise<Numbered<Piece> | undefined>;
  close(): void;
}

function toSource<Piece>(pieces: readonly Piece[]): Way<Piece> {
  const left = pieces.entries();
  const take = () => {
    const next = left.next();
    return Promise.resolve(next.done ? undefined : { number: next.value[0], piece: next.value[1] });
  };
  return { put: () => Promise.resolve(), take, close() {} };
}

function toBuffer<Piece>(room: number): Way<Piece> {
  const queue = new BoundedQueue<Numbered<Piece>>(room);
  let count = 0;
  return {
    put: (piece) => queue.put({ number: count++, piece }),
    take: () => queue.take(),
    close: () => queue.close(),
  };
}

function toEnd<Piece>(out: Piece[]): Way<Piece> {
  const put = (piece: Piece) => {
    out.push(piece);
    return Promise.resolve();
  };
  return { put, take: () => Promise.resolve(undefined), close() {} };
}

interface StagePlan<Piece> {
  readonly input: Way<Piece>;
  readonly output: Way<Piece>;
  readonly crew: number;
  readonly order: ConveyorPlan['order'];
}

class Stage<Piece> {
  readonly #plan: StagePlan<Piece>;
  readonly #sequence = new Sequence();
  #working: number;

  constructor(plan: StagePlan<Piece>) {
    this.#plan = plan;
    this.#working = plan.crew;
  }

  async run(work: StageWork<Piece>): Promise<void> {
    const { input, output, order } = this.#plan;
    for (let taken = await input.take(); taken; taken = await input.take()) {
      const made = await work(taken.piece);
      if (order === 'kept') await this.#sequence.reach(taken.number);
      if (made) await output.put(made);
      if (order === 'kept') this.#sequence.pass();
    }
    this.#working--;
    if (this.#working === 0) output.close();
  }
}
