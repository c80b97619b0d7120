import {
  type AccountState,
  type Append,
  type Claimed,
  type ClaimedRun,
  type Clock,
  type ClaimWish,
  EngineError,
  type FeedItem,
  type Hold,
  JournalCorruptError,
  type KeyPage,
  type NewRun,
  type Reservation,
  type ReservationVerdict,
  RunError,
  type RunFilter,
  type RunPage,
  type Store,
  type StoredMessage,
  StoreFailedError,
  type StoreHealth,
  type StoreNotice,
} from '@tutti/engine';
import type {
  ApiKey,
  ApiKeyId,
  Budget,
  Epoch,
  Execution,
  Hash,
  Instant,
  JournalEntry,
  KeptRequest,
  Remark,
  RunId,
  RunSummary,
  Session,
  Signal,
  TenantId,
  Wait,
  WorkerCard,
  WorkerId,
  WorkerRecord,
} from '@tutti/protocol';
import type { AccessRows } from './access-rows.ts';
import type { Database } from './database.ts';
import type { FleetRows } from './fleet-rows.ts';
import { KeyOrder } from './key-order.ts';
import type { Library } from './library.ts';
import type { Listeners } from './notices.ts';
import type { RunRef } from './run-numbers.ts';
import type { StoreWatch } from './store-watch.ts';
import { setLimit } from './write/accounts.ts';
import type { Writer } from './writer.ts';

export interface StoreParts {
  readonly database: Database;
  readonly writer: Writer;
  readonly library: Library;
  readonly access: AccessRows;
  readonly fleet: FleetRows;
  readonly listeners: Listeners;
  readonly watch: StoreWatch;
  readonly clock: Clock;
  isLeaseHeld(ref: RunRef, epoch: Epoch): boolean;
  announce(card: WorkerCard): Promise<void>;
  onLimit(): void;
  /** Everything that was asked is done by then. */
  close(): Promise<void>;
}

