import type { DatabaseSync } from 'node:sqlite';
import { classifyFailure, toProblem } from '../classify-failure.ts';
import { type DirectoryLock, lockDirectory } from '../directory/lock-directory.ts';
import { assertNotMoved } from '../directory/moved-marker.ts';
import { sealFile } from '../directory/seal-file.ts';
import { type StoreFiles, storeFilesIn } from '../directory/store-files.ts';
import type { Problem } from '../problem.ts';
import { openDatabase, type OpenOptions, toOpenProblem } from '../schema/open-database.ts';
import { Checkpoints } from './checkpoint.ts';
import { freeOwnedRuns } from './claim-run.ts';
import { endLostWorkers } from './fleet.ts';
import { writeBatch } from './write-batch.ts';
import type { WriteOp } from './write-op.ts';
import { joinReplies, refuseAll, type WriterReply } from './writer-reply.ts';
import { createWriting, type Writing } from './writing.ts';

export interface WriterOptions extends OpenOptions {
  readonly directory: string;
}

/** The database, its lock, and whether it can still be trusted. */
export class StoreWriter {
  readonly #files: StoreFiles;
  readonly #lock: DirectoryLock;
  readonly #database: DatabaseSync;
  readonly #writing: Writing;
  readonly #checkpoints: Checkpoints;
  /** After an error of the disk nothing more is written: what the disk then claims to hold cannot be relied on. */
  #failed: Problem | undefined;

  constructor(options: WriterOptions) {
    this.#files = storeFilesIn(options.directory);
    this.#lock = lockDirectory(this.#files, options.now);
    try {
      assertNotMoved(this.#files);
      this.#database = openDatabase(this.#files, { ...options, crashedInThisBoot: this.#lock.crashedInThisBoot });
      this.#writing = createWriting(this.#database);
      endLostWorkers(this.#writing, options.now);
      freeOwnedRuns(this.#writing);
    } catch (error) {
      this.#lock.release();
      throw toOpenProblem(error, this.#files);
    }
    this.#checkpoints = new Checkpoints(this.#database);
  }

  write(ops: readonly WriteOp[], now: number): WriterReply {
    if (this.#failed) return { ...refuseAll(ops.length, this.#failed), failed: this.#failed };
    this.#writing.now = now;
    try {
      return writeBatch(this.#database, this.#writing, ops);
    } catch (error) {
      if (classifyFailure(error) === 'full') return this.#writeWhatFits(ops, toProblem(error));
      const failed = this.#fail(error);
      return { ...refuseAll(ops.length, failed), failed };
    }
  }

  /** One operation that is too large must not keep the others out: each tries alone. */
  #writeWhatFits(ops: readonly WriteOp[], problem: Problem): WriterReply {
    if (ops.length === 1) return refuseAll(ops.length, problem);
    return joinReplies(ops.map((op) => this.write([op], this.#writing.now)));
  }

  /** Work between commits. Answers only when it fails. */
  rest(): WriterReply | undefined {
    if (this.#failed) return undefined;
    try {
      this.#checkpoints.tick();
      return undefined;
    } catch (error) {
      return { failed: this.#fail(error) };
    }
  }

  close(): void {
    try {
      if (!this.#failed) this.#checkpoints.finish();
      this.#database.close();
      if (!this.#failed) sealFile(this.#files);
    } finally {
      this.#lock.release();
    }
  }

  #fail(error: unknown): Problem {
    this.#failed = { ...toProblem(error), code: 'store_failed' };
    return this.#failed;
  }
}
