import type { AttachmentCells } from './write-op.ts';
import type { Sql } from '../create-sql.ts';

export interface Place {
  readonly tenant: string;
  /** The row of the run. */
  readonly no: number;
}

const ENTRY_WIDTH = 5;

export function writeEntries(sql: Sql, { tenant, no }: Place, cells: readonly (string | number)[]): void {
  const insert = sql('INSERT INTO events (tenant, run, seq, at, type, body, hash) VALUES (?, ?, ?, ?, ?, ?, ?)');
  for (let at = 0; at < cells.length; at += ENTRY_WIDTH) insert.run(tenant, no, ...cells.slice(at, at + ENTRY_WIDTH));
}

/** The same content under the same hash is stored once. */
export function writeAttachments(sql: Sql, tenant: string, { blobs, messages }: AttachmentCells): void {
  const blob = sql('INSERT OR IGNORE INTO blobs (tenant, hash, body) VALUES (?, ?, ?)');
  for (let at = 0; at < blobs.length; at += 2) blob.run(tenant, ...blobs.slice(at, at + 2));
  const message = sql('INSERT OR IGNORE INTO messages (tenant, hash, previous, body) VALUES (?, ?, ?, ?)');
  for (let at = 0; at < messages.length; at += 3) message.run(tenant, ...messages.slice(at, at + 3));
}

/** The seq and the hash of the last of these entries. */
export function readHead(cells: readonly (string | number)[]): readonly [head: number, hash: string] {
  const last = cells.length - ENTRY_WIDTH;
  return [Number(cells[last]), String(cells[last + ENTRY_WIDTH - 1])];
}
