/** The real command in a process of its own. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';

const MAIN = join(import.meta.dirname, '..', 'packages', 'cli', 'src', 'main.ts');

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export class TuttiProcess {
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #waiting: { readonly isThere: (lines: readonly string[]) => boolean; readonly resolve: () => void }[] = [];
  #stdout = '';
  #stderr = '';

  constructor(args: readonly string[], env: Readonly<Record<string, string>>) {
    const command = ['--disable-warning=ExperimentalWarning', MAIN, ...args];
    this.#child = spawn(process.execPath, command, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, TUTTI_REHEARSAL_LATENCY_MS: '0', ...env },
    });
    this.#child.stdout.on('data', (chunk) => this.#hear(String(chunk)));
    this.#child.stderr.on('data', (chunk) => {
      this.#stderr += String(chunk);
    });
    this.ended = this.#untilEnd();
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Resolves as soon as enough whole lines were printed; rejects when the process ends before. */
  untilLines(isThere: (lines: readonly string[]) => boolean): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ isThere, resolve });
    this.#hear('');
    void this.ended.then((ended) => reject(new Error(`ended with ${ended.code} before: ${ended.stderr}`)));
    return promise;
  }

  async #untilEnd(): Promise<Ended> {
    const [code, signal] = (await once(this.#child, 'close')) as [number | null, NodeJS.Signals | null];
    return { code, signal, stdout: this.#stdout, stderr: this.#stderr };
  }

  #hear(chunk: string): void {
    this.#stdout += chunk;
    const lines = this.#stdout.split('\n').slice(0, -1);
    for (const { isThere, resolve } of this.#waiting) if (isThere(lines)) resolve();
  }
}

/** A data directory, and the command in it. */
export class TuttiHome {
  readonly directory: string;

  /** Without a directory it has one of its own, which goes with the test. */
  constructor(directory?: string) {
    this.directory = directory ?? mkdtempSync(join(tmpdir(), 'tutti-e2e-'));
    if (directory === undefined) onTestFinished(() => rmSync(this.directory, { recursive: true, force: true }));
  }

  start(args: readonly string[], env: Readonly<Record<string, string>> = {}): TuttiProcess {
    return new TuttiProcess(args, { TUTTI_DATA_DIR: this.directory, ...env });
  }

  /** An agent of its own, as people write one. */
  writeAgent(id: string, text: string): void {
    mkdirSync(join(this.directory, 'agents'), { recursive: true });
    writeFileSync(join(this.directory, 'agents', `${id}.md`), text);
  }

  run(...args: readonly string[]): Promise<Ended> {
    return this.start(args).ended;
  }

  /** What a command with --json prints, where it is one line. */
  async read<Answer>(...args: readonly string[]): Promise<Answer> {
    const { code, stdout, stderr } = await this.run(...args, '--json');
    if (code !== 0) throw new Error(`tutti ${args.join(' ')} ended with ${code}: ${stderr}`);
    return JSON.parse(stdout) as Answer;
  }
}

export function parseLines<Line>(stdout: string): Line[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
}
