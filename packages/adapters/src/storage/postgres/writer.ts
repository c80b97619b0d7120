/** Everything that changes runs: gathered, ordered by run, tried again, and told to whoever listens. */
import { setTimeout as delay } from 'node:timers/promises';
import {
  type Append,
  type ClaimedRun,
  type ClaimWish,
  FencedError,
  type Hold,
  isStoreAwaited,
  type NewRun,
  type Reservation,
  type ReservationVerdict,
  RunError,
  RunFinishedError,
  RunNotFoundError,
} from '@tutti/engine';
import {
  type Hash,
  isFinished,
  type RunId,
  type Signal,
  type TenantId,
  type Wait,
  type WorkerId,
} from '@tutti/protocol';
import type { Ask, Database, Row } from './database.ts';
import type { Holdings } from './holdings.ts';
import { KeyOrder } from './key-order.ts';
import { Lane, type Verdict } from './lane.ts';
import type { Lease } from './lease.ts';
import { noNotices, type Notices } from './notices.ts';
import { RunNumbers, type RunRef, toKey } from './run-numbers.ts';
import { Statistics } from './statistics.ts';
import { type AppendAnswer, type AppendOp, appendPlain, appendWithMore, isPlain } from './write/append-runs.ts';
import { ReadyQueue } from './write/claim-ready.ts';
import { claimOne, readClaimed, release } from './write/claim-runs.ts';
import { findWritten } from './write/find-written.ts';
import { reserveAll } from './write/reserve-amounts.ts';
import { deliverSignal } from './write/signal-run.ts';
import { needsMore, submitAll } from './write/submit-runs.ts';

export interface WriterParts {
  readonly database: Database;
  readonly lease: Lease;
  readonly holdings: Holdings;
  /** The store's own time; undefined where that of the database counts. */
  now(): number | undefined;
  tell(notices: Notices): void;
  onWritten(): void;
}

/** The cost of a row grows slowly with how many others its statement brings along. */
const MOST_AT_ONCE = 200;
/** What is submitted is mostly committed by then; whoever claims must not wait for a submit that hangs. */
const SUBMIT_MS = 20;

export class Writer {
  readonly numbers = new RunNumbers();
  readonly #parts: WriterParts;
  readonly #order = new KeyOrder();
  readonly #queue = new ReadyQueue();
  readonly #statistics: Statistics;
  readonly #plain: Lane<AppendOp, AppendAnswer>;
  readonly #more: Lane<AppendOp, AppendAnswer>;
  readonly #submits: Lane<NewRun, 'created' | 'exists'>;
  readonly #reservations: Lane<Reservation, ReservationVerdict>;
  /** Appends, by the hash of their last entry, that were given up without knowing whether they were committed. */
  readonly #doubtful = new Set<Hash>();
  #lastSubmit: Promise<void> = Promise.resolve();
  /** A claim was sent of which no answer came. */
  #mayHaveStrays = false;

  constructor(parts: WriterParts) {
    this.#parts = parts;
    this.#statistics = new Statistics(parts.database);
    this.#plain = openLane((ops) => this.#flushAppends(ops, 'single'));
    this.#more = openLane((ops) => this.#flushAppends(ops, 'many'));
    this.#submits = openLane((runs) => this.#flushSubmits(runs));
    this.#reservations = openLane((wishes) => this.#flushReservations(wishes));
  }

  submit(run: NewRun): Promise<'created' | 'exists'> {
    const answer = this.#order.run(toKey(run), () => this.#submits.add(run));
    this.#lastSubmit = answer.then(ignore, ignore);
    return answer;
  }

