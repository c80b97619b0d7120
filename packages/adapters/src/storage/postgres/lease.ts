/**
 * The lease of this store: one row, renewed by the clock of the database. While it lasts, what the store holds is its own;
 * once it has passed, any other store may end it and make its runs ready again. The fence makes a wrong suspicion harmless.
 */
import { performance } from 'node:perf_hooks';
import type { WorkerCard } from '@tutti/protocol';
import { DatabaseClock, type Reading } from './database-clock.ts';
import type { Ask, Database, Statement } from './database.ts';
import type { Notices } from './notices.ts';

export interface LeaseOptions {
  readonly name: string;
  readonly leaseMs: number;
}

/** The part of a lease that is not counted on, as two clocks never run quite alike. */
const MARGIN = 0.1;

const NOW_MS = 'extract(epoch FROM clock_timestamp())::float8 * 1000 AS now';

const BEGIN = {
  name: 'begin-lease',
  text: `INSERT INTO holders (name, lease_until, lease_ms, worker, card)
    VALUES ($1, clock_timestamp() + $2 * interval '1 millisecond', $2, $3, $4) RETURNING no, ${NOW_MS}`,
};
/** So long those that ended are remembered: each start removes the older ones, so that the table stays small. */
const FORGET = {
  name: 'forget-holders',
  text: "DELETE FROM holders WHERE ended_at < clock_timestamp() - interval '7 days'",
};
const ANNOUNCE = { name: 'announce', text: 'UPDATE holders SET worker = $2, card = $3 WHERE no = $1' };
const RENEW = {
  name: 'renew-lease',
  text: `UPDATE holders SET lease_until = clock_timestamp() + $2 * interval '1 millisecond' WHERE no = $1 AND ended_at IS NULL RETURNING no, ${NOW_MS}`,
};
const FIND_PASSED = {
  name: 'find-passed-leases',
  text: 'SELECT no FROM holders WHERE ended_at IS NULL AND lease_until < clock_timestamp() AND no <> $1 LIMIT 1',
};
/** Whoever ends a lease leaves its name. */
const END_PASSED = {
  name: 'end-passed-leases',
  text: `WITH passed AS MATERIALIZED (
      SELECT no FROM holders WHERE ended_at IS NULL AND lease_until < clock_timestamp() AND no <> $1
      ORDER BY no FOR NO KEY UPDATE SKIP LOCKED
    )
    UPDATE holders SET ended_at = clock_timestamp(), ended_by = $2 WHERE no IN (SELECT no FROM passed) RETURNING no`,
};
/** By another statement: so it sees what was claimed up to the moment at which the lease was ended. */
const FREE_PASSED = {
  name: 'free-passed-runs',
  text: `WITH freed AS (
      UPDATE runs r SET queue_state = 'ready', owner = NULL, holder = NULL
      FROM unnest($2::bigint[]) AS passed(no) WHERE r.holder = passed.no AND r.queue_state = 'owned' RETURNING passed.no AS holder
    ), taken AS (
      UPDATE holders SET taken_over = taken_over + (SELECT count(*) FROM freed)
      WHERE no = $1 AND EXISTS (SELECT 1 FROM freed)
    )
    UPDATE holders h SET lost_runs = (SELECT count(*) FROM freed f WHERE f.holder = h.no) WHERE no = ANY($2::bigint[])`,
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
  readonly clock: DatabaseClock;
  #no: number;
  /** By two clocks of this process: one stops while the machine sleeps, the other may be set. */
  #since: { readonly ticks: number; readonly time: number };
  #isOver = false;
  #card: WorkerCard | undefined;

  private constructor(options: LeaseOptions, { no, since, reading }: Answer) {
    this.#options = options;
    this.#no = no;
    this.#since = since;
    this.clock = new DatabaseClock(reading);
  }

  static async begin(ask: Ask, options: LeaseOptions): Promise<Lease> {
    await ask(FORGET);
    const answer = await askTimed(ask, BEGIN, [options.name, options.leaseMs, null, null]);
    if (!answer) throw new Error('the database has made no row for the lease');
    return new Lease(options, answer);
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

  /** What people are shown of this process. It goes on with the lease that follows this one. */
  async announce(ask: Ask, card: WorkerCard): Promise<void> {
    this.#card = card;
    await ask(ANNOUNCE, [this.#no, ...this.#toCells()]);
  }

  #toCells(): [worker: string | null, card: string | null] {
    return this.#card ? [this.#card.worker, JSON.stringify(this.#card)] : [null, null];
  }

  /** Begins another one where this one was ended by others: then what was claimed under it is lost. */
  async renew(ask: Ask): Promise<'renewed' | 'lost'> {
    const { name, leaseMs } = this.#options;
    const renewed = await askTimed(ask, RENEW, [this.#no, leaseMs]);
    const answer = renewed ?? (await askTimed(ask, BEGIN, [name, leaseMs, ...this.#toCells()]));
    if (answer) {
      this.#no = answer.no;
      this.#since = answer.since;
      this.clock.read(answer.reading);
    }
    return renewed ? 'renewed' : 'lost';
  }

  /** First the end, which waits for claims that are under way, then what they took: all of it is ready again at once. */
  async end(database: Pick<Database, 'transact'>): Promise<void> {
    this.#isOver = true;
    await database.transact(async (ask) => {
      await ask(END, [this.#no]);
      await ask(FREE, [this.#no, []]);
    });
  }

  /** Runs that were claimed in a statement of which no answer came belong to nobody here. */
  async freeAllBut(ask: Ask, held: readonly number[]): Promise<void> {
    await ask(FREE, [this.#no, [...held]]);
  }

  /** Looks after leases that have passed, and for what no notice may have told. */
  async look(database: Pick<Database, 'ask' | 'transact'>, notices: Notices): Promise<void> {
    const [passed] = await database.ask(FIND_PASSED, [this.#no]);
    if (passed) {
      await database.transact((ask) => this.#endPassed(ask));
      notices.ready = true;
    }
    const [row] = await database.ask(LOOK, [this.#no]);
    if (row?.['ready'] === true) notices.ready = true;
    for (const run of (row?.['signals'] ?? []) as readonly string[]) notices.signals.add(run);
  }

  async #endPassed(ask: Ask): Promise<void> {
    const ended = await ask(END_PASSED, [this.#no, this.#card?.name ?? this.#options.name]);
    if (ended.length > 0) await ask(FREE_PASSED, [this.#no, ended.map(({ no }) => no)]);
  }
}

interface Answer {
  readonly no: number;
  /** From before it was asked. */
  readonly since: Lease['since'];
  readonly reading: Reading;
}

/** The lease that the statement speaks of, if any, and what time it is there. */
async function askTimed(ask: Ask, statement: Statement, values: readonly unknown[]): Promise<Answer | undefined> {
  const since = readClocks();
  const [row] = await ask(statement, values);
  const reading = { sent: since.ticks, heard: performance.now(), time: Number(row?.['now']) };
  return row && { no: Number(row['no']), since, reading };
}

function readClocks(): { ticks: number; time: number } {
  return { ticks: performance.now(), time: Date.now() };
}
