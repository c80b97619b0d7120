/**
 * A server of tools as a child process: started by its words and no shell, in a process group of its own, with nothing of our environment,
 * and stopped with everything that it has started. What it sends is bounded line by line, so that no answer can fill our memory.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { type JSONRPCMessage, parseJSONRPCMessage, type Transport } from '@modelcontextprotocol/client';
import { ToolServerError } from '../tool-server-error.ts';
import { type Family, killFamily, signalGroup } from './kill-family.ts';
import { LineSplitter } from './line-splitter.ts';
import { MARK, toMarkedWords } from './mark-family.ts';
import { TextTail } from './text-tail.ts';
import type { Warden } from './warden.ts';

export interface StdioOptions {
  readonly command: readonly string[];
  readonly cwd: string;
  /** All of it: nothing else is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly messageBytes: number;
  readonly mark: string;
  readonly warden: Warden;
  /** Broken limits, and lines that are no messages. */
  readonly onFault: (what: string) => void;
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

const TAIL_BYTES = 8_192;
const MOST_UNREAD_BYTES = 8 * 1024 * 1024;
/** A server that is told to end gets so long, then so long again after SIGTERM. */
const GRACE_MS = 1_000;
const LAST_WORDS_MS = 250;

export class StdioTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: Transport['onmessage'];
  /** Why it ended, where that is known. */
  ending: ToolServerError | undefined;
  readonly #options: StdioOptions;
  readonly #lines: LineSplitter;
  readonly #tail = new TextTail(TAIL_BYTES);
  #child: Child | undefined;
  #closed: Promise<void> | undefined;

  constructor(options: StdioOptions) {
    this.#options = options;
    this.#lines = new LineSplitter(options.messageBytes);
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }
  /** The last words of its error output. By this name the SDK knows that it speaks to a process. */
  get stderr(): string {
    return this.#tail.text;
  }

  async start(): Promise<void> {
    const { command, cwd, env, mark } = this.#options;
    const [program = ''] = command;
    const [file = program, ...words] = await toMarkedWords(command, { mark, path: env['PATH'] ?? '' });
    const child = spawn(file, words, {
      cwd,
      env: { ...env, [MARK]: mark },
      detached: process.platform !== 'win32',
      shell: false,
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    this.#child = child;
    if (child.pid !== undefined) this.#options.warden.watch({ group: child.pid, mark });
    this.#listen(child);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    child.once('spawn', resolve);
    child.once('error', (cause) => {
      const missing = 'code' in cause && cause.code === 'ENOENT';
      const message = missing ? `there is no program ${program}` : `${program} could not be started: ${cause.message}`;
      reject(new ToolServerError('tool_unavailable', message, { nothingHappened: true, cause }));
    });
    await promise;
  }

  async send(message: JSONRPCMessage): Promise<void> {
    const stdin = this.#child?.stdin;
    if (!stdin?.writable) throw this.ending ?? new ToolServerError('tool_unavailable', 'the server has ended');
    if (stdin.writableLength > MOST_UNREAD_BYTES) {
      this.stop(new ToolServerError('tool_server_broken', 'it does not read what is sent to it'));
      throw this.ending ?? new Error('stopped');
    }
    stdin.write(`${JSON.stringify(message)}\n`);
  }

  /** At once, and with the reason. */
  stop(reason: ToolServerError): void {
    this.ending ??= reason;
    this.#child?.stdout.destroy();
    this.#child?.stderr.destroy();
    if (this.#child?.pid !== undefined) signalGroup(this.#child.pid, 'SIGKILL');
    void this.close();
  }

  close(): Promise<void> {
    return (this.#closed ??= this.#close());
  }

  async #close(): Promise<void> {
    const child = this.#child;
    if (child?.pid === undefined) {
      this.onclose?.();
      return;
    }
    child.stdin.end();
    for (const name of ['SIGTERM', 'SIGKILL'] as const) {
      if (await hasEnded(child, GRACE_MS)) break;
      signalGroup(child.pid, name);
    }
    await this.#bury(child, { group: child.pid, mark: this.#options.mark });
  }

  /** Whatever ended the server, its children end with it, before anybody hears of it. */
  async #bury(child: Child, family: Family): Promise<void> {
    await killFamily(family);
    this.#options.warden.forget(family);
    child.stdin.destroy();
    child.stdout.destroy();
    child.stderr.destroy();
    this.#lines.clear();
    this.onclose?.();
  }

  #listen(child: Child): void {
    child.stdin.on('error', (error) => this.onerror?.(error));
    child.stdout.on('error', (error) => this.onerror?.(error));
    child.stderr.on('error', () => {});
    child.stderr.on('data', (chunk: Buffer) => this.#tail.push(chunk));
    child.stdout.on('data', (chunk: Buffer) => this.#read(chunk));
    child.once('exit', (code, name) => {
      const how = code === null ? `was ended by ${name ?? 'a signal'}` : `ended with the code ${code}`;
      this.ending ??= new ToolServerError('tool_unavailable', `the server ${how}`);
      // What it wrote last is read first; a grandchild that holds the pipe is not waited for.
      const timer = setTimeout(() => void this.close(), LAST_WORDS_MS);
      child.stdout.once('close', () => {
        clearTimeout(timer);
        void this.close();
      });
    });
  }

  #read(chunk: Buffer): void {
    const lines = this.#lines.push(chunk);
    if (lines) return lines.forEach((line) => this.#hear(line));
    const { messageBytes } = this.#options;
    this.stop(
      new ToolServerError(
        'tool_server_broken',
        `it sent a message of more than ${messageBytes} bytes (limits.messageBytes)`,
      ),
    );
  }

  #hear(line: string): void {
    if (line.trim() === '' || this.ending) return;
    let message: JSONRPCMessage;
    try {
      message = parseJSONRPCMessage(JSON.parse(line));
    } catch {
      this.#options.onFault(line);
      return;
    }
    this.onmessage?.(message);
  }
}

function hasEnded(child: Child, withinMs: number): Promise<boolean> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(true);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), withinMs);
  child.once('exit', () => {
    clearTimeout(timer);
    resolve(true);
  });
  return promise;
}
