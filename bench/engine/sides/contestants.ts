/** Who takes part in the comparison, and what a step of theirs that has ended survives. */
import type { DatabaseKind, FileKind } from './open-side.ts';
import type { Workload } from './measure-side.ts';

interface Named<Kind> {
  readonly name: string;
  readonly kind: Kind;
  /** What is on the disk, and when. */
  readonly durability: string;
  /** All of them, unless it says otherwise. */
  readonly workloads?: readonly Workload[];
}

export const TUTTI = 'Tutti embedded';
export const BARE = 'bare node:sqlite';
export const MASTRA_FULL = 'Mastra/libSQL, FULL';
export const MASTRA_SHIPPED = 'Mastra/libSQL, as shipped';
export const RESTATE = 'Restate';
export const TUTTI_POSTGRES = 'Tutti on PostgreSQL';
export const BARE_ONE = 'bare PostgreSQL, 1 connection';
export const BARE_MANY = 'bare PostgreSQL, 64 connections';
export const DBOS = 'DBOS';
export const MASTRA_POSTGRES = 'Mastra/PostgreSQL';
export const LANGGRAPH = 'LangGraph';

export const IN_FILES: readonly Named<FileKind>[] = [
  { name: TUTTI, kind: 'tutti', durability: 'SQLite, WAL, synchronous FULL; runs share commits' },
  { name: BARE, kind: 'bare', durability: 'SQLite, WAL, synchronous FULL; a commit for each step' },
  { name: MASTRA_FULL, kind: 'mastra-full', durability: 'libSQL, WAL, synchronous FULL on every connection' },
  {
    name: MASTRA_SHIPPED,
    kind: 'mastra-shipped',
    durability: 'libSQL, WAL; FULL or NORMAL, as the connection happens to be',
  },
  { name: RESTATE, kind: 'restate', durability: 'its own log, flushed to the disk; one node, defaults' },
];

const COMMITTED = 'committed, synchronous_commit on';

export const IN_DATABASE: readonly Named<DatabaseKind>[] = [
  { name: TUTTI_POSTGRES, kind: 'tutti-postgres', durability: `${COMMITTED}; runs share commits` },
  { name: BARE_ONE, kind: 'bare-one', durability: `${COMMITTED}; a commit for each step` },
  {
    name: BARE_MANY,
    kind: 'bare-many',
    durability: `${COMMITTED}; a commit for each step`,
    // One run at a time needs no more than one connection.
    workloads: ['at-once', 'fan'],
  },
  { name: DBOS, kind: 'dbos', durability: `${COMMITTED}; a row for each step` },
  { name: MASTRA_POSTGRES, kind: 'mastra-postgres', durability: `${COMMITTED}; the run's snapshot at each step` },
  { name: LANGGRAPH, kind: 'langgraph', durability: `${COMMITTED}; durability "sync", a checkpoint at each step` },
];
