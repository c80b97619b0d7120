/** What the keys of providers were used for: shared by all workers, so each take locks the row of its key and model. */
import type { QuotaKey, Quotas, QuotaUse, QuotaVerdict, QuotaWish } from '@tutti/engine';
import {
  correctQuotaTake,
  NO_QUOTA_USE,
  QUOTA_MEMORY_MS,
  type QuotaLog,
  readQuotaUse,
  takeFromQuota,
} from '@tutti/engine/budget/quota-log';
import type { TenantId } from '@tutti/protocol';
import { parseQuotaLog, parseTakeId, type TakeRef, toTakeId } from '../rows/quota-rows.ts';
import type { Ask, Database, Row } from './database.ts';
import { Lane, type Verdict } from './lane.ts';
import { nowMs } from './write/signal-run.ts';

const MOST_AT_ONCE = 100;
const SWEEP_EVERY = 100;
/** How many old ones are removed each time: more than one, so that they get fewer; not all, so that nobody waits for it. */
const REMOVE_LIMIT = 10;

/** All rows are locked in the order of their keys, here and below. */
const OPEN = {
  name: 'open-quotas',
  text: `INSERT INTO quotas (tenant, key, model, log, used_at)
    SELECT tenant, key, model, $4, ${nowMs('$5')} FROM unnest($1::text[], $2::text[], $3::text[]) AS w(tenant, key, model)
    ORDER BY tenant COLLATE "C", key COLLATE "C", model COLLATE "C"
    ON CONFLICT (tenant, key, model) DO UPDATE SET used_at = greatest(quotas.used_at, excluded.used_at)
    RETURNING no, tenant, key, model, log, ${nowMs('$5')} AS now`,
};
const LOCK = {
  name: 'lock-quotas',
  text: 'SELECT no, log FROM quotas WHERE no = ANY($1::bigint[]) ORDER BY tenant, key, model FOR NO KEY UPDATE',
};
const SAVE = {
  name: 'save-quotas',
  text: 'UPDATE quotas q SET log = w.log FROM unnest($1::bigint[], $2::text[]) AS w(no, log) WHERE q.no = w.no',
};
const REMOVE = {
  name: 'remove-quotas',
  text: `DELETE FROM quotas WHERE no IN (
    SELECT no FROM quotas WHERE used_at < ${nowMs('$1')} - ${QUOTA_MEMORY_MS} ORDER BY used_at LIMIT ${REMOVE_LIMIT} FOR UPDATE SKIP LOCKED)`,
};
const READ = {
  name: 'read-quotas',
  text: `SELECT w.place, q.log, ${nowMs('$4')} AS now
    FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS w(key, model, place)
    LEFT JOIN quotas q ON q.tenant = $1 AND q.key = w.key AND q.model = w.model ORDER BY w.place`,
};

interface Correction extends TakeRef {
  /** Undefined: it was never sent. */
  readonly tokens: number | undefined;
}

export class QuotaDesk implements Quotas {
  readonly #database: Database;
  readonly #now: () => number | undefined;
  readonly #takes: Lane<QuotaWish, QuotaVerdict>;
  readonly #corrections: Lane<Correction, void>;
  #flushes = 0;

  constructor(database: Database, now: () => number | undefined) {
    this.#database = database;
    this.#now = now;
    const isSplittable = () => false;
    this.#takes = new Lane({ most: MOST_AT_ONCE, flush: (wishes) => this.#flushTakes(wishes), isSplittable });
    this.#corrections = new Lane({ most: MOST_AT_ONCE, flush: (each) => this.#flushCorrections(each), isSplittable });
  }

  async takeQuota(wish: QuotaWish): Promise<QuotaVerdict> {
    if (Object.keys(wish.limits).length === 0) return { status: 'granted', id: '' };
    return this.#takes.add(wish);
  }

  async correctQuota(id: string, tokens: number): Promise<void> {
    const ref = parseTakeId(id);
    if (ref) await this.#corrections.add({ ...ref, tokens });
  }

  async returnQuota(id: string): Promise<void> {
    const ref = parseTakeId(id);
    if (ref) await this.#corrections.add({ ...ref, tokens: undefined });
  }

  async readQuotas(tenant: TenantId | undefined, keys: readonly QuotaKey[]): Promise<readonly QuotaUse[]> {
    const columns = [keys.map(({ key }) => key), keys.map(({ model }) => model)];
    const rows = await this.#database.persist(READ, [tenant ?? '', ...columns, this.#now()]);
    return keys.map(({ key, model }, place) => {
      const row = rows[place];
      return { key, model, ...readQuotaUse(parseQuotaLog(row?.['log']), Number(row?.['now'])) };
    });
  }

  async #flushTakes(wishes: readonly QuotaWish[]): Promise<readonly Verdict<QuotaVerdict>[]> {
    if (this.#flushes % SWEEP_EVERY === 0) await this.#database.persist(REMOVE, [this.#now()]);
    this.#flushes += 1;
    return this.#database.retry(() => this.#database.transact((ask) => takeAll(ask, wishes, this.#now())));
  }

  async #flushCorrections(corrections: readonly Correction[]): Promise<readonly Verdict<void>[]> {
    await this.#database.retry(() => this.#database.transact((ask) => correctAll(ask, corrections)));
    return corrections.map(() => ({ answer: undefined }));
  }
}

async function takeAll(
  ask: Ask,
  wishes: readonly QuotaWish[],
  now: number | undefined,
): Promise<readonly Verdict<QuotaVerdict>[]> {
  const keys = [...new Map(wishes.map((wish) => [toKey(wish), wish])).values()];
  const columns = [keys.map(({ tenant = '' }) => tenant), keys.map(({ key }) => key), keys.map(({ model }) => model)];
  const rows = await ask(OPEN, [...columns, JSON.stringify(NO_QUOTA_USE), now]);
  const logs = new Map(rows.map((row) => [toKey(row), toOpened(row)]));
  const verdicts = wishes.map((wish): Verdict<QuotaVerdict> => {
    const opened = logs.get(toKey(wish));
    if (!opened) return { error: new Error('a quota was not opened') };
    const { verdict, log } = takeFromQuota(opened.log, wish, opened.now);
    opened.log = log;
    const isGranted = verdict.status === 'granted';
    return { answer: isGranted ? { status: 'granted', id: toTakeId({ row: opened.no, take: verdict.no }) } : verdict };
  });
  await save(ask, [...logs.values()]);
  return verdicts;
}

async function correctAll(ask: Ask, corrections: readonly Correction[]): Promise<void> {
  const rows = await ask(LOCK, [[...new Set(corrections.map(({ row }) => row))]]);
  const logs = new Map(
    rows.map((row) => [Number(row['no']), { no: Number(row['no']), log: parseQuotaLog(row['log']) }]),
  );
  for (const { row, take, tokens } of corrections) {
    const found = logs.get(row);
    if (found) found.log = correctQuotaTake(found.log, take, tokens);
  }
  await save(ask, [...logs.values()]);
}

async function save(ask: Ask, logs: readonly { no: number; log: QuotaLog }[]): Promise<void> {
  await ask(SAVE, [logs.map(({ no }) => no), logs.map(({ log }) => JSON.stringify(log))]);
}

function toOpened(row: Row): { readonly no: number; readonly now: number; log: QuotaLog } {
  return { no: Number(row['no']), now: Number(row['now']), log: parseQuotaLog(row['log']) };
}

function toKey(of: Row | QuotaWish): string {
  const { tenant = '', key, model } = of;
  return JSON.stringify([tenant, key, model]);
}
