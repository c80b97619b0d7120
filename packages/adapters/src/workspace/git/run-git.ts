/** One git process without a shell: its words, what it reads, and all that it says. */
import { spawn } from 'node:child_process';
import { RunError } from '@tutti/engine';

export interface GitCall {
  readonly words: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array | AsyncIterable<Uint8Array> | undefined;
  /** Ends that mean something; all others are failures. */
  readonly exits?: readonly number[] | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Takes what it says piece by piece, in the place of the answer. */
  readonly onOutput?: ((chunk: Buffer) => void) | undefined;
  /** Nothing more will be said or read. */
  readonly onClose?: (() => void) | undefined;
}

export interface GitAnswer {
  readonly exit: number;
  readonly output: Buffer;
}

const LONGEST_COMPLAINT = 600;
/** What a repository has configured may be a pipe that nobody writes to. */
const LIMIT_MS = 300_000;

export async function runGit(call: GitCall): Promise<GitAnswer> {
  call.signal?.throwIfAborted();
  const { words, folder, environment, exits = [0], onOutput } = call;
  const limit = AbortSignal.timeout(LIMIT_MS);
  const signal = call.signal ? AbortSignal.any([call.signal, limit]) : limit;
  const child = spawn('git', words, { cwd: folder, env: environment, stdio: 'pipe', signal });
  const ended = Promise.withResolvers<number>();
  child.on('error', (cause) => ended.reject(toUnstartable(cause, call)));
  child.on('close', (code) => {
    call.onClose?.();
    ended.resolve(code ?? -1);
  });
  const output: Buffer[] = [];
  const complaint: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => (onOutput ? onOutput(chunk) : output.push(chunk)));
  child.stderr.on('data', (chunk: Buffer) => complaint.push(chunk));
  // It may end before it has read everything; how it ended says why.
  child.stdin.on('error', () => undefined);
  const [exit] = await Promise.all([ended.promise, feed(child.stdin, call.input).finally(() => child.stdin.end())]);
  if (exits.includes(exit)) return { exit, output: Buffer.concat(output) };
  call.signal?.throwIfAborted();
  const said = Buffer.concat(complaint).toString('utf8').trim().slice(0, LONGEST_COMPLAINT);
  throw new RunError('workspace_failed', `git ${words[0]} failed: ${said || `it ended with ${exit}`}`);
}

async function feed(stdin: NodeJS.WritableStream, input: GitCall['input']): Promise<void> {
  if (input === undefined || typeof input === 'string' || input instanceof Uint8Array) {
    stdin.end(input ?? '');
    return;
  }
  for await (const chunk of input) {
    if (stdin.writable && !stdin.write(chunk)) await untilDrained(stdin);
  }
  stdin.end();
}

function untilDrained(stdin: NodeJS.WritableStream): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const event of ['drain', 'close', 'error']) stdin.once(event, () => resolve());
  return promise;
}

function toUnstartable(cause: Error, { folder, signal }: GitCall): unknown {
  if (signal?.aborted) return signal.reason;
  if (cause.name === 'AbortError')
    return new RunError('workspace_failed', `git in ${folder} took longer than ${LIMIT_MS} ms`, { cause });
  const isMissing = 'code' in cause && cause.code === 'ENOENT';
  const message = `git could not be started in ${folder}: ${cause.message}`;
  return new RunError(isMissing ? 'git_missing' : 'workspace_failed', message, { cause, nothingHappened: true });
}
