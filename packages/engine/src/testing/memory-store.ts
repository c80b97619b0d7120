/**
 * A store in memory, as exact as one on a disk: operations are committed one after the other, in the order of their calls,
 * and all that were called in one turn of the event loop are acknowledged together afterwards.
 */
import type { WorkerId } from '@tutti/protocol';
import { StoreFailedError } from '../errors.ts';
import type { Access } from '../ports/access.ts';
import type { AgentVersions } from '../ports/agent-versions.ts';
import type { Accounts } from '../ports/accounts.ts';
import type { AnswerCache } from '../ports/answer-cache.ts';
import { type Clock, systemClock } from '../ports/clock.ts';
import type { Credentials } from '../ports/credentials.ts';
import type { Fleet } from '../ports/fleet.ts';
import type { Installation } from '../ports/installation.ts';
import type { Quotas } from '../ports/quotas.ts';
import type { Remarks } from '../ports/remarks.ts';
import type { RunLibrary } from '../ports/run-library.ts';
import type { StoreNotice } from '../ports/run-queue.ts';
import type { Spendings } from '../ports/spendings.ts';
import type { Store } from '../ports/store.ts';
import type { TenantFeed } from '../ports/tenant-feed.ts';
import { findAccountState, reserveAmount, setAccountLimit } from './memory/memory-accounts.ts';
import { addAgentVersion, findAgentVersion, listAgentVersions, listAgentWork } from './memory/memory-agents.ts';
import {
  addKey,
  addSession,
  extendSession,
  hasManager,
  keepRequest,
  listKeys,
  revokeKey,
} from './memory/memory-access.ts';
import { listBudgets, raiseLimit, removeBudget, setBudget } from './memory/memory-budgets.ts';
import { MemoryData, toKey } from './memory/memory-data.ts';
import { findFeedHead, readFeed } from './memory/memory-feed.ts';
import {
  appendEntries,
  claimRun,
  getDriven,
  parkRun,
  releaseRun,
  sendSignal,
  submitRun,
  type Transaction,
} from './memory/memory-journal.ts';
import { listRuns, readConversation } from './memory/memory-library.ts';
import {
  correctQuota,
  findAnswer,
  keepAnswer,
  listCredentials,
  listSpendings,
  putCredential,
  replaceCredential,
  readQuotas,
  removeCredential,
  sumSpendings,
  takeQuota,
} from './memory/memory-money.ts';
import { announceWorker, endAnnounced, endWorker, listWorkers } from './memory/memory-fleet.ts';
import { findNextReadyAt, listReady, readyOwnedRuns } from './memory/memory-queue.ts';
import { addRemark, listRemarks } from './memory/memory-remarks.ts';

export interface MemoryStoreOptions {
  readonly clock?: Clock;
  /** What an earlier store has committed: opening it again takes over the runs that the earlier one still owned. */
  readonly data?: MemoryData;
}

export interface MemoryStore extends Store {
  readonly data: MemoryData;
  /** As if its lease had passed and another worker had ended it: its runs are ready again, its appends are fenced once they are claimed. */
  loseWorker(worker: WorkerId, by?: WorkerId): Promise<void>;
  /** Commits at once what was called in this turn. */
  flush(): void;
  /** Ends it as a kill does: nothing more is committed, nothing more is answered, nobody is told. */
  crash(): void;
}

