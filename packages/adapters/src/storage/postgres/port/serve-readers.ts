/** What only looks. */
import type { RunLibrary, TenantFeed } from '@tutti/engine';
import type { StoreCalls } from '../store-calls.ts';

export function serveReaders(calls: StoreCalls): RunLibrary & TenantFeed {
  return {
    findRun: (tenant, run) => calls.read(({ library }) => library.findRun(tenant, run)),
    listRuns: (tenant, filter) => calls.read(({ library }) => library.listRuns(tenant, filter)),
    readEntries: (tenant, run, page) => calls.read(({ library }) => library.readEntries(tenant, run, page)),
    listExecutions: (tenant, run) => calls.read(({ library }) => library.listExecutions(tenant, run)),
    findBlob: (tenant, hash) => calls.read(({ library }) => library.findBlob(tenant, hash)),
    readConversation: (tenant, last) => calls.read(({ library }) => library.readConversation(tenant, last)),
    readFeed: (tenant, page) => calls.read(({ library }) => library.readFeed(tenant, page)),
    feedHead: (tenant) => calls.read(({ library }) => library.feedHead(tenant)),
  };
}
