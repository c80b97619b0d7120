/** Flattens what the engine hands over into what travels well between threads. */
import {
  type ApiKey,
  CONTROL_KEY,
  type Execution,
  isFinished,
  type JournalEntry,
  PATIENCE_MS,
  type Signal,
  type Wait,
} from '@tutti/protocol';
import type { Append, Attachments, NewRun } from '@tutti/engine';
import { SPENDING_COLUMNS, toSpendingCells } from '../rows/spending-columns.ts';
import type {
  AppendOp,
  AppendRest,
  AttachmentCells,
  Cell,
  KeyCells,
  SignalCells,
  SubmitOp,
  WaitCells,
} from './writer/write-op.ts';

export function toAppendOp(append: Append): AppendOp {
  const { tenant, run, epoch, entries, summary, progress, executions = [] } = append;
  return {
    tenant,
    run,
    epoch,
    status: summary.status,
    finished: isFinished(summary.status),
    progress,
    summary: JSON.stringify(summary),
    approvals: summary.approvals,
    entries: toEntryCells(entries),
    executions: executions.flatMap(toExecutionCells),
    episode: findEpisode(entries),
    needs: append.needs,
    rest: toRest(append),
  };
}

export function toSubmitOp(run: NewRun): SubmitOp {
  const { tenant, entries, summary, searchText, readyAt, account } = run;
  return {
    tenant,
    run: run.run,
    entries: toEntryCells(entries),
    episode: findEpisode(entries),
    status: summary.status,
    parent: summary.parent,
    task: summary.task,
    summary: JSON.stringify(summary),
    approvals: summary.approvals,
    searchText,
    patienceMs: PATIENCE_MS[summary.priority],
    readyAt,
    needs: run.needs,
    by: run.by,
    keys: [CONTROL_KEY],
    limit: { tokens: account.limit.tokens, cost: account.limit.costNanoUsd },
    account: account.parent,
    ...toAttachmentCells(run),
  };
}

/** A run also always wakes for control. */
export function toWaitCells(waits: readonly Wait[]): WaitCells {
  const times = waits.flatMap((wait) => ('until' in wait ? [wait.until] : []));
  return {
    keys: [...waits.flatMap((wait) => ('key' in wait ? [wait.key] : [])), CONTROL_KEY],
    until: times.length > 0 ? Math.min(...times) : undefined,
  };
}

export function toSignalCells(run: string, signal: Signal): SignalCells {
  return { run, id: signal.id, key: signal.key, body: JSON.stringify(signal) };
}

export function toKeyCells(key: ApiKey): KeyCells {
  const { tenant, id, rights, expiresAt, revokedAt } = key;
  return { tenant, id, manages: rights.includes('manage'), expiresAt, revokedAt, body: JSON.stringify(key) };
}

function toRest(append: Append): AppendRest | undefined {
  const { consume = [], settlements = [], spendings = [], searchText, notify, blobs = [], messages = [] } = append;
  const isEmpty = consume.length + settlements.length + spendings.length + blobs.length + messages.length === 0;
  if (isEmpty && searchText === undefined && !notify) return undefined;
  return {
    consume,
    settlements: settlements.flatMap(({ reservation, amount }) => [reservation, amount.tokens, amount.costNanoUsd]),
    spendings: spendings.map(toSpendingCells).flatMap((cells) => SPENDING_COLUMNS.map((column) => cells[column])),
    searchText,
    notify: notify && toSignalCells(notify.run, notify.signal),
    ...toAttachmentCells(append),
  };
}

function toAttachmentCells({ blobs = [], messages = [] }: Attachments): AttachmentCells {
  return {
    blobs: blobs.flatMap(({ hash, body }) => [hash, body]),
    messages: messages.flatMap(({ hash, previous, body }) => [hash, previous ?? null, body]),
  };
}

function toEntryCells(entries: readonly JournalEntry[]): (string | number)[] {
  return entries.flatMap(({ seq, at, type, body, hash }) => [seq, at, type, body, hash]);
}

function toExecutionCells(execution: Execution): Cell[] {
  const { seq, path, kind, agent, model, tool, startedAt, finishedAt, attempts, usage, errorCode } = execution;
  const work: Cell[] = [seq, path, kind, agent ?? null, model ?? null, tool ?? null, startedAt, finishedAt, attempts];
  const { inputTokens = null, outputTokens = null, costNanoUsd = null, estimated } = usage ?? {};
  return work.concat(
    inputTokens,
    outputTokens,
    costNanoUsd,
    estimated === undefined ? null : Number(estimated),
    errorCode ?? null,
  );
}

function findEpisode(entries: readonly JournalEntry[]): number | undefined {
  return entries.findLast(({ type }) => type === 'run.continued')?.seq;
}
