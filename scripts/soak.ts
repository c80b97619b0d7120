// Kills the process that drives runs, over and over, and writes down what became of them. TUTTI_LOOPS and TUTTI_SEED choose.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { runLoops } from '../e2e/kill-loops/run-loops.ts';
import { writeReport } from '../e2e/kill-loops/write-report.ts';

const root = join(import.meta.dirname, '..');
const loops = Number(process.env['TUTTI_LOOPS'] ?? 500);
const seed = Number(process.env['TUTTI_SEED'] ?? Date.now() % 2 ** 31);
if (!Number.isSafeInteger(loops) || loops < 1) throw new Error('TUTTI_LOOPS must be a whole number from 1 on.');

const startedAt = new Date();
console.log(`${loops} loops with the seed ${seed}`);
const result = await runLoops({
  loops,
  seed,
  onLoop: (_loop, ended) => {
    if (ended % 25 === 0) console.log(`${ended} of ${loops} loops`);
  },
});
const durationMs = Date.now() - startedAt.getTime();
const commit = execFileSync('git', ['describe', '--always', '--dirty'], { cwd: root, encoding: 'utf8' }).trim();
const file = writeReport(join(root, 'docs', 'reports'), { result, startedAt, durationMs, commit });
console.log(JSON.stringify({ ...result, broken: result.broken.length }, null, 2));
for (const loop of result.broken) console.log(`broken with the seed ${loop.seed}: ${JSON.stringify(loop)}`);
console.log(`written: ${file}`);
process.exitCode = result.broken.length === 0 ? 0 : 1;
