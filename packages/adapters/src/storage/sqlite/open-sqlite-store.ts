import { Worker } from 'node:worker_threads';
import { type Clock, type LastingStore, StoreUnusableError, systemClock } from '@tutti/engine';
import { prepareDirectory } from './directory/prepare-directory.ts';
import { storeFilesIn } from './directory/store-files.ts';
import type { Problem } from './problem.ts';
import type { ReadOps } from './reader/read-op.ts';
import type { ReaderOptions } from './reader/main.ts';
import { createSqliteStore } from './sqlite-store.ts';
import { StoreWatch } from './store-watch.ts';
import { ThreadClient } from './thread-client.ts';
import { type ThreadReply, toThreadFailure } from './thread-messages.ts';
import type { WriterOptions } from './writer/store-writer.ts';
import type { WriterReply } from './writer/writer-reply.ts';
import type { WriteOps } from './writer/write-op.ts';

export interface SqliteStoreOptions {
  /** Created when it is missing; belongs to one process at a time. */
  readonly directory: string;
  readonly clock?: Clock;
  /** The database grows to this many pages of 4 KiB at most; what goes beyond is refused as on a full disk. */
  readonly maxPages?: number;
}

/**
 * Opens the store in a directory, waiting for nobody: rejects with StoreUnusableError when another process has it open.
 * `await using store = await openSqliteStore({ directory: '.tutti' });`
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<LastingStore> {
  const { directory, clock = systemClock, maxPages } = options;
  try {
    await prepareDirectory(storeFilesIn(directory));
    return await openThreads({ directory, maxPages, now: clock.now() }, clock);
  } catch (cause) {
    const { code, message } = toThreadFailure(cause);
    throw new StoreUnusableError(code, message, { cause });
  }
}

/** Both threads start side by side, but there is nothing to read before the writer has opened the database. */
async function openThreads(options: WriterOptions, clock: Clock): Promise<LastingStore> {
  const watch = new StoreWatch();
  const events = { now: () => clock.now(), onLost: (problem: Problem) => watch.fail(problem) };
  const writing = new Worker(new URL('./writer/main.ts', import.meta.url));
  const reading = new Worker(new URL('./reader/main.ts', import.meta.url));
  try {
    const writer = await ThreadClient.begin<WriteOps, WriterReply>(writing, options, {
      ...events,
      onReply: (reply) => watch.hearWriter(reply),
    });
    const reader = await ThreadClient.begin<ReadOps, ThreadReply>(reading, options satisfies ReaderOptions, {
      ...events,
      onReply: (reply) => watch.hearReader(reply),
    });
    return createSqliteStore({ writer, reader }, watch);
  } catch (error) {
    await Promise.all([writing.terminate(), reading.terminate()]);
    throw error;
  }
}
