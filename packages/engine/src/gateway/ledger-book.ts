/** The open ledgers of this process, one for each user that calls. */
import type { Principal, RunId } from '@tutti/protocol';
import { RunError } from '../errors.ts';
import { CallLedger, type LedgerPorts } from './call-ledger.ts';

export interface LedgerLimits {
  /** So many calls at most: a journal stays quick to read. */
  readonly calls: number;
  readonly ageMs: number;
  /** Without any call for so long it is closed. */
  readonly idleMs: number;
}

const LIMITS: LedgerLimits = { calls: 5_000, ageMs: 3_600_000, idleMs: 60_000 };
const POLL_MS = 25;

interface Shelf {
  readonly ledger: Promise<CallLedger>;
  callOff: (() => void) | undefined;
}

export class LedgerBook {
  readonly #ports: LedgerPorts;
  readonly #limits: LedgerLimits;
  readonly #shelves = new Map<string, Shelf>();
  readonly #ending = new Set<Promise<void>>();
  readonly #stopListening: () => void;
  #open = 0;
  #closed = false;

  constructor(ports: LedgerPorts, limits: Partial<LedgerLimits> = {}) {
    this.#ports = ports;
    this.#limits = { ...LIMITS, ...limits };
    this.#stopListening = ports.store.listen((notice) => {
      if (notice.kind === 'signal') void this.#heed(notice.run);
    });
  }

  /** The ledger stays open at least until the work has ended. */
  async use<Result>(principal: Principal, work: (ledger: CallLedger) => Promise<Result>): Promise<Result> {
    if (this.#closed) throw new RunError('engine_closed', 'the engine is shutting down', { nothingHappened: true });
    this.#open += 1;
    const name = `${principal.tenant} ${principal.user}`;
    try {
      const { shelf, ledger } = await this.#enter(name, principal);
      try {
        return await work(ledger);
      } finally {
        ledger.open -= 1;
        this.#look(name, shelf, ledger);
      }
    } finally {
      this.#open -= 1;
    }
  }

  /** What is under way may end; what has not by then is settled as doubtful by whoever comes next. */
  async close(graceMs: number): Promise<void> {
    this.#closed = true;
    const { clock } = this.#ports;
    const until = clock.now() + graceMs;
    while (this.#open > 0 && clock.now() < until)
      await new Promise<void>((resolve) => void clock.at(clock.now() + POLL_MS, resolve));
    this.#stopListening();
    const shelves = [...this.#shelves];
    await Promise.all(shelves.map(async ([name, shelf]) => this.#end(name, shelf, await shelf.ledger)));
    await Promise.all(this.#ending);
  }

  async #enter(name: string, principal: Principal): Promise<{ shelf: Shelf; ledger: CallLedger }> {
    for (;;) {
      const shelf = this.#shelves.get(name) ?? this.#begin(name, principal);
      const ledger = await shelf.ledger;
      if (!this.#isOver(ledger)) {
        ledger.open += 1;
        return { shelf, ledger };
      }
      if (ledger.open === 0) void this.#end(name, shelf, ledger);
      if (this.#shelves.get(name) === shelf) this.#shelves.delete(name);
    }
  }

  #begin(name: string, principal: Principal): Shelf {
    const shelf: Shelf = { ledger: CallLedger.begin(this.#ports, principal), callOff: undefined };
    this.#shelves.set(name, shelf);
    // A store that was away for a moment must not be remembered for ever.
    shelf.ledger.catch(() => this.#shelves.get(name) === shelf && this.#shelves.delete(name));
    return shelf;
  }

  /** Somebody stops what they see: its calls end, and the next one goes into another ledger. */
  async #heed(run: RunId): Promise<void> {
    for (const [name, shelf] of this.#shelves) {
      const ledger = await shelf.ledger.catch(() => undefined);
      if (ledger?.run !== run) continue;
      ledger.stop(new RunError('run_cancelled', 'the calls of this ledger were stopped'));
      if (ledger.open === 0) await this.#end(name, shelf, ledger);
    }
  }

  #isOver({ lost, isStopped, calls, openedAt }: CallLedger): boolean {
    const { calls: most, ageMs } = this.#limits;
    return lost !== undefined || isStopped || calls >= most || this.#ports.clock.now() - openedAt >= ageMs;
  }

  /** After each call: one that is over is ended by its last call, one that is idle some time later. */
  #look(name: string, shelf: Shelf, ledger: CallLedger): void {
    shelf.callOff?.();
    shelf.callOff = undefined;
    if (ledger.open > 0) return;
    if (this.#isOver(ledger)) return void this.#end(name, shelf, ledger);
    const { clock } = this.#ports;
    shelf.callOff = clock.at(clock.now() + this.#limits.idleMs, () => {
      if (ledger.open === 0) void this.#end(name, shelf, ledger);
    });
  }

  async #end(name: string, shelf: Shelf, ledger: CallLedger): Promise<void> {
    shelf.callOff?.();
    if (this.#shelves.get(name) === shelf) this.#shelves.delete(name);
    if (ledger.open > 0) return;
    const ending = ledger.end();
    this.#ending.add(ending);
    await ending;
    this.#ending.delete(ending);
  }
}
