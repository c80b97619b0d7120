/** The writing side of a memory store. Each function checks first and changes afterwards, so what fails has changed nothing. */
import {
  CONTROL_KEY,
  type Epoch,
  type Instant,
  isFinished,
  type RunId,
  type Signal,
  type TenantId,
  type Wait,
  type WorkerId,
} from '@tutti/protocol';
import { FencedError, JournalCorruptError, RunFinishedError, RunNotFoundError } from '../../errors.ts';
import type { Append, Attachments, ClaimedRun, NewRun } from '../../ports/journal.ts';
import type { Hold, StoreNotice } from '../../ports/run-queue.ts';
import { listOpenReservations, openAccount, settleAll } from './memory-accounts.ts';
import { feed } from './memory-feed.ts';
import { type MemoryData, type RunRow, toKey } from './memory-data.ts';

/** What one operation works with: the data, the time, and whoever must hear of it after the commit. */
export interface Transaction {
  readonly data: MemoryData;
  readonly now: Instant;
  notify(notice: StoreNotice): void;
}

export function submitRun({ data, notify }: Transaction, wish: NewRun): 'created' | 'exists' {
  const { tenant, run, entries, summary, searchText, readyAt, account, needs, by } = wish;
  if (by) getDriven(data, { tenant, ...by });
  if (data.findRow(tenant, run)) return 'exists';
  const last = entries.at(-1);
  if (!last) throw new JournalCorruptError(`${run} has no first entry`);
  assertUnbroken(entries, 0);
  attach(data, tenant, wish);
  const row: RunRow = {
    no: data.runs.size + 1,
    tenant,
    run,
    entries: [...entries],
    headHash: last.hash,
    summary,
    searchText,
    epoch: 0,
    claims: 0,
    needs,
    place: { kind: 'ready', readyAt, turn: data.nextTurn() },
    signals: [],
    known: new Set(),
    executions: [],
  };
  data.runs.set(toKey(tenant, run), row);
  feed(data, row, entries);
  openAccount(data, wish.tenant, { id: run, ...account });
  notify({ kind: 'ready' });
  return 'created';
}

export function claimRun({ data }: Transaction, who: { tenant: TenantId; run: RunId; worker: WorkerId }): ClaimedRun {
  const row = getOpenRow(data, who.tenant, who.run);
  row.epoch++;
  row.claims++;
  row.place = { kind: 'driven', worker: who.worker };
  const [submitted, ...later] = row.entries;
  if (!submitted) throw new JournalCorruptError(`${who.run} has no first entry`);
  const start = Math.max(
    later.findLastIndex(({ type }) => type === 'run.continued'),
    0,
  );
  const { tenant, run, epoch, headHash, claims } = row;
  return {
    tenant,
    run,
    epoch,
    submitted,
    entries: later.slice(start),
    hashBefore: later[start - 1]?.hash ?? submitted.hash,
    headHash,
    signals: [...row.signals],
    reservations: listOpenReservations(data, tenant, run),
    claims,
  };
}

export function appendEntries(transaction: Transaction, append: Append): void {
  write(transaction, getDriven(transaction.data, append), append);
}

export function parkRun(transaction: Transaction, append: Append, waits: readonly Wait[]): 'parked' | 'signal_waiting' {
  const { data } = transaction;
  const row = getDriven(data, append);
  const keys = new Set<string>([CONTROL_KEY, ...waits.flatMap((wait) => ('key' in wait ? [wait.key] : []))]);
  const consumed = new Set(append.consume);
  if (row.signals.some(({ id, key }) => keys.has(key) && !consumed.has(id))) return 'signal_waiting';
  write(transaction, row, append);
  const times = waits.flatMap((wait) => ('until' in wait ? [wait.until] : []));
  const until = times.length > 0 ? Math.min(...times) : undefined;
  row.place = { kind: 'asleep', keys, until, turn: data.nextTurn() };
  return 'parked';
}

