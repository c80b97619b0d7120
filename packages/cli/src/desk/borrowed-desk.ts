/**
 * A desk that is opened when somebody works at it and given back when nobody does, for a command that stays: meanwhile the directory is
 * free for others, and a server that was started in it is found.
 */
import type { Clock } from '@tutti/engine';
import type { Desk } from './desk.ts';

export interface BorrowedDeskOptions {
  readonly clock: Clock;
  readonly open: () => Promise<Desk>;
  readonly onProblem: (error: unknown) => void;
}

const IDLE_MS = 3_000;

export class BorrowedDesk implements AsyncDisposable {
  readonly #options: BorrowedDeskOptions;
  #desk: Promise<Desk> | undefined;
  /** Only then is the directory free for the next one. */
  #closed: Promise<void> = Promise.resolve();
  #users = 0;
  #callOff = () => {};

  constructor(options: BorrowedDeskOptions) {
    this.#options = options;
  }

  async use<Result>(work: (desk: Desk) => Promise<Result>): Promise<Result> {
    this.#users += 1;
    this.#callOff();
    try {
      return await work(await (this.#desk ??= this.#open()));
    } finally {
      this.#users -= 1;
      this.#leaveSoon();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#callOff();
    await this.#giveBack();
  }

  async #open(): Promise<Desk> {
    try {
      await this.#closed;
      const desk = await this.#options.open();
      desk.drive();
      return desk;
    } catch (error) {
      this.#desk = undefined;
      throw error;
    }
  }

  #leaveSoon(): void {
    const { clock, onProblem } = this.#options;
    this.#callOff();
    if (this.#users === 0 && this.#desk)
      this.#callOff = clock.at(clock.now() + IDLE_MS, () => void this.#leave().catch(onProblem));
  }

  /** Runs that go on only while this process drives them are driven to their end. */
  async #leave(): Promise<void> {
    const desk = await this.#desk;
    if (!desk || this.#users > 0) return;
    const { runs } = desk.drivesHere ? await desk.listRuns({ status: ['queued', 'running'], limit: 1 }) : { runs: [] };
    if (this.#users > 0) return;
    if (runs.length > 0) this.#leaveSoon();
    else await this.#giveBack();
  }

  async #giveBack(): Promise<void> {
    const desk = this.#desk;
    // At once: whoever comes from now on opens another.
    this.#desk = undefined;
    const closing = close(desk);
    this.#closed = closing.catch(() => undefined);
    await closing;
  }
}

async function close(desk: Promise<Desk> | undefined): Promise<void> {
  const opened = await desk?.catch(() => undefined);
  await opened?.[Symbol.asyncDispose]();
}
