/**
 * A store on bad ground: operations take their time and overtake each other, fail before they are committed,
 * are committed without ever being answered; notices come late and twice.
 */
import type { Hash, Instant, RunId, SignalId } from '@tutti/protocol';
import { FencedError } from '../errors.ts';
import type { Access } from '../ports/access.ts';
import type { AgentVersions } from '../ports/agent-versions.ts';
import type { Accounts } from '../ports/accounts.ts';
import type { AnswerCache } from '../ports/answer-cache.ts';
import type { Clock } from '../ports/clock.ts';
import type { Credentials } from '../ports/credentials.ts';
import type { Fleet } from '../ports/fleet.ts';
import type { Installation } from '../ports/installation.ts';
import type { Append, Journal } from '../ports/journal.ts';
import type { Quotas } from '../ports/quotas.ts';
import type { Remarks } from '../ports/remarks.ts';
import type { RunLibrary } from '../ports/run-library.ts';
import type { RunQueue, StoreNotice } from '../ports/run-queue.ts';
import type { Spendings } from '../ports/spendings.ts';
import type { Store } from '../ports/store.ts';
import type { TenantFeed } from '../ports/tenant-feed.ts';
import type { SimRandom } from './sim-random.ts';

/** What the store has said yes to, kept outside of the process, as by its clients. */
export type Acknowledgement =
  | { readonly kind: 'submitted'; readonly run: RunId }
  | { readonly kind: 'appended'; readonly run: RunId; readonly seq: number; readonly hash: Hash }
  | { readonly kind: 'signalled'; readonly run: RunId; readonly signal: SignalId };

export interface StoreFaults {
  readonly random: SimRandom;
  readonly clock: Clock;
  /** Each operation takes up to this long before its commit, and again after it. */
  readonly latencyMs: number;
  /** How often an operation fails before its commit. */
  readonly failRate: number;
  /** How often a notice comes late, and how often it comes twice. */
  readonly noticeRate: number;
  onAcknowledged(acknowledgement: Acknowledgement): void;
  onFenced(): void;
  onFailed(error: InjectedError): void;
}

export class InjectedError extends Error {
  override readonly name = 'InjectedError';
  readonly at: Instant;
  constructor(operation: string, at: Instant) {
    super(`${operation} failed before it was committed`);
    this.at = at;
  }
}

export interface FaultyStore extends Store {
  /** From now on it only takes its time. */
  calm(): void;
  /** Somebody else has opened the data: this one holds no lease and claims nothing any more, but its process has not noticed. */
  replace(): void;
  /** The process behind it is gone: nothing is answered any more. Of what was under way, some is committed, some is not. */
  kill(): void;
}

export function createFaultyStore(inner: Store, faults: StoreFaults): FaultyStore {
  const gate = new FaultyGate(faults);
  return {
    ...passWrites(inner, gate),
    ...passReads(inner, gate.pass),
    ...passMoney(inner, gate.pass),
    ...passVisitors(inner, gate.pass),
    ...passAgents(inner, gate.pass),
    calm: () => gate.calm(),
    replace: () => gate.replace(),
    kill() {
      gate.kill();
      // Closing commits what was called just now.
      void inner[Symbol.asyncDispose]();
    },
    isLeaseHeld: (...driver) => gate.isAlive && !gate.isReplaced && inner.isLeaseHeld(...driver),
    listen: (listener) => inner.listen((notice) => gate.tell(notice, listener)),
    health: () => inner.health(),
    [Symbol.asyncDispose]: () => inner[Symbol.asyncDispose](),
  };
}

type Writes = Journal & Pick<RunQueue, 'submit' | 'claimReady' | 'release'> & Pick<Accounts, 'reserve'>;

function passWrites(inner: Store, gate: FaultyGate): Omit<Writes, 'pendingSignals'> {
  const { pass } = gate;
  return {
    claim: (tenant, run, worker) => pass('claim', () => inner.claim(tenant, run, worker)),
    append: (append) =>
      pass(
        'append',
        () => inner.append(append),
        () => toAcknowledgements(append),
      ),
    park: (append, waits) =>
      pass(
        'park',
        () => inner.park(append, waits),
        (answer) => (answer === 'parked' ? toAcknowledgements(append) : []),
      ),
    signal: (tenant, run, signal) =>
      pass(
        'signal',
        () => inner.signal(tenant, run, signal),
        () => [{ kind: 'signalled', run, signal: signal.id }],
      ),
    submit: (wish) =>
      pass(
        'submit',
        () => inner.submit(wish),
        () => [{ kind: 'submitted', run: wish.run }],
      ),
    claimReady: (worker, wish) =>
      pass('claimReady', () =>
        gate.isReplaced ? Promise.resolve({ runs: [], nextReadyAt: undefined }) : inner.claimReady(worker, wish),
      ),
    release: (tenant, run, hold) => pass('release', () => inner.release(tenant, run, hold)),
    reserve: (reservation) => pass('reserve', () => inner.reserve(reservation)),
  };
}

