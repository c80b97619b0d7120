/**
 * The lease of this store: one row, renewed by the clock of the database. While it lasts, what the store holds is its own;
 * once it has passed, any other store may end it and make its runs ready again. The fence makes a wrong suspicion harmless.
 */
import { performance } from 'node:perf_hooks';
import type { Ask, Row } from './database.ts';
import type { Notices } from './notices.ts';

export interface LeaseOptions {
  readonly name: string;
  readonly leaseMs: number;
}

/** The part of a lease that is not counted on, as two clocks never run quite alike. */
const MARGIN = 0.1;

const BEGIN = {
  name: 'begin-lease',
  text: "INSERT INTO holders (name, lease_until) VALUES ($1, clock_timestamp() + $2 * interval '1 millisecond') RETURNING no",
};
const RENEW = {
  name: 'renew-lease',
  text: "UPDATE holders SET lease_until = clock_timestamp() + $2 * interval '1 millisecond' WHERE no = $1 AND ended_at IS NULL RETURNING no",
};
/** Whoever ends a lease frees its runs in the same statement. */
const END_PASSED = {
  name: 'end-passed-leases',
  text: `WITH passed AS (
      SELECT no FROM holders WHERE ended_at IS NULL AND lease_until < clock_timestamp() ORDER BY no FOR NO KEY UPDATE SKIP LOCKED
    ), freed AS (
      UPDATE runs SET queue_state = 'ready', owner = NULL, holder = NULL
      WHERE holder IN (SELECT no FROM passed) AND queue_state = 'owned' RETURNING no
    )
    UPDATE holders SET ended_at = clock_timestamp(), taken_over = (SELECT count(*) FROM freed)
    WHERE no IN (SELECT no FROM passed) RETURNING taken_over`,
};
const END = {
  name: 'end-lease',
  text: 'UPDATE holders SET ended_at = clock_timestamp() WHERE no = $1 AND ended_at IS NULL',
};
const FREE = {
  name: 'free-runs',
  text: `UPDATE runs SET queue_state = 'ready', owner = NULL, holder = NULL
    WHERE holder = $1 AND queue_state = 'owned' AND no <> ALL($2::bigint[])`,
};
/** What a notice may have failed to say. */
const LOOK = {
  name: 'look',
  text: `SELECT EXISTS (SELECT 1 FROM runs WHERE queue_state = 'ready') AS ready,
    ARRAY(SELECT r.id FROM runs r WHERE r.holder = $1 AND r.queue_state = 'owned'
      AND EXISTS (SELECT 1 FROM signals s WHERE s.run = r.no AND NOT s.consumed)) AS signals`,
};

export class Lease {
  readonly #options: LeaseOptions;
  #no: number;
  /** By two clocks of this process: one stops while the machine sleeps, the other may be set. */
  #since: { readonly ticks: number; readonly time: number };
  #isOver = false;

  private constructor(options: LeaseOptions, no: number, since: Lease['since']) {
    this.#options = options;
    this.#no = no;
    this.#since = since;
  }

  static async begin(ask: Ask, options: LeaseOptions): Promise<Lease> {
    const since = readClocks();
    const [row] = await ask(BEGIN, [options.name, options.leaseMs]);
    return new Lease(options, toNumber(row), since);
  }

  get since(): { readonly ticks: number; readonly time: number } {
    return this.#since;
  }

  get no(): number {
    return this.#no;
  }

  /** Only while it certainly lasts: counted from before the renewal was sent, and a little shorter. */
  get isHeld(): boolean {
    if (this.#isOver) return false;
    const { ticks, time } = readClocks();
    const age = Math.max(ticks - this.#since.ticks, time - this.#since.time);
    return age < this.#options.leaseMs * (1 - MARGIN);
  }

  /** Begins another one where this one was ended by others: then what was claimed under it is lost. */
  async renew(ask: Ask): Promise<'renewed' | 'lost'> {
    const since = readClocks();
    const [row] = await ask(RENEW, [this.#no, this.#options.leaseMs]);
    if (row) {
      this.#since = since;
      return 'renewed';
    }
    const [next] = await ask(BEGIN, [this.#options.name, this.#options.leaseMs]);
    this.#no = toNumber(next);
    this.#since = since;
    return 'lost';
  }

  /** What the last owners left behind is ready again: at once where they said goodbye, else when their lease has passed. */
  async end(ask: Ask): Promise<void> {
    this.#isOver = true;
    await ask(FREE, [this.#no, []]);
    await ask(END, [this.#no]);
  }

  /** Runs that were claimed in a statement of which no answer came belong to nobody here. */
  async freeAllBut(ask: Ask, held: readonly number[]): Promise<void> {
    await ask(FREE, [this.#no, [...held]]);
  }

  /** Looks after leases that have passed, and for what no notice may have told. */
  async look(ask: Ask, notices: Notices): Promise<void> {
    const ended = await ask(END_PASSED);
    const [row] = await ask(LOOK, [this.#no]);
    if (ended.length > 0 || row?.['ready'] === true) notices.ready = true;
    for (const run of (row?.['signals'] ?? []) as readonly string[]) notices.signals.add(run);
  }
}

function toNumber(row: Row | undefined): number {
  return Number(row?.['no']);
}

function readClocks(): { ticks: number; time: number } {
  return { ticks: performance.now(), time: Date.now() };
}
