/** A run in a process of its own that is killed in the middle, and what its journal must hold afterwards. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { RunError } from '@tutti/engine';
import { Hash, RunId, type RunEvent, StepPath } from '@tutti/protocol';
import * as z from 'zod';
import { toChildEnvironment } from '../config.ts';

/** What is needed of an event that the process printed. */
const Reported = z.object({
  run: RunId,
  seq: z.int().positive(),
  hash: Hash,
  type: z.string(),
  path: StepPath.optional(),
});
type Reported = z.infer<typeof Reported>;

export interface KillWish {
  readonly goal: string;
  /** How many steps are to be recorded before. */
  readonly killAfter: number;
  /** Between two words, so that there is a middle in which to kill it. */
  readonly latencyMs: number;
}

export interface Comparison {
  readonly recordedBefore: number;
  /** Steps that had been recorded and were carried out again. */
  readonly repeated: number;
  readonly after: number;
  readonly twice: number;
  /** Events that were reported as durable and are not in the journal as they were. */
  readonly lost: number;
}

const MAIN = join(import.meta.dirname, '..', 'main.ts');

export class KilledRun {
  readonly pid: number;
  readonly run: RunId;
  /** Printed by the process, so durable before. */
  readonly reported: readonly Reported[];

  static async begin(dataDir: string, { goal, killAfter, latencyMs }: KillWish): Promise<KilledRun> {
    const args = ['--disable-warning=ExperimentalWarning', MAIN, 'run', goal, '--json', '--data-dir', dataDir];
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: toChildEnvironment({
        TUTTI_REHEARSAL_LATENCY_MS: String(latencyMs),
        TUTTI_MODELS: 'rehearsal',
        TUTTI_SERVER: undefined,
        DATABASE_URL: undefined,
      }),
    });
    const ended = once(child, 'exit');
    const reported: Reported[] = [];
    let steps = 0;
    for await (const line of createInterface(child.stdout)) {
      const event = parseReported(line);
      if (!event) continue;
      reported.push(event);
      steps += event.type === 'step.completed' ? 1 : 0;
      if (steps >= killAfter) child.kill('SIGKILL');
    }
    await ended;
    const [first] = reported;
    if (!first || child.signalCode !== 'SIGKILL' || child.pid === undefined)
      throw new RunError('internal', `the process that was to be killed ended by itself with ${child.exitCode}`);
    return new KilledRun({ pid: child.pid, run: first.run, reported });
  }

  private constructor({ pid, run, reported }: Pick<KilledRun, 'pid' | 'run' | 'reported'>) {
    this.pid = pid;
    this.run = run;
    this.reported = reported;
  }

  compare(journal: readonly RunEvent[], begun: ReadonlySet<string>): Comparison {
    const bySeq = new Map(journal.map((event) => [event.seq, event.hash]));
    const takeover = journal.findIndex(({ type }) => type === 'run.claimed');
    const before = pathsOf(journal.slice(0, takeover < 0 ? journal.length : takeover));
    const all = pathsOf(journal);
    return {
      recordedBefore: before.length,
      repeated: before.filter((path) => begun.has(path)).length,
      after: all.length - before.length,
      twice: all.length - new Set(all).size,
      lost: this.reported.filter(({ seq, hash }) => bySeq.get(seq) !== hash).length,
    };
  }
}

/** The last line may have been cut off by the kill: then it was not reported. */
function parseReported(line: string): Reported | undefined {
  try {
    return Reported.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

function pathsOf(events: readonly RunEvent[]): StepPath[] {
  return events.flatMap((event) =>
    event.type === 'step.completed' || event.type === 'step.failed' ? [event.path] : [],
  );
}