export function sendSignal(
  transaction: Transaction,
  target: { tenant: TenantId; run: RunId },
  signal: Signal,
): 'accepted' | 'known' {
  const row = transaction.data.findRow(target.tenant, target.run);
  if (!row) throw new RunNotFoundError(target.run);
  if (row.known.has(signal.id)) return 'known';
  if (row.place.kind === 'ended') throw new RunFinishedError(target.run);
  addSignal(transaction, row, signal);
  return 'accepted';
}

export function releaseRun({ data, notify }: Transaction, hold: Hold & { tenant: TenantId; run: RunId }): void {
  const row = getDriven(data, hold);
  row.place = { kind: 'ready', readyAt: hold.readyAt, turn: data.nextTurn() };
  if (hold.uncounted) row.claims = Math.max(row.claims - 1, 0);
  if (hold.problem) {
    row.summary = { ...row.summary, status: 'quarantined', errorCode: hold.problem };
    row.claims = 0;
  }
  notify({ kind: 'ready' });
}

/** The row, if this epoch still drives it. */
export function getDriven(data: MemoryData, who: { tenant: TenantId; run: RunId; epoch: Epoch }): RunRow {
  const row = data.findRow(who.tenant, who.run);
  if (row?.place.kind !== 'driven' || row.epoch !== who.epoch) throw new FencedError(who.run);
  return row;
}

function write(transaction: Transaction, row: RunRow, append: Append): void {
  const { data, notify } = transaction;
  const { tenant, run, entries, consume = [], executions = [], spendings = [], searchText } = append;
  const last = entries.at(-1);
  if (entries[0]?.seq !== row.entries.length + 1 || !last) throw new FencedError(run);
  assertUnbroken(entries, row.entries.length);
  attach(data, tenant, append);
  row.entries.push(...entries);
  feed(data, row, entries);
  row.headHash = last.hash;
  row.summary = append.summary;
  row.executions.push(...executions);
  data.spendings.push(...spendings);
  if (searchText !== undefined) row.searchText += `\n${searchText}`;
  if (append.progress) row.claims = 0;
  row.needs = append.needs ?? row.needs;
  const consumed = new Set(consume);
  row.signals = row.signals.filter(({ id }) => !consumed.has(id));
  if (settleAll(data, append)) notify({ kind: 'settled' });
  if (isFinished(append.summary.status)) {
    row.place = { kind: 'ended' };
    row.signals = [];
  }
  const target = append.notify && data.findRow(tenant, append.notify.run);
  if (!target || !append.notify) return;
  if (target.place.kind === 'ended' || target.known.has(append.notify.signal.id)) return;
  addSignal(transaction, target, append.notify.signal);
}

function addSignal({ data, now, notify }: Transaction, row: RunRow, signal: Signal): void {
  row.known.add(signal.id);
  row.signals.push(signal);
  const { place } = row;
  if (place.kind === 'driven') return notify({ kind: 'signal', run: row.run });
  const wakes =
    (place.kind === 'asleep' && place.keys.has(signal.key)) ||
    (place.kind === 'ready' && signal.key === CONTROL_KEY && place.readyAt > now);
  if (!wakes) return;
  row.place = { kind: 'ready', readyAt: now, turn: data.nextTurn() };
  notify({ kind: 'ready' });
}

function attach(data: MemoryData, tenant: TenantId, { blobs = [], messages = [] }: Attachments): void {
  for (const { hash, body } of blobs) data.blobs.set(toKey(tenant, hash), body);
  for (const message of messages) data.messages.set(toKey(tenant, message.hash), message);
}

function assertUnbroken(entries: readonly { readonly seq: number }[], before: number): void {
  const broken = entries.find(({ seq }, index) => seq !== before + index + 1);
  if (broken) throw new JournalCorruptError(`entry ${broken.seq} is out of order`);
}

function getOpenRow(data: MemoryData, tenant: TenantId, run: RunId): RunRow {
  const row = data.findRow(tenant, run);
  if (!row) throw new RunNotFoundError(run);
  if (row.place.kind === 'ended') throw new RunFinishedError(run);
  return row;
}
