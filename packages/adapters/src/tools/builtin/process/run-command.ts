/** One program, without a shell, with a clean environment and an end: whatever it started ends with it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { type Readable, Writable } from 'node:stream';
import { RunError } from '@tutti/engine';
import { killFamily, signalGroup } from '../../mcp/stdio/kill-family.ts';
import { MARK, toMarkedWords } from '../../mcp/stdio/mark-family.ts';
import type { Warden } from '../../mcp/stdio/warden.ts';
import { OutputKeeper } from './output-keeper.ts';

export interface CommandPlan {
  /** Absolute. */
  readonly file: string;
  readonly words: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Absent: it reads nothing. */
  readonly stdin?: string;
  readonly limitMs: number;
  /** Of each of its two streams. */
  readonly outputBytes: number;
  readonly signal: AbortSignal;
  /** Ends what it has started when this process is killed. Absent: nothing that it starts can outlive it. */
  readonly warden?: Warden;
  /** Asked now and then: why it must not go on. Where it cannot tell, the program does not go on unwatched. */
  watch?(pid: number): Promise<string | undefined>;
}

export interface CommandEnd {
  readonly exitCode: number | null;
  /** What ended it, where it did not end by itself. */
  readonly stopped?: string;
  readonly stdout: string;
  readonly stderr: string;
  /** Something in the middle of its output is left out. */
  readonly cut: boolean;
}

/** Words for setpriv before a program that is to end with the process that started it, however that ends. */
export const WITH_SERVER = ['--pdeathsig', 'KILL', '--'];
const GRACE_MS = 1_500;
const WATCH_MS = 100;
const MOST_FAILED_LOOKS = 5;
/** For output that is still on its way when everything has ended. */
const DRAIN_MS = 2_000;

/** Rejects with the signal's reason when it is aborted, after everything was killed; with `step_failed` where it could not be started. */
export async function runCommand(plan: CommandPlan): Promise<CommandEnd> {
  plan.signal.throwIfAborted();
  const mark = randomUUID();
  const [file = plan.file, ...words] = await toMarkedWords([plan.file, ...plan.words], { mark, path: '' });
  plan.signal.throwIfAborted();
  const child = spawn(file, words, {
    cwd: plan.folder,
    env: { ...plan.environment, [MARK]: mark },
    // A group of its own, so that all of it can be ended at once.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  if (child.pid !== undefined) plan.warden?.watch({ group: child.pid, mark });
  const stdout = new OutputKeeper(plan.outputBytes);
  const stderr = new OutputKeeper(plan.outputBytes);
  keep(child.stdout, stdout);
  keep(child.stderr, stderr);
  // It may end before it has read everything.
  child.stdin.on('error', () => undefined);
  child.stdin.end(plan.stdin ?? '');
  const ended = untilEnded(child, { mark, warden: plan.warden });
  const stopped = await supervise(child, plan, ended.exited);
  const exitCode = await ended.closed;
  plan.signal.throwIfAborted();
  return {
    exitCode,
    ...(stopped !== undefined && { stopped }),
    stdout: stdout.text(),
    stderr: stderr.text(),
    cut: stdout.isCut || stderr.isCut,
  };
}

function keep(stream: Readable, keeper: OutputKeeper): void {
  stream.pipe(
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        keeper.add(chunk);
        done();
      },
    }),
  );
}

/** `exited` settles with the program itself, `closed` when nothing of it is left. */
function untilEnded(
  child: ChildProcess,
  { mark, warden }: { mark: string; warden: Warden | undefined },
): { exited: Promise<void>; closed: Promise<number | null> } {
  const exited = new Promise<void>((resolve, reject) => {
    child.once('exit', () => resolve());
    child.once('error', (cause) =>
      reject(
        new RunError('step_failed', `the program could not be started: ${cause.message}`, {
          cause,
          nothingHappened: child.pid === undefined,
        }),
      ),
    );
  });
  const drained = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const closed = exited.then(async () => {
    const family = { group: child.pid ?? 0, mark };
    await killFamily(family);
    warden?.forget(family);
    await withinMs(drained, DRAIN_MS);
    child.stdout?.destroy();
    child.stderr?.destroy();
    return child.exitCode;
  });
  // Whoever waits for it first is told.
  closed.catch(() => undefined);
  return { exited, closed };
}

/** Why it was ended from here; undefined where it ended by itself. */
async function supervise(
  child: ChildProcess,
  { limitMs, signal, watch }: CommandPlan,
  exited: Promise<void>,
): Promise<string | undefined> {
  let stopped: string | undefined;
  let force: NodeJS.Timeout | undefined;
  const end = (why: string) => {
    if (stopped !== undefined) return;
    stopped = why;
    endGroup(child, 'SIGTERM');
    force = setTimeout(() => endGroup(child, 'SIGKILL'), GRACE_MS);
  };
  const limit = setTimeout(() => end(`after ${Math.round(limitMs / 1_000)} seconds`), limitMs);
  const onAbort = () => end('because it is no longer wanted');
  signal.addEventListener('abort', onAbort, { once: true });
  const stopWatching = watch && startWatch(child, watch, end);
  try {
    await exited;
    return stopped;
  } finally {
    clearTimeout(limit);
    clearTimeout(force);
    stopWatching?.();
    signal.removeEventListener('abort', onAbort);
  }
}

/** One look after the other. What cannot be looked at may have just ended: if it still goes on after some looks, it does not go on unwatched. */
function startWatch(
  child: ChildProcess,
  watch: NonNullable<CommandPlan['watch']>,
  end: (why: string) => void,
): () => void {
  let failures = 0;
  let timer: NodeJS.Timeout;
  const look = async () => {
    if (child.pid === undefined) return;
    try {
      const why = await watch(child.pid);
      failures = 0;
      if (why !== undefined) end(why);
    } catch (error) {
      failures += 1;
      const words = error instanceof Error ? error.message : String(error);
      if (failures === MOST_FAILED_LOOKS) end(`because it could not be watched: ${words}`);
    }
    timer = setTimeout(() => void look(), WATCH_MS);
    if (hasEnded(child)) clearTimeout(timer);
  };
  timer = setTimeout(() => void look(), WATCH_MS);
  return () => clearTimeout(timer);
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

function endGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid !== undefined) signalGroup(pid, signal);
}

async function withinMs(wait: Promise<void>, limitMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, limitMs);
  await Promise.race([wait, promise]);
  clearTimeout(timer);
}
