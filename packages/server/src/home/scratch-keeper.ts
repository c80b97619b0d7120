/** Removes what commands of runs have left behind: when a run ends here, and what ended elsewhere or in an earlier life of this process. */
import { join } from 'node:path';
import { RunScratch } from '@tutti/adapters/runtimes/scratch';
import { type Clock, type Store } from '@tutti/engine';
import { isFinished, type LiveNotice, type RunEvent } from '@tutti/protocol';
import type { LiveHub } from './live-hub.ts';

export interface ScratchKeeperParts {
  readonly directory: string;
  readonly hub: LiveHub;
  readonly store: Pick<Store, 'findRun'>;
  readonly clock: Clock;
  readonly onProblem: (error: Error) => void;
}

const SWEEP_MS = 3_600_000;
const LAST: ReadonlySet<RunEvent['type']> = new Set(['run.completed', 'run.failed', 'run.cancelled']);

export class ScratchKeeper implements AsyncDisposable {
  readonly #parts: ScratchKeeperParts;
  readonly #scratch: RunScratch;
  readonly #stop: () => void;
  #line: Promise<void> = Promise.resolve();
  #sweptAt: number | undefined;

  constructor(parts: ScratchKeeperParts) {
    this.#parts = parts;
    this.#scratch = new RunScratch(join(parts.directory, 'commands'));
    this.#stop = parts.hub.listen((notice) => this.#hear(notice));
    this.#sweep();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop();
    await this.#line;
  }

  #hear(notice: LiveNotice): void {
    if (notice.type !== 'events' || !notice.events.some(({ type }) => LAST.has(type))) return;
    this.#inLine(() => this.#scratch.remove(notice.run));
    this.#sweep();
  }

  /** Runs that ended on another machine are noticed now and then. */
  #sweep(): void {
    const { clock, store } = this.#parts;
    const now = clock.now();
    if (this.#sweptAt !== undefined && now - this.#sweptAt < SWEEP_MS) return;
    this.#sweptAt = now;
    this.#inLine(() =>
      this.#scratch.sweep(now, async ({ tenant, run }) => {
        const found = await store.findRun(tenant, run);
        return found && isFinished(found.status);
      }),
    );
  }

  #inLine(act: () => Promise<void>): void {
    this.#line = this.#line.then(act).catch((error: unknown) => {
      this.#parts.onProblem(error instanceof Error ? error : new Error(String(error)));
    });
  }
}
