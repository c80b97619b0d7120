/** A worker of a fleet: a process of its own over the queue of all. */
import { AskedChild } from '../../report/asked-child.ts';
import type { Place } from '../place.ts';

export interface FleetWorkerInput {
  readonly place: Place;
  /** How many runs it drives at once. */
  readonly room: number;
}
export interface FleetWorkerRequest {
  readonly ask: 'start' | 'claim' | 'close';
}
/** How many runs it has claimed, where it was asked to claim. */
export interface FleetWorkerReply {
  readonly claimed: number;
}

const FILE = new URL('../children/fleet-worker.ts', import.meta.url);

export class FleetWorker implements AsyncDisposable {
  readonly #child: AskedChild<FleetWorkerRequest, FleetWorkerReply>;

  private constructor(input: FleetWorkerInput) {
    this.#child = new AskedChild(FILE, input);
  }

  /** Ready to work, but not at work. */
  static async open(input: FleetWorkerInput): Promise<FleetWorker> {
    const worker = new FleetWorker(input);
    await worker.#child.receive();
    return worker;
  }

  async start(): Promise<void> {
    await this.#child.ask({ ask: 'start' });
  }

  /** Takes what it can get until the queue is empty, and drives none of it. */
  async claimAll(): Promise<number> {
    return (await this.#child.ask({ ask: 'claim' })).claimed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#child.close({ ask: 'close' });
  }
}

export async function withWorkers<Result>(
  count: number,
  input: FleetWorkerInput,
  work: (workers: readonly FleetWorker[]) => Promise<Result>,
): Promise<Result> {
  const workers = await Promise.all(Array.from({ length: count }, () => FleetWorker.open(input)));
  try {
    return await work(workers);
  } finally {
    await Promise.all(workers.map((worker) => worker[Symbol.asyncDispose]()));
  }
}
