import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type DriverOptions, Said } from './driver-words.ts';

const DRIVER = join(import.meta.dirname, 'driver.ts');

export class DriverProcess implements AsyncDisposable {
  readonly said: Said[] = [];
  readonly #child: ChildProcess;
  #stderr = '';

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.stderr?.on('data', (piece: Buffer) => (this.#stderr = `${this.#stderr}${piece.toString()}`.slice(-8_000)));
  }

  /** Resolves when it drives. */
  static async start(options: DriverOptions): Promise<DriverProcess> {
    const flags = ['--disable-warning=ExperimentalWarning', DRIVER, JSON.stringify(options)];
    const child = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'pipe'] });
    const driver = new DriverProcess(child);
    const lines = createInterface({ input: child.stdout });
    const ready = Promise.withResolvers<void>();
    lines.on('line', (line) => {
      const said = Said.parse(JSON.parse(line));
      driver.said.push(said);
      if (said.say === 'ready') ready.resolve();
    });
    child.once('exit', () => ready.reject(new Error(`the driver has ended: ${driver.#stderr}`)));
    await ready.promise;
    return driver;
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  get stderr(): string {
    return this.#stderr;
  }

  /** What it told of the fault: each change of its health for the worse, and each problem. */
  get troubles(): readonly Extract<Said, { say: 'health' | 'problem' }>[] {
    return this.said.filter((one) => one.say === 'problem' || (one.say === 'health' && one.state !== 'ok')) as Extract<
      Said,
      { say: 'health' | 'problem' }
    >[];
  }

  get health(): string {
    const last = this.said.findLast(({ say }) => say === 'health');
    return last?.say === 'health' ? last.state : 'unknown';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.isAlive) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
  }
}