export function createMemoryStore({
  clock = systemClock,
  data = new MemoryData(),
}: MemoryStoreOptions = {}): MemoryStore {
  readyOwnedRuns(data, clock.now());
  const commits = new CommitQueue(clock, data);
  const { run: commit } = commits;
  return {
    data,
    flush: () => commits.flush(),
    crash: () => commits.crash(),
    loseWorker: (worker, by) =>
      commit((tx) => {
        endWorker(data, worker, { now: tx.now, by, lost: true });
        tx.notify({ kind: 'ready' });
      }),
    claim: (tenant, run, worker) => commit((tx) => claimRun(tx, { tenant, run, worker })),
    append: (append) => commit((tx) => appendEntries(tx, append)),
    park: (append, waits) => commit((tx) => parkRun(tx, append, waits)),
    signal: (tenant, run, signal) => commit((tx) => sendSignal(tx, { tenant, run }, signal)),
    pendingSignals: (tenant, run) => commit(() => [...(data.findRow(tenant, run)?.signals ?? [])]),
    submit: (wish) => commit((tx) => submitRun(tx, wish)),
    claimReady: (worker, wish) =>
      commit((tx) => {
        wish.onLook?.();
        const runs = listReady(data, tx.now, wish).map(({ tenant, run }) => claimRun(tx, { tenant, run, worker }));
        return { runs, nextReadyAt: findNextReadyAt(data, tx.now) };
      }),
    release: (tenant, run, hold) => commit((tx) => releaseRun(tx, { tenant, run, ...hold })),
    isLeaseHeld: () => commits.isOpen,
    listen: (listener) => commits.listen(listener),
    ...serveReaders(data, commit),
    ...serveAccounts(data, commit),
    ...serveMoney(data, commit),
    ...serveVisitors(data, commit),
    ...serveFleet(data, commit),
    ...serveAgents(data, commit),
    health: () => (commits.isOpen ? { state: 'ok' } : { state: 'failed', message: 'the store is closed' }),
    [Symbol.asyncDispose]() {
      if (commits.isOpen) endAnnounced(data, clock.now());
      return commits.close();
    },
  };
}

function serveReaders(data: MemoryData, commit: Commit): RunLibrary {
  return {
    findRun: (tenant, run) => commit(() => data.findRow(tenant, run)?.summary),
    listRuns: (tenant, filter) => commit(() => listRuns(data, tenant, filter)),
    readEntries: (tenant, run, { after, limit }) =>
      commit(() => data.findRow(tenant, run)?.entries.slice(after, after + limit) ?? []),
    listExecutions: (tenant, run) => commit(() => [...(data.findRow(tenant, run)?.executions ?? [])]),
    findBlob: (tenant, hash) => commit(() => data.blobs.get(toKey(tenant, hash))),
    readConversation: (tenant, last) => commit(() => readConversation(data, tenant, last)),
  };
}

function serveAccounts(data: MemoryData, commit: Commit): Accounts {
  return {
    reserve: (reservation) =>
      commit(({ now }) => {
        getDriven(data, reservation);
        return reserveAmount(data, reservation, now);
      }),
    findAccount: (tenant, id) => commit(() => findAccountState(data, tenant, id)),
    // A raised limit lets blocked reservations through, as a settlement does.
    setLimit: (tenant, id, limit) =>
      commit(({ notify }) => {
        setAccountLimit(data, tenant, { id, limit });
        notify({ kind: 'settled' });
      }),
    setBudget: (tenant, rule) =>
      commit(({ now, notify }) => {
        notify({ kind: 'settled' });
        return setBudget(data, { tenant, rule }, now);
      }),
    listBudgets: (tenant) => commit(({ now }) => listBudgets(data, tenant, now)),
    removeBudget: (tenant, account, period) =>
      commit(({ notify }) => {
        notify({ kind: 'settled' });
        return removeBudget(data, tenant, { account, period });
      }),
    raiseLimit: (tenant, raise) =>
      commit(({ now, notify }) => {
        notify({ kind: 'settled' });
        return raiseLimit(data, { tenant, raise }, now);
      }),
  };
}

function serveMoney(data: MemoryData, commit: Commit): Quotas & Spendings & Credentials & AnswerCache {
  return {
    takeQuota: (wish) => commit(({ now }) => takeQuota(data, wish, now)),
    correctQuota: (id, tokens) => commit(() => correctQuota(data, id, tokens)),
    returnQuota: (id) => commit(() => correctQuota(data, id)),
    readQuotas: (tenant, keys) => commit(({ now }) => readQuotas(data, { tenant, keys }, now)),
    sumSpendings: (tenant, question) => commit(() => sumSpendings(data, tenant, question)),
    listSpendings: (tenant, run) => commit(() => listSpendings(data, tenant, run)),
    putCredential: (credential) => commit(() => putCredential(data, credential)),
    replaceCredential: (credential, sealed) => commit(() => replaceCredential(data, credential, sealed)),
    listCredentials: (tenant) => commit(() => listCredentials(data, tenant)),
    removeCredential: (tenant, which) => commit(() => removeCredential(data, tenant, which)),
    findAnswer: (tenant, hash) => commit(({ now }) => findAnswer(data, { tenant, hash }, now)),
    keepAnswer: (answer, { mostBytes }) => commit(({ now }) => keepAnswer(data, { answer, mostBytes }, now)),
  };
}

