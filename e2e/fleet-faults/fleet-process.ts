/** A process of the fleet as its test sees it: what it has said, and how it is stopped, paused and killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { RunId, WorkerId } from '@tutti/protocol';
import { type DriverOptions, Spoken } from './driver-options.ts';

const DRIVER = join(import.meta.dirname, 'driver.ts');
const KEPT_STDERR = 8_000;

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export class FleetProcess {
  readonly name: string;
  readonly ended: Promise<Ended>;
  readonly spoken: Spoken[] = [];
  readonly serves: boolean;
  wasPaused = false;
  isPaused = false;
  stderr = '';
  readonly #child: ChildProcess;
  #hasEnded = false;
  #wasToldToEnd = false;
  #said = Promise.withResolvers<void>();

  constructor(options: DriverOptions) {
    this.name = options.name;
    this.serves = options.serves;
    const args = ['--disable-warning=ExperimentalWarning', DRIVER, JSON.stringify(options)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    this.ended = this.#untilEnd(child);
    child.stderr.on('data', (piece) => {
      this.stderr = `${this.stderr}${String(piece)}`.slice(-KEPT_STDERR);
    });
    createInterface(child.stdout).on('line', (line) => this.#hear(line));
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  get worker(): WorkerId | undefined {
    return this.spoken.find((spoken) => spoken.say === 'ready')?.worker;
  }

  get url(): string {
    const ready = this.spoken.find((spoken) => spoken.say === 'ready');
    if (ready?.url === undefined) throw new Error(`${this.name} serves nobody`);
    return ready.url;
  }

  /** It may be killed while it starts: then it has ended, and that is no mistake. */
  async untilReady(): Promise<this> {
    while (this.worker === undefined && !(this.#hasEnded && this.#wasToldToEnd)) await this.#untilNews();
    return this;
  }

  /** Looks again whenever it has said something; fails where it ends before. */
  async until(isThere: (spoken: readonly Spoken[]) => boolean): Promise<void> {
    while (!isThere(this.spoken)) await this.#untilNews();
  }

  listClaims(): readonly { readonly run: RunId; readonly epoch: number; readonly at: number }[] {
    return this.spoken.filter((spoken) => spoken.say === 'claimed');
  }

  countFenced(): number {
    return this.spoken.filter(({ say }) => say === 'fenced').length;
  }

  /** Until so many of its runs have recorded something. */
  untilWorkingOn(runs: number): Promise<void> {
    return this.until((spoken) => {
      const begun = spoken.flatMap((one) => (one.say === 'event' && one.type === 'step.completed' ? [one.run] : []));
      return new Set(begun).size >= runs;
    });
  }

  async kill(): Promise<void> {
    if (this.#hasEnded) return;
    this.#wasToldToEnd = true;
    this.#child.kill('SIGKILL');
    await this.ended;
  }

  pause(): void {
    this.wasPaused = true;
    this.isPaused = true;
    this.#child.kill('SIGSTOP');
  }

  resume(): void {
    this.isPaused = false;
    this.#child.kill('SIGCONT');
  }

  async terminate(): Promise<Ended> {
    this.#wasToldToEnd = true;
    this.#child.kill('SIGTERM');
    return this.ended;
  }

  async #untilNews(): Promise<void> {
    if (this.#hasEnded) throw new Error(`${this.name} ended before: ${this.stderr}`);
    await Promise.race([this.#said.promise, this.ended]);
  }

  async #untilEnd(child: ChildProcess): Promise<Ended> {
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    this.#hasEnded = true;
    return { code, signal };
  }

  /** A kill may cut the last line off: then nobody was told. */
  #hear(line: string): void {
    const spoken = parseLine(line);
    if (!spoken) return;
    this.spoken.push(spoken);
    const { resolve } = this.#said;
    this.#said = Promise.withResolvers();
    resolve();
  }
}

function parseLine(line: string): Spoken | undefined {
  try {
    return Spoken.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
