/**
 * Reservations that only others stand in the way of wait in line for their account: when something is settled the first one
 * looks again, and only when it has gone the next. So a hundred that wait do not all ask after each settlement.
 */
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';

/** Where nobody tells of a settlement, as when another process made it, each looks by itself, less and less often. */
const FIRST_LOOK_MS = 250;
const LONGEST_LOOK_MS = 5_000;

export interface Waiting {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Whoever is gone must not keep the others waiting. */
  isGone(): boolean;
}

export class WaitingLine {
  readonly #store: Pick<Store, 'listen'>;
  readonly #lines = new Map<string, Set<Ticket>>();
  #stop: (() => void) | undefined;

  constructor(store: Pick<Store, 'listen'>) {
    this.#store = store;
  }

  join(account: string, waiting: Waiting): Ticket {
    const ticket = new Ticket(account, waiting);
    const line = this.#lines.get(account);
    if (line) line.add(ticket);
    else this.#lines.set(account, new Set([ticket]));
    this.#stop ??= this.#store.listen((notice) => {
      if (notice.kind === 'settled') for (const account of this.#lines.keys()) this.#callFirst(account);
    });
    return ticket;
  }

  /** Whatever became of it: there may be room for the next. */
  leave(ticket: Ticket): void {
    this.#lines.get(ticket.account)?.delete(ticket);
    this.#callFirst(ticket.account);
  }

  /** Asks no more of them than are gone before it: thousands may wait, and each of them joins and leaves. */
  #callFirst(account: string): void {
    const line = this.#lines.get(account);
    for (const ticket of line ?? []) {
      if (!ticket.isGone) return ticket.call();
      line?.delete(ticket);
    }
    this.#close(account);
  }

  #close(account: string): void {
    this.#lines.delete(account);
    if (this.#lines.size > 0) return;
    this.#stop?.();
    this.#stop = undefined;
  }
}

export class Ticket {
  readonly account: string;
  readonly #waiting: Waiting;
  #lookMs = FIRST_LOOK_MS;
  /** Between two looks nobody waits, but a call must not be missed. */
  #isCalled = false;
  #wake: (() => void) | undefined;

  constructor(account: string, waiting: Waiting) {
    this.account = account;
    this.#waiting = waiting;
  }

  get isGone(): boolean {
    return this.#waiting.isGone();
  }

  call(): void {
    this.#isCalled = true;
    this.#wake?.();
  }

  /** Resolves when it is time to look again, or to stop. */
  async turn(): Promise<void> {
    const { clock, signal } = this.#waiting;
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = () => resolve();
    this.#wake = wake;
    signal.addEventListener('abort', wake, { once: true });
    const callOff = clock.at(clock.now() + this.#lookMs, wake);
    if (this.#isCalled) wake();
    await promise;
    callOff();
    signal.removeEventListener('abort', wake);
    this.#wake = undefined;
    this.#isCalled = false;
    this.#lookMs = Math.min(2 * this.#lookMs, LONGEST_LOOK_MS);
  }
}
