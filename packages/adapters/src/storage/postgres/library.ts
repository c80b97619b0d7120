/** Reading: on the primary too, so that what was acknowledged is seen. */
import {
  type AccountState,
  type FeedItem,
  type RunFilter,
  type RunPage,
  RunNotFoundError,
  type StoredMessage,
} from '@tutti/engine';
import type { Execution, Hash, JournalEntry, Remark, RunId, RunSummary, Signal, TenantId } from '@tutti/protocol';
import * as rows from '../rows/parse-rows.ts';
import type { Database, Row } from './database.ts';
import type { Lane } from './lane.ts';
import { openRunFinder } from './read/find-runs.ts';
import { listRuns } from './read/list-runs.ts';
import { readConversation } from './read/read-conversation.ts';
import type { RunNumbers, RunRef } from './run-numbers.ts';
import { parseCursor, toPage } from '../rows/to-page.ts';

const RUN = '(SELECT no FROM runs WHERE tenant = $1 AND id = $2)';

const STATEMENTS = {
  readEntries: `SELECT seq, at, type, body, hash FROM events WHERE run = ${RUN} AND seq > $3 ORDER BY seq LIMIT $4`,
  listExecutions: `SELECT * FROM executions WHERE run = ${RUN} ORDER BY position`,
  findBlob: 'SELECT body FROM blobs WHERE tenant = $1 AND hash = $2',
  findAccount: 'SELECT * FROM accounts WHERE tenant = $1 AND id = $2',
  pendingSignals: `SELECT body FROM signals WHERE run = ${RUN} AND NOT consumed ORDER BY position`,
  listRemarks: `SELECT body FROM remarks WHERE run = ${RUN} ORDER BY position`,
  addRemark: `WITH target AS (SELECT no FROM runs WHERE tenant = $1 AND id = $2), added AS (
      INSERT INTO remarks (tenant, run, id, body) SELECT $1, no, $3, $4 FROM target ON CONFLICT (tenant, id) DO NOTHING RETURNING 1
    ) SELECT EXISTS (SELECT 1 FROM target) AS found, EXISTS (SELECT 1 FROM added) AS added`,
  readFeed: `SELECT e.feed AS cursor, r.id AS run, e.seq, e.at, e.type, r.summary FROM events e JOIN runs r ON r.no = e.run
    WHERE e.tenant = $1 AND e.feed > $2 ORDER BY e.feed LIMIT $3`,
  feedHead: 'SELECT max(feed) AS head FROM events WHERE tenant = $1 AND feed IS NOT NULL',
};

export class Library {
  readonly #database: Database;
  readonly #runs: Lane<RunRef, string | undefined>;

  constructor(database: Database, numbers: RunNumbers) {
    this.#database = database;
    this.#runs = openRunFinder(database, numbers);
  }

  async findRun(tenant: TenantId, run: RunId): Promise<RunSummary | undefined> {
    const summary = await this.#runs.add({ tenant, run });
    return summary === undefined ? undefined : rows.parseSummary(summary);
  }

  async listRuns(tenant: TenantId, filter: RunFilter): Promise<RunPage> {
    const { limit, cursor } = filter;
    // One more than asked for tells whether there is another page.
    const question = { ...filter, tenant, limit: limit + 1, before: parseCursor(cursor) };
    const found = await this.#database.retry(() => listRuns(this.#database.ask, question));
    const { page, next } = toPage(found, limit, ({ no }) => no);
    return { runs: page.map(({ summary }) => rows.parseSummary(String(summary))), next };
  }

  async readEntries(
    tenant: TenantId,
    run: RunId,
    { after, limit }: { after: number; limit: number },
  ): Promise<readonly JournalEntry[]> {
    return rows.toEntries(await this.#ask('readEntries', [tenant, run, after, limit]));
  }

  async listExecutions(tenant: TenantId, run: RunId): Promise<readonly Execution[]> {
    return (await this.#ask('listExecutions', [tenant, run])).map((row) => rows.parseExecution(row, run));
  }

  async findBlob(tenant: TenantId, hash: Hash): Promise<Uint8Array | undefined> {
    const body = (await this.#ask('findBlob', [tenant, hash]))[0]?.['body'];
    return body instanceof Uint8Array ? new Uint8Array(body) : undefined;
  }

  readConversation(tenant: TenantId, last: Hash): Promise<readonly StoredMessage[]> {
    return this.#database.retry(() => readConversation(this.#database.ask, tenant, last));
  }

  async findAccount(tenant: TenantId, id: string): Promise<AccountState | undefined> {
    return (await this.#ask('findAccount', [tenant, id])).map(rows.toAccountState)[0];
  }

  async pendingSignals(tenant: TenantId, run: RunId): Promise<readonly Signal[]> {
    return (await this.#ask('pendingSignals', [tenant, run])).map(({ body }) => rows.parseSignal(String(body)));
  }

  async addRemark(remark: Remark): Promise<'added' | 'known'> {
    const { tenant, run, id } = remark;
    const [row] = await this.#ask('addRemark', [tenant, run, id, JSON.stringify(remark)]);
    if (row?.['found'] !== true) throw new RunNotFoundError(run);
    return row['added'] === true ? 'added' : 'known';
  }

  async listRemarks(tenant: TenantId, run: RunId): Promise<readonly Remark[]> {
    return (await this.#ask('listRemarks', [tenant, run])).map(({ body }) => rows.parseRemark(String(body)));
  }

  async readFeed(tenant: TenantId, { after, limit }: { after: number; limit: number }): Promise<readonly FeedItem[]> {
    return (await this.#ask('readFeed', [tenant, after, limit])).map(rows.toFeedItem);
  }

  async feedHead(tenant: TenantId): Promise<number> {
    return Number((await this.#ask('feedHead', [tenant]))[0]?.['head'] ?? 0);
  }

  #ask(name: keyof typeof STATEMENTS, values: readonly unknown[]): Promise<readonly Row[]> {
    return this.#database.persist({ name, text: STATEMENTS[name] }, values);
  }
}