  append(append: Append, waits?: readonly Wait[]): Promise<AppendAnswer> {
    const op = waits ? { append, waits } : { append };
    const lane = isPlain(op) ? this.#plain : this.#more;
    return this.#order.run(toKey(append), async () => {
      const answer = await this.#watchFence(append, () => lane.add(op));
      if (answer === 'parked' || isFinished(append.summary.status)) await this.#letGo(append);
      return answer;
    });
  }

  signal(ref: { tenant: TenantId; run: RunId }, signal: Signal): Promise<'accepted' | 'known'> {
    const { database, now, tell } = this.#parts;
    return this.#order.run(toKey(ref), () =>
      database.retry(async (attempt) => {
        const no = (await this.numbers.find(database.ask, [ref]))(ref);
        if (no === undefined) throw new RunNotFoundError(ref.run);
        const { verdict, woke, isDriven } = await deliverSignal(database.ask, no, { signal, now: now() });
        if (verdict === 'run_finished') throw new RunFinishedError(ref.run);
        // What is known may have come just before, with the answer lost.
        const isNews = verdict === 'accepted' || attempt > 1;
        tell({ ...noNotices(), ready: isNews && woke, signals: new Set(isNews && isDriven ? [ref.run] : []) });
        return verdict;
      }),
    );
  }

  async claim(ref: { tenant: TenantId; run: RunId }, worker: WorkerId): Promise<ClaimedRun> {
    const take = async (ask: Ask, holder: number) => [await claimOne(ask, ref, { worker, holder })];
    const [claimed] = await this.#order.run(toKey(ref), () => this.#claim(take));
    if (!claimed) throw new RunNotFoundError(ref.run);
    return claimed;
  }

  /** Behind the submits of this process, which a claim beside them would miss. */
  async claimReady(worker: WorkerId, wish: ClaimWish): Promise<readonly ClaimedRun[]> {
    await Promise.race([this.#lastSubmit, delay(SUBMIT_MS, undefined, { ref: false })]);
    const { database, now } = this.#parts;
    return this.#claim((_, holder) => this.#queue.claim(database, { worker, holder }, { ...wish, now: now() }));
  }

  release(ref: { tenant: TenantId; run: RunId }, hold: Hold): Promise<void> {
    const { database, now, tell } = this.#parts;
    return this.#order.run(toKey(ref), async () => {
      const act = () =>
        database.retry(async () => {
          const notices = noNotices();
          const setting = { hold, now: now(), numbers: this.numbers, notices };
          await database.transact((ask) => release(ask, ref, setting));
          tell(notices);
        });
      await this.#watchFence({ ...ref, epoch: hold.epoch }, act);
      await this.#letGo({ ...ref, epoch: hold.epoch });
    });
  }

  reserve(wish: Reservation): Promise<ReservationVerdict> {
    return this.#order.run(toKey(wish), () => this.#watchFence(wish, () => this.#reservations.add(wish)));
  }

  /** One claim at a time, so that what was claimed unheard can be told from what is being claimed. */
  async #claim(take: (ask: Ask, holder: number) => Promise<readonly Row[]>): Promise<readonly ClaimedRun[]> {
    const { database, lease, holdings } = this.#parts;
    const taken = await this.#order.run('claims', () =>
      database.retry(async () => {
        if (this.#mayHaveStrays) await lease.freeAllBut(database.ask, holdings.numbers);
        this.#mayHaveStrays = true;
        const rows = await take(database.ask, lease.no).catch((error: unknown) => {
          if (error instanceof RunError || error instanceof RunFinishedError || error instanceof RunNotFoundError) {
            this.#mayHaveStrays = false;
          }
          throw error;
        });
        this.#mayHaveStrays = false;
        for (const row of rows) holdings.add(Number(row['no']), toHeld(row));
        return rows;
      }),
    );
    return database.retry(() => readClaimed(database.ask, taken, this.numbers));
  }

  async #flushAppends(ops: readonly AppendOp[], mode: 'single' | 'many'): Promise<readonly Verdict<AppendAnswer>[]> {
    const { database, tell, onWritten } = this.#parts;
    const hashes = ops.flatMap(({ append: { entries } }) => entries.at(-1)?.hash ?? []);
    const isDoubtful = hashes.some((hash) => this.#doubtful.has(hash));
    try {
      const verdicts = await database.retry(async (attempt) => {
        const notices = noNotices();
        const written = isDoubtful || attempt > 1 ? await this.#findWritten(ops, notices) : new Set<Append>();
        const rest = await this.#writeRest(ops, { mode, written, notices });
        onWritten();
        tell(notices);
        return rest;
      });
      for (const hash of hashes) this.#doubtful.delete(hash);
      return verdicts;
    } catch (error) {
      // The engine asks again for the same when the server is back.
      if (isStoreAwaited(error)) for (const hash of hashes) this.#doubtful.add(hash);
      throw error;
    }
  }

  /** Writes those that are not written yet; the verdicts are on all. */
  async #writeRest(
    ops: readonly AppendOp[],
    { mode, written, notices }: { mode: 'single' | 'many'; written: ReadonlySet<Append>; notices: Notices },
  ): Promise<readonly Verdict<AppendAnswer>[]> {
    const { database, now } = this.#parts;
    const open = ops.filter(({ append }) => !written.has(append));
    const setting = { numbers: this.numbers, now: now(), notices };
    const verdicts =
      mode === 'single'
        ? await appendPlain(database.ask, open, setting)
        : await database.transact((ask) => appendWithMore(ask, open, setting));
    const rest = verdicts.values();
    return ops.map(({ append, waits }) =>
      written.has(append) ? { answer: waits ? 'parked' : 'written' } : toVerdict(rest.next()),
    );
  }

  /** The outcome of the attempt before is not known, and neither is what it would have told. */
  async #findWritten(ops: readonly AppendOp[], notices: Notices): Promise<ReadonlySet<Append>> {
    const appends = ops.map(({ append }) => append);
    const written = await findWritten(this.#parts.database.ask, appends);
    if (written.size === 0) return written;
    notices.ready = true;
    notices.settled = true;
    for (const { notify } of written) if (notify) notices.signals.add(notify.run);
    return written;
  }

  #flushSubmits(runs: readonly NewRun[]): Promise<readonly Verdict<'created' | 'exists'>[]> {
    const { database, now, tell, onWritten } = this.#parts;
    return database.retry(async () => {
      const setting = { numbers: this.numbers, now: now() };
      const verdicts = runs.some(needsMore)
        ? await database.transact((ask) => submitAll(ask, runs, setting))
        : await submitAll(database.ask, runs, setting);
      onWritten();
      this.#statistics.onWritten(runs.length);
      tell({ ...noNotices(), ready: true });
      return verdicts;
    });
  }

  #flushReservations(wishes: readonly Reservation[]): Promise<readonly Verdict<ReservationVerdict>[]> {
    const { database } = this.#parts;
    return database.retry(() => database.transact((ask) => reserveAll(ask, this.numbers, wishes)));
  }

  async #watchFence<Answer>(driver: RunRef & { epoch: number }, act: () => Promise<Answer>): Promise<Answer> {
    try {
      return await act();
    } catch (error) {
      if (error instanceof FencedError) await this.#letGo(driver);
      throw error;
    }
  }

  async #letGo(driver: RunRef & { epoch: number }): Promise<void> {
    const no = (await this.numbers.find(this.#parts.database.ask, [driver]))(driver);
    if (no !== undefined) this.#parts.holdings.remove(no, { ref: driver, epoch: driver.epoch });
  }
}

function openLane<Op, Answer>(flush: (ops: readonly Op[]) => Promise<readonly Verdict<Answer>[]>): Lane<Op, Answer> {
  const isSplittable = (error: unknown) => error instanceof RunError && error.code === 'internal';
  return new Lane({ most: MOST_AT_ONCE, flush, isSplittable });
}

function toHeld(row: Row): { ref: RunRef; epoch: number } {
  return { ref: { tenant: String(row['tenant']), run: String(row['id']) }, epoch: Number(row['epoch']) };
}

function toVerdict<Answer>({ value }: IteratorResult<Verdict<Answer>, undefined>): Verdict<Answer> {
  return value ?? { error: new RunError('internal', 'the flush has no verdict on this operation') };
}

function ignore(): void {}
