/** One program, without a shell, with a clean environment and an end: whatever it started ends with it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { type Readable, Writable } from 'node:stream';
import { RunError } from '@tutti/engine';
import { killStrays, MARK } from './kill-strays.ts';
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
  /** Asked now and then: why it must not go on. */
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
/** For output that is still on its way when everything has ended. */
const DRAIN_MS = 2_000;

/** Rejects with the signal's reason when it is aborted, after everything was killed; with `step_failed` where it could not be started. */
export async function runCommand(plan: CommandPlan): Promise<CommandEnd> {
  plan.signal.throwIfAborted();
  const mark = randomUUID();
  const child = spawn(plan.file, plan.words, {
    cwd: plan.folder,
    env: { ...plan.environment, [MARK]: mark },
    // A group of its own, so that all of it can be ended at once.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const stdout = new OutputKeeper(plan.outputBytes);
  const stderr = new OutputKeeper(plan.outputBytes);
  keep(child.stdout, stdout);
  keep(child.stderr, stderr);
  // It may end before it has read everything.
  child.stdin.on('error', () => undefined);
  child.stdin.end(plan.stdin ?? '');
  const ended = untilEnded(child, mark);
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
function untilEnded(child: ChildProcess, mark: string): { exited: Promise<void>; closed: Promise<number | null> } {
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
    endGroup(child, 'SIGKILL');
    await killStrays(mark);
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
  const watching = watch && setInterval(() => void watchOnce(child, watch, end), WATCH_MS);
  try {
    await exited;
    return stopped;
  } finally {
    clearTimeout(limit);
    clearTimeout(force);
    clearInterval(watching);
    signal.removeEventListener('abort', onAbort);
  }
}

async function watchOnce(
  { pid }: ChildProcess,
  watch: (pid: number) => Promise<string | undefined>,
  end: (why: string) => void,
): Promise<void> {
  if (pid === undefined) return;
  // What cannot be looked at has just ended.
  const why = await watch(pid).catch(() => undefined);
  if (why !== undefined) end(why);
}

function endGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody is left in the group.
  }
}

async function withinMs(wait: Promise<void>, limitMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, limitMs);
  await Promise.race([wait, promise]);
  clearTimeout(timer);
}
