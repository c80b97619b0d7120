/**
 * Moves an embedded installation to PostgreSQL, whole or not at all: one transaction, checked before it commits. Whatever ends this
 * process, the directory can be used as before, and the database is either empty or complete.
 */
import type pg from 'pg';
import { checkJournals, type DamagedRun } from './check-journals.ts';
import { copyTable } from './copy-table.ts';
import { MoveRefusedError } from './move-error.ts';
import { MoveSource } from './move-source.ts';
import {
  assertEmpty,
  assertUnused,
  describeDatabase,
  type Facts,
  isSchemaThere,
  lockTarget,
  MOVED_FROM,
  prepareTarget,
  readFacts,
  type TargetOptions,
  withTarget,
  writeFacts,
} from './move-target.ts';
import { MOVED_TABLES } from './moved-tables.ts';

export interface MoveOptions extends TargetOptions {
  readonly directory: string;
  /** What is kept beside the store in the directory and belongs into the database: whose installation it is. */
  readonly facts: Facts;
  readonly now: number;
  readonly onProgress?: (progress: MoveProgress) => void;
}

export type MoveProgress =
  | { readonly step: 'copy'; readonly table: string; readonly done: number; readonly total: number }
  | { readonly step: 'check'; readonly done: number; readonly total: number }
  | { readonly step: 'commit' }
  | { readonly step: 'leave' };

export interface MoveReport {
  readonly from: string;
  /** Without a password. */
  readonly to: string;
  /** Rows, by table. */
  readonly counts: Readonly<Record<string, number>>;
  /** An earlier move was cut off after its commit: there was nothing left to copy. */
  readonly wasThere: boolean;
  /** They were so before, and are the same now. */
  readonly damaged: readonly DamagedRun[];
}

export async function moveToPostgres(options: MoveOptions): Promise<MoveReport> {
  const { directory: from, now, onProgress = () => {} } = options;
  const to = describeDatabase(options);
  using source = await MoveSource.open(from, now);
  const counts = countRows(source);
  const damaged = await withTarget(options, async (client) => {
    await prepareTarget(client, options);
    return transact(client, options, source);
  });
  onProgress({ step: 'leave' });
  source.leave({ to, at: new Date(now).toISOString() });
  return { from, to, counts, wasThere: damaged === undefined, damaged: damaged ?? [] };
}

/** What would be moved, and whether it could be; changes nothing on either side. */
export async function planMove(options: MoveOptions): Promise<Pick<MoveReport, 'from' | 'to' | 'counts'>> {
  using source = await MoveSource.open(options.directory, options.now);
  await withTarget(options, async (client) => {
    if (!(await isSchemaThere(client, options.schema))) return;
    await assertUnused(client);
    if (!(await isCopied(client, source))) await assertEmpty(client, { ...source.facts, ...options.facts });
  });
  return { from: options.directory, to: describeDatabase(options), counts: countRows(source) };
}

/** Undefined where everything is there already. */
async function transact(
  client: pg.ClientBase,
  options: MoveOptions,
  source: MoveSource,
): Promise<readonly DamagedRun[] | undefined> {
  const { onProgress = () => {} } = options;
  await client.query('BEGIN');
  try {
    await lockTarget(client);
    const isThere = await isCopied(client, source);
    const damaged = isThere ? undefined : await copyAll(client, options, source);
    if (!isThere) onProgress({ step: 'commit' });
    await client.query('COMMIT');
    return damaged;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

async function copyAll(
  client: pg.ClientBase,
  { facts: own, onProgress = () => {} }: MoveOptions,
  source: MoveSource,
): Promise<readonly DamagedRun[]> {
  const facts = { ...source.facts, ...own };
  await assertUnused(client);
  await assertEmpty(client, facts);
  await writeFacts(client, { ...facts, [MOVED_FROM]: source.fingerprint });
  for (const table of MOVED_TABLES) {
    const total = source.count(table);
    const tell = (done: number) => onProgress({ step: 'copy', table: table.table, done, total });
    const copied = await copyTable(client, { source, table }, tell);
    await assertCount(client, table.table, { copied, total });
  }
  const total = (await countIn(client, 'runs')) ?? 0;
  const { damaged } = await checkJournals(client, source, (done) => onProgress({ step: 'check', done, total }));
  return damaged;
}

/** Then the directory was only not marked yet. What happened in it since would be lost, so it must have stood still. */
async function isCopied(client: pg.ClientBase, source: MoveSource): Promise<boolean> {
  const { [MOVED_FROM]: before } = await readFacts(client);
  if (before === undefined) return false;
  if (before === source.fingerprint) return true;
  throw new MoveRefusedError(
    'the database already holds an installation that was moved to it, and this is not what was moved',
  );
}

async function assertCount(
  client: pg.ClientBase,
  table: string,
  { copied, total }: { copied: number; total: number },
): Promise<void> {
  const count = await countIn(client, table);
  if (count === total && copied === total) return;
  throw new MoveRefusedError(`${table} has ${count} rows after the copy, and ${total} in the data directory`);
}

async function countIn(client: pg.ClientBase, table: string): Promise<number | undefined> {
  const { rows } = await client.query<{ count: number }>(`SELECT count(*) AS count FROM ${table}`);
  return rows[0]?.count;
}

function countRows(source: MoveSource): Readonly<Record<string, number>> {
  return Object.fromEntries(MOVED_TABLES.map((table) => [table.table, source.count(table)]));
}
