import { FAN_WIDTH, STEPS_PER_RUN } from '../programs.ts';
import type { Side } from './side.ts';

/** As long for everybody, however fast: a short sample of a fast side would measure how it gets going. */
const SAMPLE_MS = 400;

export type Workload = 'alone' | 'at-once' | 'fan';

export interface StepCount {
  /** As many steps as the side says it has done. */
  readonly done: number;
  /** As many as are found in its storage. */
  readonly stored: number;
}

/** Puts a side to work and remembers how much it has done. */
export class SideMeter {
  readonly #side: Side;
  #done = 0;

  constructor(side: Side) {
    this.#side = side;
  }

  /** Steps per second, or milliseconds for one run of parallel steps. */
  async measure(workload: Workload): Promise<number> {
    if (workload === 'alone') return this.#measureRate(1);
    if (workload === 'at-once') return this.#measureRate(100);
    const { times, ms } = await repeat(() => this.#side.runFan());
    this.#done += times * FAN_WIDTH;
    return ms / times;
  }

  async #measureRate(atOnce: number): Promise<number> {
    const { times, ms } = await repeat(() => Promise.all(Array.from({ length: atOnce }, () => this.#side.runSteps())));
    const steps = times * atOnce * STEPS_PER_RUN;
    this.#done += steps;
    return (steps * 1_000) / ms;
  }

  async countSteps(): Promise<StepCount> {
    return { done: this.#done, stored: await this.#side.countStored() };
  }
}

async function repeat(work: () => Promise<unknown>): Promise<{ times: number; ms: number }> {
  const startedAt = performance.now();
  for (let times = 1; ; times++) {
    await work();
    const ms = performance.now() - startedAt;
    if (ms >= SAMPLE_MS) return { times, ms };
  }
}
