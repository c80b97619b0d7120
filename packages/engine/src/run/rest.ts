/** What happens when nothing is under way in a run: it is put to sleep, or found to wait for something that never comes. */
import type { FactOf, Instant, Wait } from '@tutti/protocol';
import { RunError } from '../errors.ts';
import type { ControlDesk } from './control-desk.ts';
import type { RunCore } from './run-core.ts';

export interface RestEvents {
  onParked(): void;
  onStalled(error: RunError): void;
}

/** A shorter wait is not worth being put to sleep for. */
const RESIDENT_MS = 1_000;
/** A program may compute for a moment between two calls, but it has nothing to wait for. */
const STALL_MS = 10_000;

interface Sleep {
  readonly fact: FactOf<'run.parked' | 'run.paused'>;
  readonly waits: readonly Wait[];
}

export class Rest {
  readonly #core: RunCore;
  readonly #desk: ControlDesk;
  readonly #events: RestEvents;
  #parking = false;
  #callOffStall: (() => void) | undefined;

  constructor(core: RunCore, desk: ControlDesk, events: RestEvents) {
    this.#core = core;
    this.#desk = desk;
    this.#events = events;
  }

  begin(ended: boolean): void {
    if (this.#parking) return;
    const { sleepers, calls, ports } = this.#core;
    if (this.#desk.holds) return this.#tryPark(this.#toHeldSleep());
    if (sleepers.size === 0 || (calls.size === 0 && !ended)) return this.#watchForStall();
    const earliest = sleepers.earliest();
    if (earliest !== undefined && earliest - ports.clock.now() <= RESIDENT_MS) return;
    const waits = this.#withDeadline(sleepers.toWaits());
    this.#tryPark({ fact: { type: 'run.parked', waits }, waits });
  }

  close(): void {
    this.#callOffStall?.();
  }

  #tryPark(sleep: Sleep): void {
    this.#park(sleep).catch((error: unknown) => this.#core.lose(error));
  }

  async #park({ fact, waits }: Sleep): Promise<void> {
    const { sleepers, log, ports } = this.#core;
    const { state } = this.#desk;
    this.#parking = true;
    sleepers.hold('all');
    ports.failpoint?.('before-park', fact.type);
    const answer = await log.park(fact, waits, state.mode === 'pausing' ? [state.signal.id] : []);
    this.#parking = false;
    if (this.#core.gone) return;
    if (answer === 'parked') return this.#events.onParked();
    if (this.#desk.holds) sleepers.hold('work');
    else sleepers.release();
    sleepers.offer(await ports.store.pendingSignals(log.state.tenant, log.state.run));
    this.#core.checkQuiet();
  }

  #toHeldSleep(): Sleep {
    const { state } = this.#desk;
    const now = this.#core.ports.clock.now();
    if (state.mode !== 'pausing')
      return { fact: { type: 'run.parked', waits: [{ until: now }] }, waits: [{ until: now }] };
    const by = state.signal.by && { by: state.signal.by };
    return { fact: { type: 'run.paused', reason: state.reason, ...by }, waits: this.#withDeadline([]) };
  }

  #withDeadline(waits: readonly Wait[]): Wait[] {
    const until: Instant | undefined = this.#core.root.isAborted ? undefined : this.#core.log.state.deadline;
    return until === undefined ? [...waits] : [...waits, { until }];
  }

  #watchForStall(): void {
    if (this.#callOffStall) return;
    const { clock } = this.#core.ports;
    const seq = this.#core.log.state.seq;
    this.#callOffStall = clock.at(clock.now() + STALL_MS, () => {
      this.#callOffStall = undefined;
      if (this.#core.gone || this.#core.active > 0) return;
      if (this.#core.log.state.seq !== seq) return this.#core.checkQuiet();
      const open = [...this.#core.calls.keys()].join(', ') || 'nothing';
      this.#events.onStalled(new RunError('program_stalled', `the program waits, but of its steps ${open} is open`));
    });
  }
}