type Reads = RunLibrary & Pick<Store, 'pendingSignals' | 'findAccount'>;

function passReads(inner: Store, pass: FaultyGate['pass']): Reads {
  return {
    pendingSignals: (tenant, run) => pass('pendingSignals', () => inner.pendingSignals(tenant, run)),
    findAccount: (tenant, id) => pass('findAccount', () => inner.findAccount(tenant, id)),
    findRun: (tenant, run) => pass('findRun', () => inner.findRun(tenant, run)),
    listRuns: (tenant, filter) => pass('listRuns', () => inner.listRuns(tenant, filter)),
    readEntries: (tenant, run, page) => pass('readEntries', () => inner.readEntries(tenant, run, page)),
    listExecutions: (tenant, run) => pass('listExecutions', () => inner.listExecutions(tenant, run)),
    findBlob: (tenant, hash) => pass('findBlob', () => inner.findBlob(tenant, hash)),
    readConversation: (tenant, last) => pass('readConversation', () => inner.readConversation(tenant, last)),
  };
}

type Money = Omit<Accounts, 'reserve' | 'findAccount'> & Quotas & Spendings & Credentials & AnswerCache;

function passMoney(inner: Store, pass: FaultyGate['pass']): Money {
  return {
    setLimit: (tenant, id, limit) => pass('setLimit', () => inner.setLimit(tenant, id, limit)),
    setBudget: (tenant, rule) => pass('setBudget', () => inner.setBudget(tenant, rule)),
    listBudgets: (tenant) => pass('listBudgets', () => inner.listBudgets(tenant)),
    removeBudget: (tenant, account, period) => pass('removeBudget', () => inner.removeBudget(tenant, account, period)),
    raiseLimit: (tenant, raise) => pass('raiseLimit', () => inner.raiseLimit(tenant, raise)),
    takeQuota: (wish) => pass('takeQuota', () => inner.takeQuota(wish)),
    correctQuota: (id, tokens) => pass('correctQuota', () => inner.correctQuota(id, tokens)),
    returnQuota: (id) => pass('returnQuota', () => inner.returnQuota(id)),
    readQuotas: (tenant, keys) => pass('readQuotas', () => inner.readQuotas(tenant, keys)),
    sumSpendings: (tenant, question) => pass('sumSpendings', () => inner.sumSpendings(tenant, question)),
    listSpendings: (tenant, run) => pass('listSpendings', () => inner.listSpendings(tenant, run)),
    putCredential: (credential) => pass('putCredential', () => inner.putCredential(credential)),
    replaceCredential: (credential, sealed) =>
      pass('replaceCredential', () => inner.replaceCredential(credential, sealed)),
    listCredentials: (tenant) => pass('listCredentials', () => inner.listCredentials(tenant)),
    removeCredential: (tenant, which) => pass('removeCredential', () => inner.removeCredential(tenant, which)),
    findAnswer: (tenant, hash) => pass('findAnswer', () => inner.findAnswer(tenant, hash)),
    keepAnswer: (answer, bounds) => pass('keepAnswer', () => inner.keepAnswer(answer, bounds)),
  };
}

function passVisitors(inner: Store, pass: FaultyGate['pass']): Remarks & Access & TenantFeed & Fleet & Installation {
  return {
    announce: (card) => pass('announce', () => inner.announce(card)),
    listWorkers: (page) => pass('listWorkers', () => inner.listWorkers(page)),
    keepFact: (key, value) => pass('keepFact', () => inner.keepFact(key, value)),
    addRemark: (remark) => pass('addRemark', () => inner.addRemark(remark)),
    listRemarks: (tenant, run) => pass('listRemarks', () => inner.listRemarks(tenant, run)),
    addKey: (key) => pass('addKey', () => inner.addKey(key)),
    findKey: (id) => pass('findKey', () => inner.findKey(id)),
    listKeys: (tenant, page) => pass('listKeys', () => inner.listKeys(tenant, page)),
    revokeKey: (tenant, id, at) => pass('revokeKey', () => inner.revokeKey(tenant, id, at)),
    hasManager: (now) => pass('hasManager', () => inner.hasManager(now)),
    addSession: (session) => pass('addSession', () => inner.addSession(session)),
    findSession: (hash) => pass('findSession', () => inner.findSession(hash)),
    extendSession: (hash, expiresAt, now) => pass('extendSession', () => inner.extendSession(hash, expiresAt, now)),
    removeSession: (hash) => pass('removeSession', () => inner.removeSession(hash)),
    keepRequest: (request, before) => pass('keepRequest', () => inner.keepRequest(request, before)),
    readFeed: (tenant, page) => pass('readFeed', () => inner.readFeed(tenant, page)),
    feedHead: (tenant) => pass('feedHead', () => inner.feedHead(tenant)),
  };
}

