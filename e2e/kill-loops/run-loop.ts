/** One loop: several runs in one data directory, driven by processes that are killed at random moments, until all have ended. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { RunId, toIdText } from '@tutti/protocol';
import { checkLoop, type Findings } from './check-loop.ts';
import { Printed } from './printed.ts';
import { SeededRandom } from './seeded-random.ts';

const DRIVER = join(import.meta.dirname, 'driver.ts');
const RUNS = 4;
const MOST_KILLS = 4;
/** About as long as the runs take without a kill. */
const WINDOW_MS = 260;
const STARTUP_MS = 250;
/** A life that is not killed and has not ended by then is stuck. */
const PATIENCE_MS = 60_000;

export interface LoopResult extends Findings {
  readonly seed: number;
  readonly kills: number;
}

interface Life {
  readonly printed: readonly Printed[];
  readonly killed: boolean;
  readonly code: number | null;
  readonly stderr: string;
}

export async function runLoop(seed: number): Promise<LoopResult> {
  const random = new SeededRandom(seed);
  const directory = await mkdtemp(join(tmpdir(), 'tutti-kill-'));
  const runs = Array.from({ length: RUNS }, () => RunId.parse(toIdText('run', seed, random.bytes(16))));
  const printed: Printed[] = [];
  let kills = 0;
  let ended = false;
  const planned = random.between(1, MOST_KILLS);
  for (let life = 1; !ended; life++) {
    const last = life > planned;
    const outcome = await live([directory, String(life), ...runs], last ? undefined : random);
    printed.push(...outcome.printed);
    kills += outcome.killed ? 1 : 0;
    ended = last || !outcome.killed;
    if (ended && outcome.code !== 0)
      console.error(`seed ${seed}: the last life ended with ${outcome.code}\n${outcome.stderr}`);
  }
  const findings = await checkLoop(directory, { runs, printed });
  await rm(directory, { recursive: true, force: true });
  return { seed, kills, ...findings };
}

/** With `random` it is killed: mostly while it drives, sometimes while it starts. */
export async function live(args: readonly string[], random: SeededRandom | undefined): Promise<Life> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', DRIVER, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  let killed = false;
  const kill = () => void (killed = child.kill('SIGKILL'));
  const duringStart = random !== undefined && random.next() < 0.1;
  const timers = [setTimeout(kill, duringStart ? random.between(0, STARTUP_MS) : PATIENCE_MS)];
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk);
  });
  const printed: Printed[] = [];
  for await (const line of createInterface(child.stdout)) {
    const found = parseLine(line);
    if (found === 'ready' && random && !duringStart) timers.push(setTimeout(kill, random.between(0, WINDOW_MS)));
    else if (found !== 'ready' && found) printed.push(found);
  }
  const [code] = (await closed) as [number | null];
  for (const timer of timers) clearTimeout(timer);
  return { printed, killed: killed && code === null, code, stderr };
}

/** The kill may cut the last line off: then nobody was told. */
function parseLine(line: string): Printed | 'ready' | undefined {
  try {
    const found: unknown = JSON.parse(line);
    if (typeof found === 'object' && found !== null && 'ready' in found) return 'ready';
    return Printed.safeParse(found).data;
  } catch {
    return undefined;
  }
}
