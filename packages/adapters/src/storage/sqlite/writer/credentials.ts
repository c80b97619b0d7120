import type { StoredCredential } from '@tutti/engine';
import type { WriteOps } from './write-op.ts';
import type { Writing } from './writing.ts';

export function putCredential({ sql }: Writing, credential: StoredCredential): 'added' | 'replaced' {
  const { tenant, provider, name, sealed, fingerprint, baseUrl = null, by, at } = credential;
  const known = sql('SELECT 1 FROM credentials WHERE tenant = ? AND provider = ? AND name = ?');
  const answer = known.get(tenant, provider, name) ? 'replaced' : 'added';
  sql(
    'INSERT OR REPLACE INTO credentials (tenant, provider, name, sealed, fingerprint, base_url, by_user, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  ).run(tenant, provider, name, sealed, fingerprint, baseUrl, by, at);
  return answer;
}

export function replaceCredential(
  { sql }: Writing,
  { credential, sealed: before }: WriteOps['replaceCredential'][0],
): boolean {
  const { tenant, provider, name, sealed, fingerprint, baseUrl = null, by, at } = credential;
  const replace = sql(
    `UPDATE credentials SET sealed = ?, fingerprint = ?, base_url = ?, by_user = ?, at = ?
     WHERE tenant = ? AND provider = ? AND name = ? AND sealed = ?`,
  );
  return replace.run(sealed, fingerprint, baseUrl, by, at, tenant, provider, name, before).changes === 1;
}

export function removeCredential(
  { sql }: Writing,
  { tenant, provider, name }: WriteOps['removeCredential'][0],
): boolean {
  const remove = sql('DELETE FROM credentials WHERE tenant = ? AND provider = ? AND name = ?');
  return remove.run(tenant, provider, name).changes === 1;
}