/** The port, member by member: what is closed or has failed is refused here, and the parts below need not ask. */
export class PostgresStore implements Store {
  readonly #parts: StoreParts;
  readonly #order = new KeyOrder();
  readonly #underWay = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  constructor(parts: StoreParts) {
    this.#parts = parts;
  }

  submit(run: NewRun): Promise<'created' | 'exists'> {
    return this.#write((writer) => writer.submit(run));
  }

  append(append: Append): Promise<void> {
    return this.#write(async (writer) => void (await writer.append(append)));
  }

  park(append: Append, waits: readonly Wait[]): Promise<'parked' | 'signal_waiting'> {
    return this.#write(async (writer) =>
      (await writer.append(append, waits)) === 'parked' ? 'parked' : 'signal_waiting',
    );
  }

  claim(tenant: TenantId, run: RunId, worker: WorkerId): Promise<ClaimedRun> {
    return this.#write((writer) => writer.claim({ tenant, run }, worker));
  }

  claimReady(worker: WorkerId, wish: ClaimWish): Promise<Claimed> {
    return this.#write((writer) => writer.claimReady(worker, wish));
  }

  release(tenant: TenantId, run: RunId, hold: Hold): Promise<void> {
    return this.#write((writer) => writer.release({ tenant, run }, hold));
  }

  signal(tenant: TenantId, run: RunId, signal: Signal): Promise<'accepted' | 'known'> {
    return this.#write((writer) => writer.signal({ tenant, run }, signal));
  }

  reserve(reservation: Reservation): Promise<ReservationVerdict> {
    return this.#write((writer) => writer.reserve(reservation));
  }

  setLimit(tenant: TenantId, id: string, limit: Budget): Promise<void> {
    const { database, onLimit } = this.#parts;
    return this.#write(() =>
      this.#order.run(`limit ${tenant}/${id}`, async () => {
        await database.retry(() => setLimit(database.ask, { tenant, id }, limit));
        // A raised limit lets blocked reservations through, as a settlement does.
        onLimit();
      }),
    );
  }

  pendingSignals(tenant: TenantId, run: RunId): Promise<readonly Signal[]> {
    return this.#read(({ library }) => library.pendingSignals(tenant, run));
  }

  findAccount(tenant: TenantId, id: string): Promise<AccountState | undefined> {
    return this.#read(({ library }) => library.findAccount(tenant, id));
  }

  findRun(tenant: TenantId, run: RunId): Promise<RunSummary | undefined> {
    return this.#read(({ library }) => library.findRun(tenant, run));
  }

  listRuns(tenant: TenantId, filter: RunFilter): Promise<RunPage> {
    return this.#read(({ library }) => library.listRuns(tenant, filter));
  }

  readEntries(tenant: TenantId, run: RunId, page: { after: number; limit: number }): Promise<readonly JournalEntry[]> {
    return this.#read(({ library }) => library.readEntries(tenant, run, page));
  }

  listExecutions(tenant: TenantId, run: RunId): Promise<readonly Execution[]> {
    return this.#read(({ library }) => library.listExecutions(tenant, run));
  }

  findBlob(tenant: TenantId, hash: Hash): Promise<Uint8Array | undefined> {
    return this.#read(({ library }) => library.findBlob(tenant, hash));
  }

  readConversation(tenant: TenantId, last: Hash): Promise<readonly StoredMessage[]> {
    return this.#read(({ library }) => library.readConversation(tenant, last));
  }

  addRemark(remark: Remark): Promise<'added' | 'known'> {
    return this.#inOrder(remark.id, ({ library }) => library.addRemark(remark));
  }

  listRemarks(tenant: TenantId, run: RunId): Promise<readonly Remark[]> {
    return this.#read(({ library }) => library.listRemarks(tenant, run));
  }

  addKey(key: ApiKey): Promise<'added' | 'known'> {
    return this.#inOrder(key.id, ({ access }) => access.addKey(key));
  }

  findKey(id: ApiKeyId): Promise<ApiKey | undefined> {
    return this.#read(({ access }) => access.findKey(id));
  }

  listKeys(tenant: TenantId, page: { limit: number; cursor?: string }): Promise<KeyPage> {
    return this.#read(({ access }) => access.listKeys(tenant, page));
  }

  revokeKey(tenant: TenantId, id: ApiKeyId, at: Instant): Promise<ApiKey | undefined> {
    return this.#inOrder(id, ({ access }) => access.revokeKey(tenant, id, at));
  }

  hasManager(now: Instant): Promise<boolean> {
    return this.#read(({ access }) => access.hasManager(now));
  }

  addSession(session: Session): Promise<void> {
    return this.#inOrder(session.hash, ({ access }) => access.addSession(session));
  }

  findSession(hash: Hash): Promise<Session | undefined> {
    return this.#read(({ access }) => access.findSession(hash));
  }

  extendSession(hash: Hash, expiresAt: Instant, now: Instant): Promise<void> {
    return this.#inOrder(hash, ({ access }) => access.extendSession(hash, expiresAt, now));
  }

  removeSession(hash: Hash): Promise<void> {
    return this.#inOrder(hash, ({ access }) => access.removeSession(hash));
  }

  keepRequest(wish: KeptRequest, before: Instant): Promise<KeptRequest> {
    return this.#inOrder(`${wish.user}/${wish.key}`, ({ access }) => access.keepRequest(wish, before));
  }

  readFeed(tenant: TenantId, page: { after: number; limit: number }): Promise<readonly FeedItem[]> {
    return this.#read(({ library }) => library.readFeed(tenant, page));
  }

  feedHead(tenant: TenantId): Promise<number> {
    return this.#read(({ library }) => library.feedHead(tenant));
  }

  announce(card: WorkerCard): Promise<void> {
    return this.#inOrder('card', ({ announce }) => announce(card));
  }

  listWorkers(page: { limit: number; endedWithinMs: number }): Promise<readonly WorkerRecord[]> {
    return this.#read(({ fleet }) => fleet.list(page));
  }

  keepFact(key: string, value: string): Promise<string> {
    return this.#inOrder(`fact ${key}`, ({ fleet }) => fleet.keepFact(key, value));
  }

  isLeaseHeld(tenant: TenantId, run: RunId, epoch: Epoch): boolean {
    const isUsable = !this.#closing && this.#parts.watch.health.state !== 'failed';
    return isUsable && this.#parts.isLeaseHeld({ tenant, run }, epoch);
  }

  get clock(): Clock {
    return this.#parts.clock;
  }

  health(): StoreHealth {
    return this.#parts.watch.health;
  }

  listen(listener: (notice: StoreNotice) => void): () => void {
    return this.#parts.listeners.listen(listener);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= Promise.allSettled(this.#underWay).then(() => this.#parts.close());
    return this.#closing;
  }

  #write<Answer>(act: (writer: Writer) => Promise<Answer>): Promise<Answer> {
    return this.#track(({ writer, watch }) => {
      if (watch.health.state === 'failed') throw new StoreFailedError(watch.health.message);
      return act(writer);
    });
  }

  #inOrder<Answer>(key: string, act: (parts: StoreParts) => Promise<Answer>): Promise<Answer> {
    return this.#write(() => this.#order.run(key, () => act(this.#parts)));
  }

  #read<Answer>(act: (parts: StoreParts) => Promise<Answer>): Promise<Answer> {
    return this.#track(act);
  }

  async #track<Answer>(act: (parts: StoreParts) => Promise<Answer>): Promise<Answer> {
    if (this.#closing) throw new RunError('engine_closed', 'the store is closed');
    const answer = act(this.#parts);
    this.#underWay.add(answer);
    try {
      return await answer;
    } catch (error) {
      throw error instanceof EngineError ? error : this.#toDamage(error);
    } finally {
      this.#underWay.delete(answer);
    }
  }

  /** A row that is not what was written: the database is damaged, and nothing more is built on it. */
  #toDamage(cause: unknown): JournalCorruptError {
    const message = `a row of the database is damaged: ${cause instanceof Error ? cause.message : String(cause)}`;
    this.#parts.watch.fail(message);
    return new JournalCorruptError(message, { cause });
  }
}
