/** One small process beside this one, started with the first server of tools: it kills what they leave behind if this process is killed itself. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Family } from './kill-family.ts';

const PROGRAM = fileURLToPath(new URL('./warden-main.ts', import.meta.url));

export class Warden {
  readonly #families = new Map<number, string>();
  #process: ChildProcess | undefined;

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  watch({ group, mark }: Family): void {
    this.#families.set(group, mark);
    if (this.#process) this.#tell(`+ ${group} ${mark}`);
    else this.#start();
  }

  forget({ group }: Family): void {
    if (this.#families.delete(group)) this.#tell(`- ${group}`);
  }

  /** It ends when nobody is left to tell it anything. */
  close(): void {
    this.#process?.stdin?.end();
    this.#process = undefined;
  }

  #start(): void {
    const warden = spawn(process.execPath, ['--no-warnings', '--max-old-space-size=32', PROGRAM], {
      // In a session of its own, where Ctrl-C in the terminal does not reach it.
      detached: true,
      env: {},
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    warden.unref();
    this.#process = warden;
    const end = () => {
      if (this.#process !== warden) return;
      this.#process = undefined;
      // Somebody killed it; the living need another.
      if (this.#families.size > 0) setTimeout(() => this.#process ?? this.#start(), RESTART_MS).unref();
    };
    warden.once('error', end);
    warden.once('exit', end);
    warden.stdin?.on('error', () => {});
    if (warden.stdin && 'unref' in warden.stdin && typeof warden.stdin.unref === 'function') warden.stdin.unref();
    for (const [group, mark] of this.#families) this.#tell(`+ ${group} ${mark}`);
  }

  #tell(line: string): void {
    this.#process?.stdin?.write(`${line}\n`);
  }
}

const RESTART_MS = 1_000;
