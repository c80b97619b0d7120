/** Where notes are kept: a file of SQLite in the data directory, or the database that several processes share. Both keep them in one table. */
export type MemoryRow = Readonly<Record<string, unknown>>;

export interface MemoryTable {
  /** `?1`, `?2` … stand for the values. */
  ask(text: string, values: readonly (string | number)[]): Promise<readonly MemoryRow[]>;
}

export interface MemoryDatabase extends MemoryTable, AsyncDisposable {
  /** All of it happens or none, and nobody else changes anything meanwhile. */
  change<Result>(act: (table: MemoryTable) => Promise<Result>): Promise<Result>;
}

export type MemoryPlace =
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'postgres'; readonly url: string; readonly schema: string };

/** In words that both databases understand. */
export const MEMORY_TABLES = [
  `create table if not exists tool_memory (
    tenant text not null, id text not null, kind text not null,
    subject text not null, predicate text not null, object text not null, words text not null,
    at bigint not null, run text not null, agent text not null, labels text not null,
    forgotten_by text, forgotten_at bigint,
    primary key (tenant, id))`,
  'create index if not exists tool_memory_subject on tool_memory (tenant, subject)',
  'create table if not exists tool_memory_undone (tenant text not null, key text not null, primary key (tenant, key))',
] as const;

export async function openMemoryDatabase(place: MemoryPlace): Promise<MemoryDatabase> {
  if (place.kind === 'file') return (await import('./sqlite-memory.ts')).openSqliteMemory(place.file);
  return (await import('./postgres-memory.ts')).openPostgresMemory(place);
}