function serveFleet(data: MemoryData, commit: Commit): Fleet & Installation {
  return {
    announce: (card) => commit(({ now }) => announceWorker(data, card, now)),
    listWorkers: (page) => commit(({ now }) => listWorkers(data, page, now)),
    keepFact: (key, value) => commit(() => keepFact(data, key, value)),
  };
}

function serveAgents(data: MemoryData, commit: Commit): AgentVersions {
  return {
    addAgentVersion: (version) => commit(() => addAgentVersion(data, version)),
    countAgentVersions: (tenant) => commit(() => listAgentVersions(data, tenant).length),
    listAgentVersions: (tenant) => commit(() => listAgentVersions(data, tenant)),
    findAgentVersion: (tenant, agent, number) => commit(() => findAgentVersion(data, tenant, { agent, number })),
    listAgentWork: (tenant, agent, limit) => commit(() => listAgentWork(data, tenant, { agent, limit })),
  };
}

function keepFact({ facts }: MemoryData, key: string, value: string): string {
  const kept = facts.get(key) ?? value;
  facts.set(key, kept);
  return kept;
}

type Commit = CommitQueue['run'];

/** What a server asks for the people in front of it. */
function serveVisitors(data: MemoryData, commit: Commit): Remarks & Access & TenantFeed {
  return {
    addRemark: (remark) => commit(() => addRemark(data, remark)),
    listRemarks: (tenant, run) => commit(() => listRemarks(data, tenant, run)),
    addKey: (key) => commit(() => addKey(data, key)),
    findKey: (id) => commit(() => data.keys.get(id)),
    listKeys: (tenant, page) => commit(() => listKeys(data, tenant, page)),
    revokeKey: (tenant, id, at) => commit(() => revokeKey(data, tenant, { id, at })),
    hasManager: (now) => commit(() => hasManager(data, now)),
    addSession: (session) => commit(() => addSession(data, session)),
    findSession: (hash) => commit(() => data.sessions.get(hash)),
    extendSession: (hash, expiresAt, now) => commit(() => extendSession(data, hash, { expiresAt, now })),
    removeSession: (hash) => commit(() => void data.sessions.delete(hash)),
    keepRequest: (request, before) => commit(() => keepRequest(data, request, before)),
    readFeed: (tenant, page) => commit(() => readFeed(data, tenant, page)),
    feedHead: (tenant) => commit(() => findFeedHead(data, tenant)),
  };
}

/** Commits what has gathered in this turn of the event loop, then answers, then tells the listeners. */
class CommitQueue {
  readonly #clock: Clock;
  readonly #data: MemoryData;
  readonly #listeners = new Set<(notice: StoreNotice) => void>();
  #operations: (() => () => void)[] = [];
  #notices: StoreNotice[] = [];
  #state: 'open' | 'closed' | 'crashed' = 'open';

  constructor(clock: Clock, data: MemoryData) {
    this.#clock = clock;
    this.#data = data;
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  readonly run = <Answer>(operate: (transaction: Transaction) => Answer): Promise<Answer> => {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    if (this.#state === 'closed') reject(new StoreFailedError('the store is closed'));
    if (this.#state !== 'open') return promise;
    if (this.#operations.length === 0) setImmediate(() => this.flush());
    this.#operations.push(() => {
      try {
        const answer = operate(this.#toTransaction());
        return () => resolve(answer);
      } catch (error) {
        return () => reject(error);
      }
    });
    return promise;
  };

  listen(listener: (notice: StoreNotice) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  crash(): void {
    this.#state = 'crashed';
    this.#operations = [];
    this.#listeners.clear();
  }

  close(): Promise<void> {
    if (this.#state === 'open') this.flush();
    this.#state = 'closed';
    this.#listeners.clear();
    return Promise.resolve();
  }

  flush(): void {
    const answers = this.#operations.splice(0).map((operate) => operate());
    for (const answer of answers) answer();
    for (const notice of this.#notices.splice(0)) for (const listener of this.#listeners) listener(notice);
  }

  #toTransaction(): Transaction {
    return { data: this.#data, now: this.#clock.now(), notify: (notice) => void this.#notices.push(notice) };
  }
}
