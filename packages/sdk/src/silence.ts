import { startTimer } from './timer.ts';

const PATIENCE = 2.5;

/** Notices that nothing was heard for two and a half heartbeats. */
export class Silence {
  #intervalMs: number;
  #stop: () => void = () => {};
  readonly #onSilent: () => void;

  constructor(intervalMs: number, onSilent: () => void) {
    this.#intervalMs = intervalMs;
    this.#onSilent = onSilent;
    this.hear();
  }

  expect(intervalMs: number): void {
    this.#intervalMs = intervalMs;
    this.hear();
  }

  hear(): void {
    this.#stop();
    this.#stop = startTimer(PATIENCE * this.#intervalMs, this.#onSilent);
  }

  stop(): void {
    this.#stop();
  }
}
