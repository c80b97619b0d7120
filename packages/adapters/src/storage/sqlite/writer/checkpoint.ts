/**
 * Brings what the log holds into the database file, so that the log does not grow for ever. Done between commits, after their
 * acknowledgement; an error of the disk here is as fatal as one in a commit, which SQLite's own checkpoints would pass over.
 */
import type { DatabaseSync } from 'node:sqlite';
import { classifyFailure } from '../classify-failure.ts';

/** 32 MiB: large enough that pages which are written again and again are copied once, small enough to be quick. */
const CHECKPOINT_PAGES = 8_192;
/** Asking how long the log is costs a little, so not every commit asks. (SQLite before 3.51 makes a small checkpoint instead.) */
const COMMITS_PER_LOOK = 32;

export class Checkpoints {
  readonly #database: DatabaseSync;
  #commits = 0;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** After each commit. */
  tick(): void {
    this.#commits += 1;
    if (this.#commits % COMMITS_PER_LOOK !== 0) return;
    const { log = 0, checkpointed = 0 } = this.#run('NOOP');
    if (log - checkpointed >= CHECKPOINT_PAGES) this.#run('PASSIVE');
  }

  /** Before the close: the log is emptied. */
  finish(): void {
    this.#run('TRUNCATE');
  }

  #run(mode: 'NOOP' | 'PASSIVE' | 'TRUNCATE'): { log?: number; checkpointed?: number } {
    try {
      const row = this.#database.prepare(`PRAGMA wal_checkpoint(${mode})`).get();
      return { log: Number(row?.['log']), checkpointed: Number(row?.['checkpointed']) };
    } catch (error) {
      // Without space the log simply stays; it holds everything.
      if (classifyFailure(error) === 'full') return {};
      throw error;
    }
  }
}
