/** Takes ready runs from the queue, most urgent first, and drives as many at once as there is room for. */
import type { Instant, RunId, TenantId } from '@tutti/protocol';
import { FencedError, toFailure } from '../errors.ts';
import type { ClaimedRun } from '../ports/journal.ts';
import type { ClaimWish, Hold, StoreNotice } from '../ports/run-queue.ts';
import { CarefulLane } from './careful-lane.ts';
import { type DriveEnd, RunDrive } from './drive-run.ts';
import type { DrivePorts } from './drive-ports.ts';
import { isUnreadable } from './open-run.ts';

export interface DispatchOptions {
  readonly concurrentRuns: number;
  /** How many runs of one tenant are driven at once, by all workers together; undefined: no bound. */
  readonly runsPerTenant?: number | undefined;
  /** Told of every run that could not be driven on, and of a store that takes nothing any more. */
  onProblem(error: unknown, run: RunId | undefined): void;
}

const CLAIM_AT_ONCE = 100;
const AFTER_FAILURE_MS = 1_000;
/** A store that does not answer at the end frees everything by itself, later. */
const GIVE_BACK_MS = 2_000;
/** What is on its way outside arrives within this: only then may somebody ask whether it has. */
const EFFECTS_REST_MS = 10_000;
/** A journal that cannot be read does not mend itself soon. */
const UNREADABLE_MS = 600_000;

export class Dispatcher {
  readonly #ports: DrivePorts;
  readonly #options: DispatchOptions;
  readonly #drives = new Map<RunId, RunDrive>();
  /** Signals for runs that are being claimed right now. */
  readonly #early = new Set<RunId>();
  #stopListening: (() => void) | undefined;
  #callOffTimer: (() => void) | undefined;
  readonly #lane: CarefulLane;
  readonly #givingBack: Promise<void>[] = [];
  #claiming = false;
  #again = false;
  #open = false;
  #closed = false;
  #dropped = false;
  #lastClaim: Promise<void> = Promise.resolve();

