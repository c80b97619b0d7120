/** What the keys of providers were used for. */
import type { QuotaUse, QuotaVerdict } from '@tutti/engine';
import { correctQuotaTake, QUOTA_MEMORY_MS, readQuotaUse, takeFromQuota } from '@tutti/engine/budget/quota-log';
import { parseQuotaLog, parseTakeId, toTakeId } from '../../rows/quota-rows.ts';
import type { Row } from '../reader/read-op.ts';
import type { WriteOps } from './write-op.ts';
import type { Writing } from './writing.ts';

/** How many old ones are removed each time: more than one, so that they get fewer; not all, so that nobody waits for it. */
const REMOVE_LIMIT = 10;

export function takeQuota(writing: Writing, wish: WriteOps['takeQuota'][0]): QuotaVerdict {
  if (Object.keys(wish.limits).length === 0) return { status: 'granted', id: '' };
  const { sql, now } = writing;
  const { tenant = '', key, model } = wish;
  removeOld(writing);
  const known = find(writing, { tenant, key, model });
  const { verdict, log } = takeFromQuota(parseQuotaLog(known?.['log']), wish, now);
  if (verdict.status !== 'granted') return verdict;
  const save = sql(
    'INSERT INTO quotas (tenant, key, model, log, used_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET log = excluded.log, used_at = excluded.used_at RETURNING no',
  );
  const row = Number(save.get(tenant, key, model, JSON.stringify(log), now)?.['no']);
  return { status: 'granted', id: toTakeId({ row, take: verdict.no }) };
}

export function correctQuota({ sql }: Writing, { id, tokens }: WriteOps['correctQuota'][0]): undefined {
  const ref = parseTakeId(id);
  const found = ref && sql('SELECT log FROM quotas WHERE no = ?').get(ref.row);
  if (!found) return undefined;
  const log = correctQuotaTake(parseQuotaLog(found['log']), ref.take, tokens);
  sql('UPDATE quotas SET log = ? WHERE no = ?').run(JSON.stringify(log), ref.row);
}

export function readQuotas(writing: Writing, { tenant = '', keys }: WriteOps['readQuotas'][0]): readonly QuotaUse[] {
  return keys.map(({ key, model }) => {
    const log = parseQuotaLog(find(writing, { tenant, key, model })?.['log']);
    return { key, model, ...readQuotaUse(log, writing.now) };
  });
}

function find(
  { sql }: Writing,
  { tenant, key, model }: { tenant: string; key: string; model: string },
): Row | undefined {
  return sql('SELECT log FROM quotas WHERE tenant = ? AND key = ? AND model = ?').get(tenant, key, model);
}

function removeOld({ sql, now }: Writing): void {
  sql('DELETE FROM quotas WHERE no IN (SELECT no FROM quotas WHERE used_at < ? ORDER BY used_at LIMIT ?)').run(
    now - QUOTA_MEMORY_MS,
    REMOVE_LIMIT,
  );
}
