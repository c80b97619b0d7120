import { STEPS_PER_RUN } from '../programs.ts';
import type { Side } from './side.ts';

/** As long for everybody, however fast: a short sample of a fast side would measure how it gets going. */
const SAMPLE_MS = 400;

/** Steps per second with so many runs at once. */
export async function measureRate(side: Side, atOnce: number): Promise<number> {
  const { times, ms } = await repeat(() => Promise.all(Array.from({ length: atOnce }, () => side.runSteps())));
  return (times * atOnce * STEPS_PER_RUN * 1_000) / ms;
}

/** Milliseconds for one run of parallel steps. */
export async function measureFan(side: Side): Promise<number> {
  const { times, ms } = await repeat(() => side.runFan());
  return ms / times;
}

async function repeat(work: () => Promise<unknown>): Promise<{ times: number; ms: number }> {
  const startedAt = performance.now();
  for (let times = 1; ; times++) {
    await work();
    const ms = performance.now() - startedAt;
    if (ms >= SAMPLE_MS) return { times, ms };
  }
}
