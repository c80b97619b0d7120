/** Where cancel, pause, resume and the deadline arrive while a run is driven. */
import { Control, CONTROL_KEY, type Signal } from '@tutti/protocol';
import { RunError } from '../errors.ts';
import type { RunCore } from './run-core.ts';

export type DeskMode =
  | { readonly mode: 'driving' }
  /** What is under way may end, nothing new begins; then the run sleeps until somebody resumes it. */
  | { readonly mode: 'pausing'; readonly signal: Signal; readonly reason: string }
  /** The same, but the worker is closing: the run goes on at once where a worker is free. */
  | { readonly mode: 'retiring' };

export class ControlDesk {
  state: DeskMode = { mode: 'driving' };
  readonly #core: RunCore;
  readonly #onRelease: () => void;

  constructor(core: RunCore, onRelease: () => void) {
    this.#core = core;
    this.#onRelease = onRelease;
  }

  get holds(): boolean {
    return this.state.mode !== 'driving';
  }

  open(): void {
    this.#core.work(() => this.#listen());
    const { deadline } = this.#core.log.state;
    if (deadline !== undefined && !this.#isStopping()) this.#core.work(() => this.#watchDeadline(deadline));
  }

  retire(): void {
    if (this.holds || this.#core.ended) return;
    this.state = { mode: 'retiring' };
    this.#core.sleepers.hold('work');
    this.#core.checkQuiet();
  }

  async #listen(): Promise<void> {
    for (;;) {
      const woken = await this.#core.sleep({ key: CONTROL_KEY, background: true });
      if (woken?.by === 'signal') this.#handle(woken.signal);
    }
  }

  async #watchDeadline(until: number): Promise<void> {
    await this.#core.sleep({ until, background: true });
    if (this.#isStopping()) return;
    this.#release();
    this.#core.log.enqueue({ type: 'run.deadline_exceeded' });
    this.#core.root.abort(new RunError('deadline_exceeded', 'the run did not end before its deadline'));
  }

  #handle(signal: Signal): void {
    const parsed = Control.safeParse(signal.payload);
    if (!parsed.success) return this.#refuse(signal, parsed.error.message);
    const control = parsed.data;
    const by = signal.by && { by: signal.by };
    switch (control.action) {
      case 'pause':
        if (this.state.mode === 'pausing' || this.#isStopped())
          return this.#refuse(signal, 'the run is already being paused or stopped');
        this.state = { mode: 'pausing', signal, reason: control.reason };
        return this.#core.sleepers.hold('work');
      case 'resume':
        this.#release();
        this.#core.log.enqueue({ type: 'run.resumed', ...by }, { consume: signal.id });
        return;
      case 'cancel':
        this.#release();
        this.#core.log.enqueue({ type: 'run.cancel_requested', reason: control.reason, ...by }, { consume: signal.id });
        return this.#core.root.abort(new RunError('run_cancelled', control.reason));
      default:
        control satisfies never;
    }
  }

  /** A pause that was under way is over, whatever ended it; it is written down all the same. */
  #release(): void {
    if (this.state.mode === 'pausing') {
      const { signal, reason } = this.state;
      this.#core.log.enqueue(
        { type: 'run.paused', reason, ...(signal.by && { by: signal.by }) },
        { consume: signal.id },
      );
      this.#core.log.enqueue({ type: 'run.resumed' });
    }
    if (!this.holds) return;
    this.state = { mode: 'driving' };
    this.#core.sleepers.release();
    this.#onRelease();
  }

  #refuse(signal: Signal, message: string): void {
    this.#core.log.enqueue(
      { type: 'signal.refused', signal: signal.id, key: signal.key, message },
      { consume: signal.id },
    );
  }

  /** The end of the program is no stop: another episode may follow. */
  #isStopped(): boolean {
    const code = this.#core.root.reason?.code;
    return code === 'run_cancelled' || code === 'deadline_exceeded';
  }

  #isStopping(): boolean {
    return this.#core.root.isAborted;
  }
}
