/** How the parts of the port reach the threads: only while the store is open and can be trusted. */
import { JournalCorruptError, RunError, StoreFailedError } from '@tutti/engine';
import type { RunId } from '@tutti/protocol';
import { type Problem, toError } from './problem.ts';
import type { ReadKind, ReadOps } from './reader/read-op.ts';
import type { StoreWatch } from './store-watch.ts';
import type { ThreadClient } from './thread-client.ts';
import type { WriterReply } from './writer/writer-reply.ts';
import type { WriteKind, WriteOps } from './writer/write-op.ts';

export interface StoreThreads {
  readonly writer: ThreadClient<WriteOps, WriterReply>;
  readonly reader: ThreadClient<ReadOps>;
}

/** Decisions go to the writer, so that they see everything before them; whoever only looks asks the reader. */
export class StoreCalls {
  readonly watch: StoreWatch;
  readonly #threads: StoreThreads;
  #closing: Promise<void> | undefined;
  #isAnnounced = false;

  constructor(threads: StoreThreads, watch: StoreWatch) {
    this.#threads = threads;
    this.watch = watch;
  }

  get isOpen(): boolean {
    return !this.#closing;
  }

  assertOpen(): void {
    if (this.#closing) throw new RunError('engine_closed', 'the store is closed');
  }

  async write<Kind extends WriteKind>(kind: Kind, op: WriteOps[Kind][0], run?: RunId): Promise<WriteOps[Kind][1]> {
    this.assertOpen();
    const { health } = this.watch;
    if (health.state === 'failed') throw new StoreFailedError(health.message);
    if (kind === 'announce') this.#isAnnounced = true;
    return this.#threads.writer.call(kind, op).catch((problem: Problem) => {
      throw toError(problem, run);
    });
  }

  async read<Kind extends ReadKind>(kind: Kind, op: ReadOps[Kind][0]): Promise<ReadOps[Kind][1]> {
    this.assertOpen();
    return this.#threads.reader.call(kind, op).catch((problem: Problem) => {
      throw toError(problem, undefined);
    });
  }

  /** A row that is not what was written: the file is damaged, and nothing more is built on it. */
  parse<Value>(parse: () => Value): Value {
    try {
      return parse();
    } catch (cause) {
      const message = `a row of the database is damaged: ${cause instanceof Error ? cause.message : String(cause)}`;
      this.watch.fail({ code: 'store_failed', message });
      throw new JournalCorruptError(message, { cause });
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** The reader first: only the last connection can empty the log. */
  async #close(): Promise<void> {
    // Where it cannot be written, whoever comes next sees that this one is gone.
    if (this.#isAnnounced) await this.#threads.writer.call('endWorkers', undefined).catch(() => undefined);
    await this.#threads.reader.close();
    await this.#threads.writer.close();
  }
}
