/**
 * A command in a process group of its own, with nothing of our environment. Whatever it has started ends with it, however it
 * ends; and if this process is killed, a warden beside it sees to that.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { AgentFailedError } from '@tutti/engine';
import { createHideSecrets } from '../../tools/mcp/hide-secrets.ts';
import { type Family, killFamily, signalGroup } from '../../tools/mcp/stdio/kill-family.ts';
import { MARK, toMarkedWords } from '../../tools/mcp/stdio/mark-family.ts';
import { TextTail } from '../../tools/mcp/stdio/text-tail.ts';
import type { Warden } from '../../tools/mcp/stdio/warden.ts';

export interface CommandOptions {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** Not where it works: what it finds there would be settings that anybody who writes files could have made. */
  readonly home: string;
  /** All of it but the path: nothing else is inherited. */
  readonly environment: Readonly<Record<string, string>>;
  readonly warden: Warden;
  /** Never told again of what it says. */
  readonly secrets: readonly string[];
}

export interface Command {
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** The last words of its error output, without what is secret. */
  readonly lastWords: string;
  hide(text: string): string;
  /** Undefined where it was ended by a signal. */
  readonly exited: Promise<number | undefined>;
  /** Asked first, then killed, with everything it has started. */
  stop(): Promise<void>;
}

const TAIL_BYTES = 8_192;
const GRACE_MS = 1_500;
const PATH = '/usr/local/bin:/usr/bin:/bin';

export async function startCommand(options: CommandOptions): Promise<Command> {
  const { argv, cwd, home, environment, warden, secrets } = options;
  const hide = createHideSecrets(secrets);
  const [program = ''] = argv;
  const mark = randomBytes(16).toString('hex');
  const env = { PATH, HOME: home, LANG: 'C.UTF-8', ...environment, [MARK]: mark };
  const [file = program, ...words] = await toMarkedWords(argv, { mark, path: env.PATH });
  const child = spawn(file, words, { cwd, env, detached: true, shell: false, stdio: ['pipe', 'pipe', 'pipe'] });
  const exited = watch(child);
  await begun(child, program);
  const family: Family = { group: child.pid ?? 0, mark };
  warden.watch(family);
  const tail = new TextTail(TAIL_BYTES);
  child.stderr.on('data', (chunk: Buffer) => tail.push(chunk));
  // It may close its input before it has read all of it.
  child.stdin.on('error', () => {});
  const cleared = exited.then(() => clear(family, warden));
  return {
    stdin: child.stdin,
    stdout: child.stdout,
    hide,
    get lastWords() {
      return hide(tail.text).trim();
    },
    exited: cleared.then(() => exited),
    async stop() {
      child.stdin.destroy();
      signalGroup(family.group, 'SIGTERM');
      const killer = setTimeout(() => signalGroup(family.group, 'SIGKILL'), GRACE_MS);
      await cleared;
      clearTimeout(killer);
    },
  };
}

function watch(child: ChildProcessByStdio<Writable, Readable, Readable>): Promise<number | undefined> {
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  child.once('exit', (code) => resolve(code ?? undefined));
  child.once('error', () => resolve(undefined));
  return promise;
}

async function begun(child: ChildProcessByStdio<Writable, Readable, Readable>, program: string): Promise<void> {
  try {
    await once(child, 'spawn');
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new AgentFailedError('agent_unreachable', `${program} cannot be started: ${words}`, {
      nothingHappened: true,
      cause,
    });
  }
}

/** What it has left behind goes with it. */
async function clear(family: Family, warden: Warden): Promise<void> {
  await killFamily(family);
  warden.forget(family);
}
