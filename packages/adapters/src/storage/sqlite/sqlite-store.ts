import {
  type AccountState,
  type Append,
  type Claimed,
  type ClaimedRun,
  type ClaimWish,
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
import {
  type ApiKey,
  type ApiKeyId,
  type Budget,
  CONTROL_KEY,
  type Execution,
  type Hash,
  type Instant,
  type JournalEntry,
  type KeptRequest,
  type Remark,
  type RunId,
  type RunSummary,
  type Session,
  type Signal,
  type TenantId,
  type Wait,
  type WorkerCard,
  type WorkerId,
  type WorkerRecord,
} from '@tutti/protocol';
import * as rows from '../rows/parse-rows.ts';
import { type Problem, toError } from './problem.ts';
import type { ReadKind, ReadOps } from './reader/read-op.ts';
import type { StoreWatch } from './store-watch.ts';
import type { ThreadClient } from './thread-client.ts';
import { parseCursor, toPage } from '../rows/to-page.ts';
import { toAppendOp, toKeyCells, toSignalCells, toSubmitOp, toWaitCells } from './to-write-op.ts';
import { toWorkerRecord } from './to-worker-record.ts';
import { toWords } from '../rows/to-words.ts';
import type { WriterReply } from './writer/writer-reply.ts';
import type { WriteKind, WriteOps } from './writer/write-op.ts';

export interface StoreThreads {
  readonly writer: ThreadClient<WriteOps, WriterReply>;
  readonly reader: ThreadClient<ReadOps>;
}

/** Decisions go to the writer, so that they see everything before them; whoever only looks asks the reader. */
export class SqliteStore implements Store {
  readonly #threads: StoreThreads;
  readonly #watch: StoreWatch;
  #closing: Promise<void> | undefined;
  #isAnnounced = false;

  constructor(threads: StoreThreads, watch: StoreWatch) {
    this.#threads = threads;
    this.#watch = watch;
  }

  submit(run: NewRun): Promise<'created' | 'exists'> {
    return this.#write('submit', toSubmitOp(run), run.by?.run ?? run.run);
  }

  append(append: Append): Promise<void> {
    return this.#write('append', toAppendOp(append), append.run);
  }

  park(append: Append, waits: readonly Wait[]): Promise<'parked' | 'signal_waiting'> {
    return this.#write('park', { append: toAppendOp(append), waits: toWaitCells(waits) }, append.run);
  }

  async claim(tenant: TenantId, run: RunId, worker: WorkerId): Promise<ClaimedRun> {
    const claimed = await this.#write('claim', { tenant, run, worker }, run);
    return this.#parse(() => rows.toClaimedRun(claimed));
  }

  async claimReady(worker: WorkerId, { limit, can, mostPerTenant }: ClaimWish): Promise<Claimed> {
    const { runs, nextReadyAt } = await this.#write('claimReady', { worker, limit, can, mostPerTenant });
    return this.#parse(() => ({ runs: runs.map(rows.toClaimedRun), nextReadyAt }));
  }

  release(tenant: TenantId, run: RunId, hold: Hold): Promise<void> {
    return this.#write('release', { tenant, run, ...hold, keys: [CONTROL_KEY] }, run);
  }

  signal(tenant: TenantId, run: RunId, signal: Signal): Promise<'accepted' | 'known'> {
    return this.#write('signal', { tenant, ...toSignalCells(run, signal) }, run);
  }

  async pendingSignals(tenant: TenantId, run: RunId): Promise<readonly Signal[]> {
    const bodies = await this.#write('pendingSignals', { tenant, run }, run);
    return this.#parse(() => bodies.map(rows.parseSignal));
  }

  async reserve({ tenant, run, epoch, id, amount }: Reservation): Promise<ReservationVerdict> {
    const { tokens, costNanoUsd: cost } = amount;
    return rows.toVerdict(await this.#write('reserve', { tenant, run, epoch, id, tokens, cost }, run));
  }

  setLimit(tenant: TenantId, id: string, { tokens, costNanoUsd: cost }: Budget): Promise<void> {
    return this.#write('setLimit', { tenant, id, limit: { tokens, cost } });
  }

  async findAccount(tenant: TenantId, id: string): Promise<AccountState | undefined> {
    const row = await this.#read('findAccount', { tenant, id });
    return row && rows.toAccountState(row);
  }

  async findRun(tenant: TenantId, run: RunId): Promise<RunSummary | undefined> {
    const summary = await this.#read('findRun', { tenant, run });
    return summary === undefined ? undefined : this.#parse(() => rows.parseSummary(summary));
  }

  async listRuns(tenant: TenantId, filter: RunFilter): Promise<RunPage> {
    const { status, parent, task, tasks = false, open = false, worker, text = '', limit, cursor } = filter;
    const which = {
      tenant,
      status,
      parent,
      task,
      tasks,
      open,
      worker,
      words: toWords(text),
      before: parseCursor(cursor),
    };
    // One more than asked for tells whether there is another page.
    const { page, next } = toPage(await this.#read('listRuns', { ...which, limit: limit + 1 }), limit, ({ no }) => no);
    return { runs: this.#parse(() => page.map(({ summary }) => rows.parseSummary(summary))), next };
  }

  async readEntries(
    tenant: TenantId,
    run: RunId,
    page: { after: number; limit: number },
  ): Promise<readonly JournalEntry[]> {
    return rows.toEntries(await this.#read('readEntries', { tenant, run, ...page }));
  }

  async listExecutions(tenant: TenantId, run: RunId): Promise<readonly Execution[]> {
    const found = await this.#read('listExecutions', { tenant, run });
    return this.#parse(() => found.map((row) => rows.parseExecution(row, run)));
  }

  findBlob(tenant: TenantId, hash: Hash): Promise<Uint8Array | undefined> {
    return this.#read('findBlob', { tenant, hash });
  }

  async readConversation(tenant: TenantId, last: Hash): Promise<readonly StoredMessage[]> {
    return (await this.#read('readConversation', { tenant, last })).map(rows.toMessage);
  }

  addRemark(remark: Remark): Promise<'added' | 'known'> {
    const { tenant, run, id } = remark;
    return this.#write('addRemark', { tenant, run, id, body: JSON.stringify(remark) }, run);
  }

  async listRemarks(tenant: TenantId, run: RunId): Promise<readonly Remark[]> {
    const bodies = await this.#read('listRemarks', { tenant, run });
    return this.#parse(() => bodies.map(rows.parseRemark));
  }

  addKey(key: ApiKey): Promise<'added' | 'known'> {
    return this.#write('addKey', toKeyCells(key));
  }

  async findKey(id: ApiKeyId): Promise<ApiKey | undefined> {
    const row = await this.#read('findKey', { id });
    return row && this.#parse(() => rows.parseKey(row));
  }

  async listKeys(tenant: TenantId, { limit, cursor }: { limit: number; cursor?: string }): Promise<KeyPage> {
    const found = await this.#read('listKeys', { tenant, limit: limit + 1, before: parseCursor(cursor) });
    const { page, next } = toPage(found, limit, ({ no }) => no);
    return { keys: this.#parse(() => page.map(rows.parseKey)), next };
  }

  async revokeKey(tenant: TenantId, id: ApiKeyId, at: Instant): Promise<ApiKey | undefined> {
    const row = await this.#write('revokeKey', { tenant, id, at });
    return row && this.#parse(() => rows.parseKey(row));
  }

  hasManager(now: Instant): Promise<boolean> {
    return this.#read('hasManager', { now });
  }

  addSession(session: Session): Promise<void> {
    const { hash, expiresAt } = session;
    return this.#write('addSession', { hash, expiresAt, body: JSON.stringify(session) });
  }

  async findSession(hash: Hash): Promise<Session | undefined> {
    const row = await this.#read('findSession', { hash });
    return row && this.#parse(() => rows.parseSession(row));
  }

  extendSession(hash: Hash, expiresAt: Instant, now: Instant): Promise<void> {
    return this.#write('extendSession', { hash, expiresAt, now });
  }

  removeSession(hash: Hash): Promise<void> {
    return this.#write('removeSession', { hash });
  }

  async keepRequest(wish: KeptRequest, before: Instant): Promise<KeptRequest> {
    const { tenant, user, key, at } = wish;
    const request = { tenant, user, key, at, body: JSON.stringify(wish) };
    const kept = await this.#write('keepRequest', { request, before });
    return this.#parse(() => rows.parseKeptRequest(kept));
  }

  async readFeed(tenant: TenantId, page: { after: number; limit: number }): Promise<readonly FeedItem[]> {
    const items = await this.#read('readFeed', { tenant, ...page });
    return this.#parse(() => items.map(rows.toFeedItem));
  }

  feedHead(tenant: TenantId): Promise<number> {
    return this.#read('feedHead', { tenant });
  }

  async announce(card: WorkerCard): Promise<void> {
    this.#isAnnounced = true;
    await this.#write('announce', { worker: card.worker, card: JSON.stringify(card) });
  }

  async listWorkers(page: { limit: number; endedWithinMs: number }): Promise<readonly WorkerRecord[]> {
    const found = await this.#write('listWorkers', page);
    return this.#parse(() => found.rows.map((row) => toWorkerRecord(row, found.now)));
  }

  keepFact(key: string, value: string): Promise<string> {
    return this.#write('keepFact', { key, value });
  }

  isLeaseHeld(): boolean {
    return !this.#closing && this.#watch.health.state !== 'failed';
  }

  health(): StoreHealth {
    return this.#watch.health;
  }

  listen(listener: (notice: StoreNotice) => void): () => void {
    return this.#watch.listen(listener);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** The reader first: only the last connection can empty the log. */
  async #close(): Promise<void> {
    // Where it cannot be written, whoever comes next sees that this one is gone.
    if (this.#isAnnounced) await this.#threads.writer.call('endWorkers', undefined).catch(() => undefined);
    await this.#threads.reader.close();
    await this.#threads.writer.close();
  }

  async #write<Kind extends WriteKind>(kind: Kind, op: WriteOps[Kind][0], run?: RunId): Promise<WriteOps[Kind][1]> {
    this.#assertOpen();
    const { health } = this.#watch;
    if (health.state === 'failed') throw new StoreFailedError(health.message);
    return this.#threads.writer.call(kind, op).catch((problem: Problem) => {
      throw toError(problem, run);
    });
  }

  async #read<Kind extends ReadKind>(kind: Kind, op: ReadOps[Kind][0]): Promise<ReadOps[Kind][1]> {
    this.#assertOpen();
    return this.#threads.reader.call(kind, op).catch((problem: Problem) => {
      throw toError(problem, undefined);
    });
  }

  #assertOpen(): void {
    if (this.#closing) throw new RunError('engine_closed', 'the store is closed');
  }

  /** A row that is not what was written: the file is damaged, and nothing more is built on it. */
  #parse<Value>(parse: () => Value): Value {
    try {
      return parse();
    } catch (cause) {
      const message = `a row of the database is damaged: ${cause instanceof Error ? cause.message : String(cause)}`;
      this.#watch.fail({ code: 'store_failed', message });
      throw new JournalCorruptError(message, { cause });
    }
  }
}
