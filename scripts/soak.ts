// Kills, pauses and cuts off whatever drives runs, over and over, and writes down what became of them: one process over its own
// files, then a fleet over PostgreSQL. TUTTI_LOOPS, TUTTI_TIMES (of each row) and TUTTI_SEED choose; `embedded`, `fleet` or `versions` behind `--` runs only that.
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { runFleetSoak } from '../e2e/fleet-loops/run-fleet-soak.ts';
import { writeFleetReport } from '../e2e/fleet-loops/write-fleet-report.ts';
import { runLoops } from '../e2e/kill-loops/run-loops.ts';
import { writeReport } from '../e2e/kill-loops/write-report.ts';

const root = join(import.meta.dirname, '..');
const reports = join(root, 'docs', 'reports');
const loops = readCount('TUTTI_LOOPS', 500);
const times = readCount('TUTTI_TIMES', 20);
const seed = Number(process.env['TUTTI_SEED'] ?? Date.now() % 2 ** 31);
/** Under restarts of the database. */
const RUNS = 5_000;

function readCount(name: string, otherwise: number): number {
  const count = Number(process.env[name] ?? otherwise);
  if (!Number.isSafeInteger(count) || count < 1) throw new Error(`${name} must be a whole number from 1 on.`);
  return count;
}

function nameCode(): string {
  return execFileSync('git', ['describe', '--always', '--dirty'], { cwd: root, encoding: 'utf8' }).trim();
}

async function soakEmbedded(): Promise<boolean> {
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
  const file = writeReport(reports, { result, startedAt, durationMs, commit: nameCode() });
  console.log(JSON.stringify({ ...result, broken: result.broken.length }, null, 2));
  for (const loop of result.broken) console.log(`broken with the seed ${loop.seed}: ${JSON.stringify(loop)}`);
  console.log(`written: ${file}`);
  return result.broken.length === 0;
}

async function soakFleet(): Promise<boolean> {
  const startedAt = new Date();
  const result = await runFleetSoak({ loops, times, runs: RUNS, seed, tell: (line) => console.log(line) });
  const durationMs = Date.now() - startedAt.getTime();
  console.log(`written: ${writeFleetReport(reports, { ...result, startedAt, durationMs, commit: nameCode() })}`);
  return result.isSound;
}

/** The store's contract against every PostgreSQL that is supported, each fetched into a folder of its own. */
function tryVersions(): boolean {
  const file = join(root, 'e2e', 'postgres-versions', 'test-versions.ts');
  return spawnSync(process.execPath, [file], { cwd: root, stdio: 'inherit' }).status === 0;
}

const PARTS: Readonly<Record<string, () => boolean | Promise<boolean>>> = {
  embedded: soakEmbedded,
  fleet: soakFleet,
  versions: tryVersions,
};

const chosen = process.argv.slice(2);
const unknown = chosen.find((name) => PARTS[name] === undefined);
if (unknown !== undefined) throw new Error(`there is ${Object.keys(PARTS).join(', ')}, not ${unknown}`);
let isSound = true;
for (const [name, run] of Object.entries(PARTS)) {
  if (chosen.length === 0 || chosen.includes(name)) isSound = (await run()) && isSound;
}
process.exitCode = isSound ? 0 : 1;
