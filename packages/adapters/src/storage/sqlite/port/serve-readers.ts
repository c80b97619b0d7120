/** What only looks. */
import type { RunLibrary, TenantFeed } from '@tutti/engine';
import * as rows from '../../rows/parse-rows.ts';
import { parseCursor, toPage } from '../../rows/to-page.ts';
import { toWords } from '../../rows/to-words.ts';
import type { StoreCalls } from '../store-calls.ts';

export function serveReaders(calls: StoreCalls): RunLibrary & TenantFeed {
  return {
    async findRun(tenant, run) {
      const summary = await calls.read('findRun', { tenant, run });
      return summary === undefined ? undefined : calls.parse(() => rows.parseSummary(summary));
    },
    async listRuns(tenant, filter) {
      const { status, parent, task, tasks = false, open = false, worker, text = '', limit, cursor } = filter;
      const words = toWords(text);
      const which = { tenant, status, parent, task, tasks, open, worker, words, before: parseCursor(cursor) };
      // One more than asked for tells whether there is another page.
      const found = await calls.read('listRuns', { ...which, limit: limit + 1 });
      const { page, next } = toPage(found, limit, ({ no }) => no);
      return { runs: calls.parse(() => page.map(({ summary }) => rows.parseSummary(summary))), next };
    },
    async readEntries(tenant, run, page) {
      return rows.toEntries(await calls.read('readEntries', { tenant, run, ...page }));
    },
    async listExecutions(tenant, run) {
      const found = await calls.read('listExecutions', { tenant, run });
      return calls.parse(() => found.map((row) => rows.parseExecution(row, run)));
    },
    findBlob: (tenant, hash) => calls.read('findBlob', { tenant, hash }),
    async readConversation(tenant, last) {
      return (await calls.read('readConversation', { tenant, last })).map(rows.toMessage);
    },
    async readFeed(tenant, page) {
      const items = await calls.read('readFeed', { tenant, ...page });
      return calls.parse(() => items.map(rows.toFeedItem));
    },
    feedHead: (tenant) => calls.read('feedHead', { tenant }),
  };
}
