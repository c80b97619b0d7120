/** What is read of runs from outside. Nothing of another tenant is there for whoever asks. */
import type { Execution, Hash, Principal, RunEvent, RunId, RunState, RunSummary } from '@tutti/protocol';
import { JournalCorruptError, RunError } from '../errors.ts';
import type { StoredMessage } from '../ports/journal.ts';
import type { RunFilter, RunPage } from '../ports/run-library.ts';
import type { FeedItem } from '../ports/tenant-feed.ts';
import type { DrivePorts } from '../run/drive-ports.ts';
import { getRunState, getSummary, type ReadFrom, readEvents } from '../run/read-run.ts';
import { type RestBell, untilSettled, type Waiting } from '../run/until-settled.ts';
import { assertRight } from './assert-right.ts';

export interface Queries {
  getRun(principal: Principal, run: RunId): Promise<RunState>;
  listRuns(principal: Principal, filter: RunFilter): Promise<RunPage>;
  /** In order, and checked against the hash chain; `after` leaves out the events up to that number without reading them. */
  readEvents(principal: Principal, run: RunId, from?: ReadFrom): AsyncGenerator<RunEvent>;
  /** Calls of models and tools that have ended, in that order. */
  listExecutions(principal: Principal, run: RunId): Promise<readonly Execution[]>;
  /** A large value of an event, or the bytes of an artefact. */
  findBlob(principal: Principal, hash: Hash): Promise<Uint8Array | undefined>;
  /** The messages that end in this one, the oldest first. */
  readConversation(principal: Principal, last: Hash): Promise<readonly StoredMessage[]>;
  /** What became of all runs of the tenant, in the order in which it was committed. */
  readFeed(principal: Principal, page: { after: number; limit: number }): Promise<readonly FeedItem[]>;
  /** The cursor of the newest item of the feed. */
  feedHead(principal: Principal): Promise<number>;
  /** Resolves when the run has ended. */
  untilSettled(principal: Principal, run: RunId, waiting?: Waiting): Promise<RunSummary>;
}

export function createQueries(ports: DrivePorts, bell: RestBell): Queries {
  const { store, clock } = ports;
  return {
    async getRun(principal, run) {
      assertRight(principal, 'view');
      return getRunState(store, { tenant: principal.tenant, run });
    },
    async listRuns(principal, filter) {
      assertRight(principal, 'view');
      return store.listRuns(principal.tenant, filter);
    },
    readEvents(principal, run, from) {
      assertRight(principal, 'view');
      return readEvents(store, { tenant: principal.tenant, run }, from);
    },
    ...createReadings(ports),
    async untilSettled(principal, run, waiting = {}) {
      assertRight(principal, 'view');
      return untilSettled({ bell, clock, library: store }, { tenant: principal.tenant, run }, waiting);
    },
  };
}

function createReadings({
  store,
}: DrivePorts): Pick<Queries, 'listExecutions' | 'findBlob' | 'readConversation' | 'readFeed' | 'feedHead'> {
  return {
    async listExecutions(principal, run) {
      assertRight(principal, 'view');
      await getSummary(store, { tenant: principal.tenant, run });
      return store.listExecutions(principal.tenant, run);
    },
    async findBlob(principal, hash) {
      assertRight(principal, 'view');
      return store.findBlob(principal.tenant, hash);
    },
    async readConversation(principal, last) {
      assertRight(principal, 'view');
      try {
        return await store.readConversation(principal.tenant, last);
      } catch (cause) {
        // From outside any hash may be asked for: that nothing is there says nothing against the store.
        if (!(cause instanceof JournalCorruptError)) throw cause;
        throw new RunError('payload_not_found', `there is no such conversation: ${cause.message}`, { cause });
      }
    },
    async readFeed(principal, page) {
      assertRight(principal, 'view');
      return store.readFeed(principal.tenant, page);
    },
    async feedHead(principal) {
      assertRight(principal, 'view');
      return store.feedHead(principal.tenant);
    },
  };
}