  constructor(ports: DrivePorts, options: DispatchOptions) {
    this.#ports = ports;
    this.#options = options;
    this.#lane = new CarefulLane(ports.clock, {
      giveBack: (run, readyAt) => void this.#givingBack.push(this.#giveBack(run, readyAt)),
      hasProgressed: (run) => this.#drives.get(run)?.hasProgressed ?? true,
    });
  }

  get driving(): number {
    return this.#drives.size;
  }

  start(): void {
    if (this.#open || this.#closed) return;
    this.#open = true;
    this.#stopListening = this.#ports.store.listen((notice) => this.#onNotice(notice));
    void this.#claim();
  }

  /** Lets what is under way end within the grace, then gives up; what has not ended is left to others, and its claim not counted. */
  async close(graceMs: number): Promise<void> {
    this.#stop();
    const drives = [...this.#drives.values()];
    for (const drive of drives) drive.retire();
    await this.#within(graceMs, [this.#lastClaim, ...drives.map(({ done }) => done)]);
    const now = this.#ports.clock.now();
    const left = [...this.#drives.values()].map(({ claimed, hasOpenIntents }) => ({
      claimed,
      readyAt: hasOpenIntents ? now + EFFECTS_REST_MS : now,
    }));
    this.drop();
    await this.#within(
      GIVE_BACK_MS,
      left.map(({ claimed, readyAt }) => this.#giveBack(claimed, readyAt)),
    );
  }

  async #within(patienceMs: number, ends: readonly Promise<unknown>[]): Promise<void> {
    const { promise: over, resolve } = Promise.withResolvers<void>();
    const callOff = this.#ports.clock.at(this.#ports.clock.now() + patienceMs, resolve);
    await Promise.race([Promise.all(ends), over]);
    callOff();
  }

  /** Gives everything up at once, as a crash would. */
  drop(): void {
    this.#dropped = true;
    this.#stop();
    for (const drive of this.#drives.values()) drive.drop();
  }

  #stop(): void {
    this.#closed = true;
    this.#open = false;
    this.#stopListening?.();
    this.#callOffTimer?.();
  }

  #onNotice(notice: StoreNotice): void {
    if (notice.kind === 'ready') void this.#claim();
    if (notice.kind !== 'signal') return;
    const drive = this.#drives.get(notice.run);
    if (drive) void this.#check(drive, notice.run);
    else if (this.#claiming) this.#early.add(notice.run);
  }

  async #check(drive: RunDrive, run: RunId): Promise<void> {
    try {
      await drive.checkSignals();
    } catch (error) {
      this.#options.onProblem(error, run);
      const { clock } = this.#ports;
      // A cancel must not wait until the run happens to look by itself.
      clock.at(clock.now() + AFTER_FAILURE_MS, () => {
        if (this.#drives.get(run) === drive) void this.#check(drive, run);
      });
    }
  }

  /** Called in the turn in which a run is submitted, so that it need not be heard of first. */
  poke(): void {
    if (this.#open) void this.#claim();
  }

  async #claim(): Promise<void> {
    this.#again = true;
    if (this.#claiming) return;
    this.#claiming = true;
    this.#lastClaim = this.#claimAll();
    await this.#lastClaim;
    if (this.#again && this.#open) void this.#claim();
  }

  async #claimAll(): Promise<void> {
    try {
      let next: Instant | undefined;
      while (this.#again && this.#open) {
        this.#again = false;
        next = await this.#claimBatch();
      }
      this.#armTimer(next);
    } catch (error) {
      if (this.#open) this.#retryLater(error);
    } finally {
      this.#claiming = false;
      this.#early.clear();
    }
  }

  /** Says when the next run wakes by time. */
  async #claimBatch(): Promise<Instant | undefined> {
    const room = Math.min(this.#options.concurrentRuns - this.#drives.size, CLAIM_AT_ONCE);
    if (room <= 0) return undefined;
    const { runs, nextReadyAt } = await this.#ports.store.claimReady(this.#ports.worker, this.#toWish(room));
    if (!this.#open) return this.#leaveAll(runs);
    const admitted = this.#lane.admit(runs);
    // One of them may end this process at once: those that only stood beside it are out of its way by then.
    await Promise.all(this.#givingBack.splice(0));
    if (!this.#open) return this.#leaveAll(admitted);
    for (const run of admitted) this.#drive(run);
    if (runs.length === room) this.#again = true;
    return nextReadyAt;
  }

  /** Nobody here begins them any more: others may, as if they had never been claimed. */
  async #leaveAll(runs: readonly ClaimedRun[]): Promise<undefined> {
    const now = this.#ports.clock.now();
    if (!this.#dropped) await Promise.all(runs.map((run) => this.#giveBack(run, now)));
  }

  #toWish(limit: number): ClaimWish {
    const { runsPerTenant } = this.#options;
    return {
      limit,
      can: this.#ports.programs.can,
      ...(runsPerTenant !== undefined && { mostPerTenant: runsPerTenant }),
      // What has called for a claim until now is seen by this one.
      onLook: () => void (this.#again = false),
    };
  }

  #drive(claimed: ClaimedRun): void {
    const drive = new RunDrive(claimed, this.#ports);
    const { run } = claimed;
    this.#drives.set(run, drive);
    if (this.#early.delete(run)) void this.#check(drive, run);
    void drive.done.then(async (end) => {
      const wasFull = this.#drives.size >= this.#options.concurrentRuns;
      if (this.#drives.get(run) === drive) this.#drives.delete(run);
      this.#lane.leave(run);
      if (!this.#open) return;
      // A tenant that had all that it may have under way gets its next one now.
      if (wasFull || this.#options.runsPerTenant !== undefined) void this.#claim();
      if (end.kind === 'lost') await this.#onLost(claimed, end);
      // It may sleep for a time that ends before all others.
      if (end.kind === 'parked') void this.#claim();
    });
  }

  #giveBack({ tenant, run, epoch }: ClaimedRun, readyAt: Instant): Promise<void> {
    return this.#release(tenant, run, { epoch, readyAt, uncounted: true });
  }

  async #onLost({ tenant, run, epoch }: ClaimedRun, { error }: Extract<DriveEnd, { kind: 'lost' }>): Promise<void> {
    if (!(error instanceof FencedError)) this.#options.onProblem(error, run);
    const now = this.#ports.clock.now();
    const hold: Hold = isUnreadable(error)
      ? { epoch, readyAt: now + UNREADABLE_MS, problem: toFailure(error).code }
      : { epoch, readyAt: now + AFTER_FAILURE_MS };
    await this.#release(tenant, run, hold);
  }

  /** Tried until it is done: a run that is not given back would be driven by nobody for as long as this process lives. */
  async #release(tenant: TenantId, run: RunId, hold: Hold): Promise<void> {
    const { store, clock } = this.#ports;
    try {
      await store.release(tenant, run, hold);
    } catch (error) {
      if (!this.#open || error instanceof FencedError) return;
      this.#options.onProblem(error, run);
      clock.at(clock.now() + AFTER_FAILURE_MS, () => void this.#release(tenant, run, hold));
    }
  }

  #armTimer(at: Instant | undefined): void {
    this.#callOffTimer?.();
    // Without room nothing is claimed: a run that is due already would ring again at once.
    const isFull = this.#drives.size >= this.#options.concurrentRuns;
    this.#callOffTimer =
      at === undefined || isFull || !this.#open ? undefined : this.#ports.clock.at(at, () => void this.#claim());
  }

  #retryLater(error: unknown): void {
    this.#options.onProblem(error, undefined);
    this.#callOffTimer?.();
    this.#callOffTimer = this.#ports.clock.at(this.#ports.clock.now() + AFTER_FAILURE_MS, () => void this.#claim());
  }
}
