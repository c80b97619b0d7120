/** The data directory that is left: held under its lock to the end, so that nothing changes while it is read. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { StoreUnusableError } from '@tutti/engine';
import { type DirectoryLock, lockDirectory } from '../sqlite/directory/lock-directory.ts';
import { assertNotMoved, markMoved, type Moved } from '../sqlite/directory/moved-marker.ts';
import { prepareDirectory } from '../sqlite/directory/prepare-directory.ts';
import { sealFile } from '../sqlite/directory/seal-file.ts';
import { type StoreFiles, storeFilesIn } from '../sqlite/directory/store-files.ts';
import { openDatabase, toOpenProblem } from '../sqlite/schema/open-database.ts';
import { toThreadFailure } from '../sqlite/thread-messages.ts';
import { Checkpoints } from '../sqlite/writer/checkpoint.ts';
import { MoveRefusedError } from './move-error.ts';
import type { Cells, MovedTable } from './moved-table.ts';
import { MOVED_TABLES } from './moved-tables.ts';

/** Whatever happens to a store changes one of these. */
const TRACES = [
  'SELECT max(position) FROM events',
  'SELECT sum(epoch) FROM runs',
  'SELECT sum(consumed) FROM signals',
  'SELECT sum(limit_tokens) FROM accounts',
  'SELECT sum(limit_cost) FROM accounts',
  'SELECT sum(limit_tokens), sum(limit_cost), sum(raised_tokens), sum(raised_cost) FROM budgets',
  'SELECT sum(used_at) FROM quotas',
  'SELECT sum(at) FROM credentials',
  'SELECT max(no) FROM answers',
  'SELECT sum(revoked_at) FROM api_keys',
  'SELECT sum(expires_at) FROM sessions',
];

export class MoveSource implements Disposable {
  readonly files: StoreFiles;
  readonly #lock: DirectoryLock;
  readonly #database: DatabaseSync;

  private constructor(files: StoreFiles, lock: DirectoryLock, database: DatabaseSync) {
    this.files = files;
    this.#lock = lock;
    this.#database = database;
  }

  /** Rejects as the opening of the store would: above all when a process works with it. */
  static async open(directory: string, now: number): Promise<MoveSource> {
    const files = storeFilesIn(directory);
    if (!existsSync(files.database)) {
      const remedy =
        'Name the directory with --data-dir. A new installation needs no move: start it with DATABASE_URL set.';
      throw new MoveRefusedError(`there is no installation in ${directory}`, { remedy });
    }
    try {
      await prepareDirectory(files);
      return MoveSource.#openLocked(files, lockDirectory(files, now), now);
    } catch (cause) {
      const { code, message } = toThreadFailure(toOpenProblem(cause, files));
      throw new StoreUnusableError(code, message, { cause });
    }
  }

  static #openLocked(files: StoreFiles, lock: DirectoryLock, now: number): MoveSource {
    try {
      assertNotMoved(files);
      const { crashedInThisBoot } = lock;
      return new MoveSource(files, lock, openDatabase(files, { now, crashedInThisBoot }));
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  count({ table, from = table }: MovedTable): number {
    return Number(this.#database.prepare(`SELECT count(*) AS count FROM ${from}`).get()?.['count']);
  }

  *read({ table, columns, as = {}, from = table, order, toCells = (row) => row }: MovedTable): Generator<Cells> {
    const names = [...new Set([...Object.keys(columns), ...Object.keys(as)])];
    const list = names.map((name) => `${as[name] ?? toSource(name, columns[name])} AS ${name}`).join(', ');
    const rows = this.#database.prepare(`SELECT ${list} FROM ${from} ORDER BY ${order}`).iterate();
    for (const row of rows) yield toCells(row);
  }

  /** The journal of a run as it is written here. */
  *readEntries(no: number): Generator<Cells> {
    yield* this.#database
      .prepare('SELECT seq, at, type, body, hash FROM events WHERE run = ? ORDER BY seq')
      .iterate(no);
  }

  findSummary(no: number): string {
    return String(this.#database.prepare('SELECT summary FROM runs WHERE no = ?').get(no)?.['summary']);
  }

  /** What all processes of this installation agree on. */
  get facts(): Readonly<Record<string, string>> {
    const rows = this.#database.prepare('SELECT key, value FROM installation').all();
    return Object.fromEntries(rows.map(({ key, value }) => [String(key), String(value)]));
  }

  /** Tells whether anything happened here since. */
  get fingerprint(): string {
    const values = TRACES.map((text) => Object.values(this.#database.prepare(text).get() ?? {}));
    const counts = MOVED_TABLES.map((table) => this.count(table));
    return createHash('sha256')
      .update(JSON.stringify([values, counts]))
      .digest('hex');
  }

  /** From here on nobody opens this store by accident. */
  leave(moved: Moved): void {
    markMoved(this.files, moved);
  }

  [Symbol.dispose](): void {
    try {
      new Checkpoints(this.#database).finish();
      this.#database.close();
      sealFile(this.files);
    } finally {
      this.#lock.release();
    }
  }
}

/** Bytes go through JSON, which has none. */
function toSource(column: string, type: string | undefined): string {
  return type === 'bytea' ? `'\\x' || hex(${column})` : column;
}
