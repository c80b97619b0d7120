import { monitorEventLoopDelay } from 'node:perf_hooks';
import { answer, readInput } from '../../report/run-child.ts';
import { timeMs } from '../../report/rounds.ts';
import { openTutti } from '../open-tutti.ts';
import { STEPS_PER_RUN } from '../programs.ts';
import type { SlowDiskAnswer, SlowDiskInput } from '../slow-disk.ts';

const AT_ONCE = 100;
const input = readInput<SlowDiskInput>();
await using tutti = await openTutti({ store: 'sqlite', directory: input.directory });
// Also compiles the code, so that what is measured is the disk's delay and not the compiler's.
const stepMs = (await timeMs(() => tutti.run('ten-steps'))) / STEPS_PER_RUN;
await Promise.all(Array.from({ length: AT_ONCE }, () => tutti.run('ten-steps')));
const monitor = monitorEventLoopDelay({ resolution: 1 });
monitor.enable();
const until = performance.now() + input.seconds * 1_000;
let runs = 0;
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (; performance.now() < until; runs++) await tutti.run('ten-steps');
  }),
);
monitor.disable();
const steps = runs * STEPS_PER_RUN;
answer({ delayP99Ms: monitor.percentile(99) / 1e6, stepMs, steps } satisfies SlowDiskAnswer);
