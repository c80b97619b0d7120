/** Whether a disk that takes long also holds up everything else in the process. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { platform } from 'node:os';
import { runChild } from '../report/run-child.ts';
import type { Measure } from '../report/measure.ts';

const SHIM = join(import.meta.dirname, 'slow-fsync.c');
const DELAY_MS = 50;
const SECONDS = 5;

export interface SlowDiskInput {
  readonly directory: string;
  readonly seconds: number;
}

export interface SlowDiskAnswer {
  readonly delayP99Ms: number;
  readonly stepMs: number;
  readonly steps: number;
}

export const slowDisk: Measure = {
  name: 'slow-disk',
  async measure({ scratch, say }) {
    const name = `event-loop delay p99 with fsync slowed to ${DELAY_MS} ms`;
    const figure = { name, unit: 'ms', target: { atMost: 20 } };
    const shim = join(await scratch.directory(), 'slow-fsync.so');
    const problem = compileShim(shim);
    if (problem !== undefined) return [{ ...figure, value: undefined, note: problem }];
    const input: SlowDiskInput = { directory: await scratch.directory(), seconds: SECONDS };
    const child = new URL('children/slow-disk.ts', import.meta.url);
    const env = { LD_PRELOAD: shim, SLOW_FSYNC_MS: String(DELAY_MS) };
    const { delayP99Ms, stepMs, steps } = await runChild<SlowDiskAnswer>(child, input, { env });
    say(`slow disk: ${steps} steps, ${Math.round(stepMs)} ms each in a run of its own`);
    if (stepMs < DELAY_MS) return [{ ...figure, value: undefined, note: 'the delay does not reach SQLite here' }];
    return [{ ...figure, value: delayP99Ms, note: `${steps} steps of 100 runs at once in ${SECONDS} s` }];
  },
};

/** Undefined when it worked, else why not. */
function compileShim(output: string): string | undefined {
  if (platform() !== 'linux') return 'only on Linux can fsync be slowed down this way';
  const { status, error, stderr } = spawnSync('cc', ['-shared', '-fPIC', '-O1', '-o', output, SHIM, '-ldl'], {
    encoding: 'utf8',
  });
  if (status === 0) return undefined;
  return `there is no C compiler to build the delay with (${error?.message ?? stderr.trim().split('\n')[0]})`;
}
