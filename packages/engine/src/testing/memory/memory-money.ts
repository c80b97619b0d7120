/** What a memory store knows of quotas, of what was spent, of credentials and of answers that are kept. */
import { type Hash, type Instant, REHEARSAL, type RunId, type Spending, type TenantId } from '@tutti/protocol';
import { correctQuotaTake, NO_QUOTA_USE, readQuotaUse, takeFromQuota } from '../../budget/quota-log.ts';
import type { KeptAnswer } from '../../ports/answer-cache.ts';
import type { CredentialName, StoredCredential } from '../../ports/credentials.ts';
import type { QuotaKey, QuotaUse, QuotaVerdict, QuotaWish } from '../../ports/quotas.ts';
import type { SpendingGroup, SpendingQuestion, SpendingRow, SpendingSum, SpendingSums } from '../../ports/spendings.ts';
import { type MemoryData, toKey } from './memory-data.ts';

export function takeQuota({ quotas }: MemoryData, wish: QuotaWish, now: Instant): QuotaVerdict {
  if (Object.keys(wish.limits).length === 0) return { status: 'granted', id: '' };
  const key = toQuotaKey(wish.tenant, wish);
  const { verdict, log } = takeFromQuota(quotas.get(key) ?? NO_QUOTA_USE, wish, now);
  quotas.set(key, log);
  return verdict.status === 'granted' ? { status: 'granted', id: `${verdict.no}/${key}` } : verdict;
}

export function correctQuota({ quotas }: MemoryData, id: string, tokens?: number): void {
  const end = id.indexOf('/');
  const key = id.slice(end + 1);
  const log = quotas.get(key);
  if (log) quotas.set(key, correctQuotaTake(log, Number(id.slice(0, end)), tokens));
}

export function readQuotas(
  { quotas }: MemoryData,
  { tenant, keys }: { tenant: TenantId | undefined; keys: readonly QuotaKey[] },
  now: Instant,
): QuotaUse[] {
  return keys.map(({ key, model }) => {
    const log = quotas.get(toQuotaKey(tenant, { key, model })) ?? NO_QUOTA_USE;
    return { key, model, ...readQuotaUse(log, now) };
  });
}

export function listSpendings({ spendings }: MemoryData, tenant: TenantId, run: RunId): Spending[] {
  return spendings
    .filter((each) => each.tenant === tenant && each.run === run)
    .toSorted((one, other) => one.seq - other.seq);
}

export function sumSpendings({ spendings }: MemoryData, tenant: TenantId, question: SpendingQuestion): SpendingSums {
  const { by, from = 0, to = Infinity, limit } = question;
  const found = spendings.filter((each) => each.tenant === tenant && each.at >= from && each.at < to);
  const rows = [...Map.groupBy(found, (each) => toGroup(each, by))].map(([of, group]) => ({ of, ...sumUp(group) }));
  return { rows: rows.toSorted(by === 'day' ? byDay : byCost).slice(0, limit), total: sumUp(found) };
}

export function putCredential({ credentials }: MemoryData, credential: StoredCredential): 'added' | 'replaced' {
  const key = toCredentialKey(credential.tenant, credential);
  const answer = credentials.has(key) ? 'replaced' : 'added';
  credentials.set(key, credential);
  return answer;
}

export function replaceCredential(
  { credentials }: MemoryData,
  credential: StoredCredential,
  sealed: Uint8Array,
): boolean {
  const key = toCredentialKey(credential.tenant, credential);
  const known = credentials.get(key);
  if (!known || Buffer.compare(known.sealed, sealed) !== 0) return false;
  credentials.set(key, credential);
  return true;
}

export function listCredentials({ credentials }: MemoryData, tenant: TenantId): StoredCredential[] {
  return [...credentials.values()]
    .filter((each) => each.tenant === tenant)
    .toSorted((one, other) => compare(one.provider, other.provider) || compare(one.name, other.name));
}

export function removeCredential({ credentials }: MemoryData, tenant: TenantId, which: CredentialName): boolean {
  return credentials.delete(toCredentialKey(tenant, which));
}

export function findAnswer(
  { answers }: MemoryData,
  { tenant, hash }: { tenant: TenantId; hash: Hash },
  now: Instant,
): string | undefined {
  const kept = answers.get(toKey(tenant, hash));
  return kept && kept.expiresAt > now ? kept.body : undefined;
}

export function keepAnswer(
  { answers }: MemoryData,
  { answer, mostBytes }: { answer: KeptAnswer; mostBytes: number },
  now: Instant,
): void {
  const { tenant, hash, body, forMs } = answer;
  const key = toKey(tenant, hash);
  const bytes = new TextEncoder().encode(body).length;
  // Behind all others, as the oldest go first.
  answers.delete(key);
  if (bytes > mostBytes) return;
  answers.set(key, { tenant, body, bytes, expiresAt: now + forMs });
  let total = 0;
  for (const [each, kept] of [...answers].toReversed()) {
    if (kept.tenant !== tenant) continue;
    if (kept.expiresAt > now) total += kept.bytes;
    if (kept.expiresAt <= now || total > mostBytes) answers.delete(each);
  }
}

function toGroup(spending: Spending, by: SpendingGroup): string | undefined {
  return by === 'day' ? new Date(spending.at).toISOString().slice(0, 10) : spending[by];
}

function sumUp(spendings: readonly Spending[]): SpendingSum {
  const count = (of: (each: Spending) => boolean | undefined) => spendings.filter(of).length;
  const sum = (of: (each: Spending) => number | undefined) =>
    spendings.reduce((total, each) => total + (of(each) ?? 0), 0);
  return {
    calls: spendings.length,
    inputTokens: sum(({ usage }) => usage.inputTokens),
    outputTokens: sum(({ usage }) => usage.outputTokens),
    costNanoUsd: sum(({ usage }) => usage.costNanoUsd),
    freeCalls: count(({ free, model }) => free && model !== REHEARSAL),
    localCalls: count(({ local, model }) => local && model !== REHEARSAL),
    rehearsedCalls: count(({ model }) => model === REHEARSAL),
    estimatedCalls: count(({ usage }) => usage.estimated),
    inDoubtNanoUsd: sum(({ inDoubt, usage }) => (inDoubt ? usage.costNanoUsd : 0)),
    insteadOfNanoUsd: sum(({ insteadOfNanoUsd }) => insteadOfNanoUsd),
    savedNanoUsd: sum(({ inDoubt, insteadOfNanoUsd = 0, usage }) =>
      inDoubt ? 0 : Math.max(0, insteadOfNanoUsd - usage.costNanoUsd),
    ),
  };
}

function byDay(one: SpendingRow, other: SpendingRow): number {
  return compare(other.of ?? '', one.of ?? '');
}

function byCost(one: SpendingRow, other: SpendingRow): number {
  return other.costNanoUsd - one.costNanoUsd || other.calls - one.calls || compare(one.of ?? '', other.of ?? '');
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function toQuotaKey(tenant: TenantId | undefined, { key, model }: QuotaKey): string {
  return JSON.stringify([tenant ?? '', key, model]);
}

function toCredentialKey(tenant: TenantId, { provider, name }: CredentialName): string {
  return toKey(tenant, `${provider}/${name}`);
}
