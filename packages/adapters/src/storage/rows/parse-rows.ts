/** From rows to what the ports promise. */
import {
  type AccountState,
  type ClaimedRun,
  type FeedItem,
  JournalCorruptError,
  type StoredMessage,
} from '@tutti/engine';
import {
  ApiKey,
  Execution,
  type Hash,
  type JournalEntry,
  KeptRequest,
  Remark,
  RunId,
  RunSummary,
  Session,
  Signal,
  TenantId,
} from '@tutti/protocol';
import { toLimit } from './budget-rows.ts';
import type { KeyRow, Row, SessionRow } from '../sqlite/reader/read-op.ts';
import type { ClaimRows } from '../sqlite/writer/write-op.ts';

/** The columns have their types, as the table is STRICT; whether they are true is what the engine asks the hash chain. */
export function toEntries(rows: readonly unknown[]): readonly JournalEntry[] {
  return rows as readonly JournalEntry[];
}

export function toClaimedRun(rows: ClaimRows): ClaimedRun {
  const [submitted, ...entries] = toEntries(rows.entries);
  if (submitted?.seq !== 1) throw new JournalCorruptError(`the journal of ${rows.run} has lost its first entry`);
  return {
    tenant: TenantId.parse(rows.tenant),
    run: RunId.parse(rows.run),
    epoch: rows.epoch,
    submitted,
    entries,
    hashBefore: rows.hashBefore as Hash,
    headHash: rows.headHash as Hash,
    signals: rows.signals.map(parseSignal),
    reservations: rows.reservations,
    claims: rows.claims,
  };
}

export function parseSignal(body: string): Signal {
  return Signal.parse(JSON.parse(body));
}

export function parseSummary(text: string): RunSummary {
  return RunSummary.parse(JSON.parse(text));
}

export function parseKey({ revokedAt, body }: KeyRow): ApiKey {
  return ApiKey.parse({ ...JSON.parse(body), revokedAt: revokedAt ?? undefined });
}

export function parseSession({ expiresAt, body }: SessionRow): Session {
  return Session.parse({ ...JSON.parse(body), expiresAt });
}

export function parseRemark(body: string): Remark {
  return Remark.parse(JSON.parse(body));
}

export function parseKeptRequest(body: string): KeptRequest {
  return KeptRequest.parse(JSON.parse(body));
}

export function toFeedItem({ cursor, run, seq, at, type, summary }: Row): FeedItem {
  return {
    cursor: Number(cursor),
    run: RunId.parse(run),
    seq: Number(seq),
    at: Number(at),
    type: type as FeedItem['type'],
    summary: parseSummary(String(summary)),
  };
}

export function parseExecution(row: Row, run: RunId): Execution {
  const usage = row['input_tokens'] === null ? undefined : toUsage(row);
  return Execution.parse({
    tenant: row['tenant'],
    run,
    seq: row['seq'],
    path: row['path'],
    kind: row['kind'],
    agent: row['agent'] ?? undefined,
    model: row['model'] ?? undefined,
    tool: row['tool'] ?? undefined,
    startedAt: row['started_at'],
    finishedAt: row['finished_at'],
    attempts: row['attempts'],
    usage,
    errorCode: row['error_code'] ?? undefined,
  });
}

export function toMessage(row: Row): StoredMessage {
  return {
    hash: row['hash'] as Hash,
    previous: (row['previous'] ?? undefined) as Hash | undefined,
    body: String(row['body']),
  };
}

export function toAccountState(row: Row): AccountState {
  return {
    limit: toLimit(row),
    reserved: { tokens: Number(row['reserved_tokens']), costNanoUsd: Number(row['reserved_cost']) },
    spent: { tokens: Number(row['spent_tokens']), costNanoUsd: Number(row['spent_cost']) },
  };
}

function toUsage(row: Row): object {
  const estimated = row['estimated'];
  return {
    inputTokens: row['input_tokens'],
    outputTokens: row['output_tokens'],
    costNanoUsd: row['cost_nano_usd'],
    ...(estimated !== null && { estimated: estimated === 1 }),
  };
}
