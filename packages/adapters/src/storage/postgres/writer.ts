/** Everything that changes runs: gathered, ordered by run, tried again, and told to whoever listens. */
import { setTimeout as delay } from 'node:timers/promises';
import {
  type Append,
  type Claimed,
  type ClaimedRun,
  type ClaimWish,
  FencedError,
  type Hold,
  isStoreAwaited,
  type NewRun,
  type Reservation,
  type ReservationVerdict,
  RunError,
  RunNotFoundError,
} from '@tutti/engine';
import {
  type Hash,
  type Instant,
  isFinished,
  type RunId,
  type Signal,
  type TenantId,
  type Wait,
  type WorkerId,
} from '@tutti/protocol';
import { Claims, type Take } from './claims.ts';
import type { Database } from './database.ts';
import type { Holdings } from './holdings.ts';
import { KeyOrder } from './key-order.ts';
import { Lane, type Verdict } from './lane.ts';
import type { Lease } from './lease.ts';
import { noNotices, type Notices } from './notices.ts';
import { RunNumbers, type RunRef, toKey } from './run-numbers.ts';
import { Statistics } from './statistics.ts';
import { type AppendAnswer, type AppendOp, appendPlain, appendWithMore, isPlain } from './write/append-runs.ts';
import { ReadyQueue } from './write/claim-ready.ts';
import { claimOne, release } from './write/claim-runs.ts';
import { findWritten } from './write/find-written.ts';
import { reserveAll } from './write/reserve-amounts.ts';
import { deliverAll, type Delivery } from './write/signal-run.ts';
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
  readonly #claims: Claims;
  readonly #statistics: Statistics;
  readonly #plain: Lane<AppendOp, AppendAnswer>;
  readonly #more: Lane<AppendOp, AppendAnswer>;
  readonly #submits: Lane<NewRun, 'created' | 'exists'>;
  readonly #signals: Lane<Delivery, 'accepted' | 'known'>;
  readonly #reservations: Lane<Reservation, ReservationVerdict>;
  /** Appends, by the hash of their last entry, that were given up without knowing whether they were committed. */
  readonly #doubtful = new Set<Hash>();
  #lastSubmit: Promise<void> = Promise.resolve();

  constructor(parts: WriterParts) {
    this.#parts = parts;
    this.#statistics = new Statistics(parts.database);
    this.#claims = new Claims({ ...parts, numbers: this.numbers });
    this.#plain = openLane((ops) => this.#flushAppends(ops, 'single'));
    this.#more = openLane((ops) => this.#flushAppends(ops, 'many'));
    this.#submits = openLane((runs) => this.#flushSubmits(runs));
    this.#signals = openLane((deliveries) => this.#flushSignals(deliveries));
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
      if (answer === 'parked' || isFinished(append.summary.status)) this.#letGo(append);
      return answer;
    });
  }

  signal(ref: { tenant: TenantId; run: RunId }, signal: Signal): Promise<'accepted' | 'known'> {
    return this.#order.run(toKey(ref), () => this.#signals.add({ ...ref, signal }));
  }

  async claim(ref: { tenant: TenantId; run: RunId }, worker: WorkerId): Promise<ClaimedRun> {
    const take: Take = async (ask, holder) => [await claimOne(ask, ref, { worker, holder })];
    const [claimed] = await this.#order.run(toKey(ref), () => this.#claims.claim(take));
    if (!claimed) throw new RunNotFoundError(ref.run);
    return claimed;
  }

  /** Behind the submits of this process, which a claim beside them would miss. */
  async claimReady(worker: WorkerId, wish: ClaimWish): Promise<Claimed> {
    await Promise.race([this.#lastSubmit, delay(SUBMIT_MS, undefined, { ref: false })]);
    const { database, now } = this.#parts;
    let nextReadyAt: Instant | undefined;
    const runs = await this.#claims.claim(async (_, holder) => {
      wish.onLook?.();
      const claimed = await this.#queue.claim(database, { worker, holder }, { ...wish, now: now() });
      nextReadyAt = claimed.nextReadyAt;
      return claimed.rows;
    });
    return { runs, nextReadyAt };
  }

  /** What was claimed for this store without its knowing, as the answer to a claim was lost. */
  freeStrays(): Promise<void> {
    return this.#claims.freeStrays();
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
      this.#letGo({ ...ref, epoch: hold.epoch });
    });
  }

  reserve(wish: Reservation): Promise<ReservationVerdict> {
    return this.#order.run(toKey(wish), () => this.#watchFence(wish, () => this.#reservations.add(wish)));
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

  #flushSignals(deliveries: readonly Delivery[]): Promise<readonly Verdict<'accepted' | 'known'>[]> {
    const { database, now, tell } = this.#parts;
    return database.retry(async (attempt) => {
      const notices = noNotices();
      const setting = { numbers: this.numbers, now: now(), notices, isRetry: attempt > 1 };
      const verdicts = await deliverAll(database.ask, deliveries, setting);
      tell(notices);
      return verdicts;
    });
  }

  #flushReservations(wishes: readonly Reservation[]): Promise<readonly Verdict<ReservationVerdict>[]> {
    const { database, now } = this.#parts;
    const act = () => database.transact((ask) => reserveAll(ask, wishes, { numbers: this.numbers, now: now() }));
    return database.retry(act);
  }

  async #watchFence<Answer>(driver: RunRef & { epoch: number }, act: () => Promise<Answer>): Promise<Answer> {
    try {
      return await act();
    } catch (error) {
      if (error instanceof FencedError) this.#letGo(driver);
      throw error;
    }
  }

  #letGo(driver: RunRef & { epoch: number }): void {
    this.#parts.holdings.remove(driver, driver.epoch);
  }
}

function openLane<Op, Answer>(flush: (ops: readonly Op[]) => Promise<readonly Verdict<Answer>[]>): Lane<Op, Answer> {
  const isSplittable = (error: unknown) => error instanceof RunError && error.code === 'internal';
  return new Lane({ most: MOST_AT_ONCE, flush, isSplittable });
}

function toVerdict<Answer>({ value }: IteratorResult<Verdict<Answer>, undefined>): Verdict<Answer> {
  return value ?? { error: new RunError('internal', 'the flush has no verdict on this operation') };
}

function ignore(): void {}
