import type { Sql } from '../create-sql.ts';
import { listRuns } from './list-runs.ts';
import { findKey, findSession, hasManager, listKeys } from './read-access.ts';
import { readConversation } from './read-conversation.ts';
import { readFeed, readFeedHead } from './read-feed.ts';
import { countSpent, listCredentials, listSpendings, sumSpendings } from './read-money.ts';
import type { ReadOp, ReadOps, Row } from './read-op.ts';

export function answerRead(sql: Sql, { kind, op }: ReadOp): unknown {
  switch (kind) {
    case 'findRun':
      return sql('SELECT summary FROM runs WHERE tenant = ? AND id = ?').get(op.tenant, op.run)?.['summary'];
    case 'listRuns':
      return listRuns(sql, op);
    case 'readEntries':
      return readEntries(sql, op);
    case 'listExecutions':
      return listExecutions(sql, op);
    case 'findBlob':
      return sql('SELECT body FROM blobs WHERE tenant = ? AND hash = ?').get(op.tenant, op.hash)?.['body'];
    case 'readConversation':
      return readConversation(sql, op.tenant, op.last);
    case 'findAccount':
      return sql('SELECT * FROM accounts WHERE tenant = ? AND id = ?').get(op.tenant, op.id);
    case 'sumSpendings':
      return sumSpendings(sql, op);
    case 'listSpendings':
      return listSpendings(sql, op);
    case 'countSpent':
      return countSpent(sql, op);
    case 'listCredentials':
      return listCredentials(sql, op);
    case 'listRemarks':
      return listRemarks(sql, op);
    case 'findKey':
      return findKey(sql, op);
    case 'listKeys':
      return listKeys(sql, op);
    case 'hasManager':
      return hasManager(sql, op);
    case 'findSession':
      return findSession(sql, op);
    case 'readFeed':
      return readFeed(sql, op);
    case 'feedHead':
      return readFeedHead(sql, op);
    default:
      return kind satisfies never;
  }
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
