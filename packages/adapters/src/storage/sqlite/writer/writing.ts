import type { DatabaseSync } from 'node:sqlite';
import { createSql, type Sql } from '../create-sql.ts';
import { KeptBytes } from './kept-bytes.ts';
import { RunRows } from './run-rows.ts';

/** What an operation works with inside the transaction of its batch. */
export interface Writing {
  readonly sql: Sql;
  readonly runs: RunRows;
  readonly kept: KeptBytes;
  /** The time of the batch. */
  now: number;
  notices: Notices;
}

/** What listeners are told after the commit. */
export interface Notices {
  ready: boolean;
  settled: boolean;
  readonly signals: string[];
}

/** Thrown by an operation that refuses before it has written anything, so that nothing needs to be taken back. */
export class Refusal extends Error {
  readonly code: 'fenced' | 'run_finished' | 'run_not_found';
  constructor(code: Refusal['code']) {
    super(code);
    this.code = code;
  }
}

export function createWriting(database: DatabaseSync): Writing {
  const sql = createSql(database);
  return { sql, runs: new RunRows(sql), kept: new KeptBytes(sql), now: 0, notices: noNotices() };
}

/** What was remembered may have been taken back. */
export function forgetRows({ runs, kept }: Writing): void {
  runs.forget();
  kept.forget();
}

export function noNotices(): Notices {
  return { ready: false, settled: false, signals: [] };
}
