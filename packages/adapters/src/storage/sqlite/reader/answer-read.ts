import type { Sql } from '../create-sql.ts';
import { listRuns } from './list-runs.ts';
import { countAgentVersions, findAgentVersion, listAgentVersions, listAgentWork } from './read-agents.ts';
import { findKey, findSession, hasManager, listKeys } from './read-access.ts';
import { readConversation } from './read-conversation.ts';
import { readFeed, readFeedHead } from './read-feed.ts';
import { countSpent, listCredentials, listSpendings, sumSpendings } from './read-money.ts';
import type { ReadKind, ReadOps, Row } from './read-op.ts';

type Answers = { readonly [Kind in ReadKind]: (sql: Sql, op: ReadOps[Kind][0]) => unknown };

const ANSWERS: Answers = {
  findRun: (sql, { tenant, run }) =>
    sql('SELECT summary FROM runs WHERE tenant = ? AND id = ?').get(tenant, run)?.['summary'],
  listRuns,
  readEntries,
  listExecutions,
  findBlob: (sql, { tenant, hash }) =>
    sql('SELECT body FROM blobs WHERE tenant = ? AND hash = ?').get(tenant, hash)?.['body'],
  readConversation: (sql, { tenant, last }) => readConversation(sql, tenant, last),
  findAccount: (sql, { tenant, id }) => sql('SELECT * FROM accounts WHERE tenant = ? AND id = ?').get(tenant, id),
  sumSpendings,
  listSpendings,
  countSpent,
  listCredentials,
  listRemarks,
  findKey,
  listKeys,
  hasManager,
  findSession,
  readFeed,
  feedHead: readFeedHead,
  readRows: (sql, { text, values }) => sql(text).all(...values),
  countAgentVersions,
  listAgentVersions,
  findAgentVersion,
  listAgentWork,
};

export function answerRead<Kind extends ReadKind>(
  sql: Sql,
  { kind, op }: { readonly kind: Kind; readonly op: ReadOps[Kind][0] },
): unknown {
  return ANSWERS[kind](sql, op);
}

function readEntries(sql: Sql, { tenant, run, after, limit }: ReadOps['readEntries'][0]): readonly Row[] {
  const select = sql(
    'SELECT seq, at, type, body, hash FROM events WHERE run = (SELECT no FROM runs WHERE tenant = ? AND id = ?) AND seq > ? ORDER BY seq LIMIT ?',
  );
  return select.all(tenant, run, after, limit);
}

function listExecutions(sql: Sql, { tenant, run }: ReadOps['listExecutions'][0]): readonly Row[] {
  const select = sql(
    'SELECT * FROM executions WHERE run = (SELECT no FROM runs WHERE tenant = ? AND id = ?) ORDER BY position',
  );
  return select.all(tenant, run);
}

function listRemarks(sql: Sql, { tenant, run }: ReadOps['listRemarks'][0]): readonly string[] {
  const select = sql(
    'SELECT body FROM remarks WHERE run = (SELECT no FROM runs WHERE tenant = ? AND id = ?) ORDER BY position',
  );
  return select.all(tenant, run).map(({ body }) => String(body));
}
