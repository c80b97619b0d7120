/** Starts one of the programs of this folder, for tests of what happens to other processes. */
import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface ChildOptions extends Pick<SpawnOptions, 'uid' | 'gid'> {
  readonly args: readonly string[];
  /** Runs the child: `['strace', '-f']`. */
  readonly under?: readonly string[];
}

export class Child {
  readonly lines: string[] = [];
  readonly #process: ChildProcess;
  readonly #closed: Promise<unknown>;
  #errors = '';
  #onLine: () => void = () => {};

  constructor(child: ChildProcess) {
    this.#process = child;
    this.#closed = once(child, 'close');
    if (!child.stdout || !child.stderr) throw new Error('the child needs its pipes');
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.lines.push(line);
      this.#onLine();
    });
    child.stderr.on('data', (text: Buffer) => (this.#errors += text.toString()));
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** Resolves at the first line, now or later, that begins so; rejects when the child ends without it. */
  async line(start: string, count = 1): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<string>();
    this.#onLine = () => {
      const found = this.lines.filter((line) => line.startsWith(start));
      const wanted = found[count - 1];
      if (wanted !== undefined) resolve(wanted);
    };
    this.#onLine();
    const ended = this.#closed.then(() => Promise.reject(new Error(`no line "${start}": ${this.#errors}`)));
    return Promise.race([promise, ended]);
  }

  signal(name: NodeJS.Signals): void {
    this.#process.kill(name);
  }

  /** Resolves when it has ended and all its lines are here. */
  async ended(): Promise<{ code: number | null; signal: string | null }> {
    await this.#closed;
    return { code: this.#process.exitCode, signal: this.#process.signalCode };
  }

  kill(): Promise<unknown> {
    this.signal('SIGKILL');
    return this.#closed;
  }
}

export function startChild(program: string, { args, under = [], ...options }: ChildOptions): Child {
  const [command = process.execPath, ...rest] = [
    ...under,
    process.execPath,
    join(import.meta.dirname, program),
    ...args,
  ];
  return new Child(spawn(command, rest, { ...options, stdio: ['pipe', 'pipe', 'pipe'] }));
}