function passAgents(inner: Store, pass: FaultyGate['pass']): AgentVersions {
  return {
    addAgentVersion: (version) => pass('addAgentVersion', () => inner.addAgentVersion(version)),
    countAgentVersions: (tenant) => pass('countAgentVersions', () => inner.countAgentVersions(tenant)),
    listAgentVersions: (tenant) => pass('listAgentVersions', () => inner.listAgentVersions(tenant)),
    findAgentVersion: (...which) => pass('findAgentVersion', () => inner.findAgentVersion(...which)),
    listAgentWork: (...which) => pass('listAgentWork', () => inner.listAgentWork(...which)),
  };
}

function toAcknowledgements({ run, entries }: Append): Acknowledgement[] {
  return entries.map(({ seq, hash }) => ({ kind: 'appended', run, seq, hash }));
}

class FaultyGate {
  isReplaced = false;
  readonly #faults: StoreFaults;
  /** Called, but not yet before the store. */
  readonly #underWay = new Set<() => Promise<unknown>>();
  #state: 'faulty' | 'calm' | 'dead' = 'faulty';

  constructor(faults: StoreFaults) {
    this.#faults = faults;
  }

  get isAlive(): boolean {
    return this.#state !== 'dead';
  }

  calm(): void {
    if (this.isAlive) this.#state = 'calm';
  }

  replace(): void {
    this.isReplaced = true;
  }

  kill(): void {
    this.#state = 'dead';
    for (const commit of this.#underWay) {
      if (this.#faults.random.chance(0.5)) commit().catch(() => {});
    }
    this.#underWay.clear();
  }

  readonly pass = async <Answer>(
    name: string,
    commit: () => Promise<Answer>,
    acknowledge?: (answer: Answer) => Acknowledgement[],
  ): Promise<Answer> => {
    if (!this.isAlive) return never();
    const { random, failRate } = this.#faults;
    const fails = this.#state === 'faulty' && random.chance(failRate);
    this.#underWay.add(commit);
    await this.#takeTime();
    if (!this.isAlive) return never();
    this.#underWay.delete(commit);
    if (fails) throw this.#fail(name);
    const settled = await settle(commit());
    await this.#takeTime();
    if (!this.isAlive) return never();
    if (settled.status === 'rejected') {
      if (settled.reason instanceof FencedError) this.#faults.onFenced();
      throw settled.reason;
    }
    for (const acknowledgement of acknowledge?.(settled.value) ?? []) this.#faults.onAcknowledged(acknowledgement);
    return settled.value;
  };

  tell(notice: StoreNotice, listener: (notice: StoreNotice) => void): void {
    const { random, noticeRate, clock, latencyMs } = this.#faults;
    if (!this.isAlive) return;
    const isPlain = this.#state === 'calm' || !random.chance(noticeRate);
    if (isPlain) return listener(notice);
    const times = random.between(1, 2);
    for (let time = 0; time < times; time++) {
      clock.at(clock.now() + random.below(latencyMs + 1), () => this.isAlive && listener(notice));
    }
  }

  #fail(name: string): InjectedError {
    const error = new InjectedError(name, this.#faults.clock.now());
    this.#faults.onFailed(error);
    return error;
  }

  async #takeTime(): Promise<void> {
    const { random, latencyMs, clock } = this.#faults;
    const ms = random.below(latencyMs + 1);
    if (ms > 0) await new Promise<void>((resolve) => clock.at(clock.now() + ms, resolve));
  }
}

async function settle<Answer>(promise: Promise<Answer>): Promise<PromiseSettledResult<Answer>> {
  const [settled] = await Promise.allSettled([promise]);
  return settled;
}

function never<Value>(): Promise<Value> {
  return new Promise<Value>(() => {});
}
