/** Who may come in, and which of their requests came before. */
import type { KeyPage } from '@tutti/engine';
import type { ApiKey, ApiKeyId, Hash, Instant, KeptRequest, Session, TenantId } from '@tutti/protocol';
import { parseKeptRequest, parseKey, parseSession } from '../rows/parse-rows.ts';
import type { Database, Row } from './database.ts';
import { parseCursor, toPage } from '../rows/to-page.ts';

const KEY = 'no, revoked_at, body';
/** How many old ones are removed each time: more than one, so that they get fewer; not all, so that nobody waits for it. */
const REMOVE_LIMIT = 100;

const STATEMENTS = {
  addKey:
    'INSERT INTO api_keys (tenant, id, manages, expires_at, revoked_at, body) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING RETURNING no',
  findKey: `SELECT ${KEY} FROM api_keys WHERE id = $1`,
  listKeys: `SELECT ${KEY} FROM api_keys WHERE tenant = $1 AND no < coalesce($2::bigint, 9223372036854775807) ORDER BY no DESC LIMIT $3`,
  revokeKey: `UPDATE api_keys SET revoked_at = coalesce(revoked_at, $3) WHERE tenant = $1 AND id = $2 RETURNING ${KEY}`,
  hasManager:
    'SELECT 1 FROM api_keys WHERE manages AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $1) LIMIT 1',
  addSession: 'INSERT INTO sessions (hash, expires_at, body) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
  findSession: 'SELECT expires_at, body FROM sessions WHERE hash = $1',
  dropSessions: 'DELETE FROM sessions WHERE expires_at < $1',
  // Of two requests side by side the later one may be written first.
  extendSession: 'UPDATE sessions SET expires_at = greatest(expires_at, $2) WHERE hash = $1',
  removeSession: 'DELETE FROM sessions WHERE hash = $1',
  dropRequest: 'DELETE FROM kept_requests WHERE tenant = $1 AND by_user = $2 AND key = $3 AND at < $4',
  dropRequests: `DELETE FROM kept_requests WHERE (tenant, by_user, key) IN (
    SELECT tenant, by_user, key FROM kept_requests WHERE at < $1 ORDER BY at LIMIT ${REMOVE_LIMIT} FOR UPDATE SKIP LOCKED)`,
  keepRequest:
    'INSERT INTO kept_requests (tenant, by_user, key, at, body) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING',
  findRequest: 'SELECT body FROM kept_requests WHERE tenant = $1 AND by_user = $2 AND key = $3',
};

export class AccessRows {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async addKey(key: ApiKey): Promise<'added' | 'known'> {
    const { tenant, id, rights, expiresAt, revokedAt } = key;
    const cells = [tenant, id, rights.includes('manage'), expiresAt, revokedAt, JSON.stringify(key)];
    return (await this.#ask('addKey', cells)).length === 1 ? 'added' : 'known';
  }

  async findKey(id: ApiKeyId): Promise<ApiKey | undefined> {
    return (await this.#ask('findKey', [id])).map(toKey)[0];
  }

  async listKeys(tenant: TenantId, { limit, cursor }: { limit: number; cursor?: string }): Promise<KeyPage> {
    const found = await this.#ask('listKeys', [tenant, parseCursor(cursor), limit + 1]);
    const { page, next } = toPage(found, limit, ({ no }) => no);
    return { keys: page.map(toKey), next };
  }

  async revokeKey(tenant: TenantId, id: ApiKeyId, at: Instant): Promise<ApiKey | undefined> {
    return (await this.#ask('revokeKey', [tenant, id, at])).map(toKey)[0];
  }

  async hasManager(now: Instant): Promise<boolean> {
    return (await this.#ask('hasManager', [now])).length > 0;
  }

  async addSession(session: Session): Promise<void> {
    await this.#ask('addSession', [session.hash, session.expiresAt, JSON.stringify(session)]);
  }

  async findSession(hash: Hash): Promise<Session | undefined> {
    const [row] = await this.#ask('findSession', [hash]);
    return row && parseSession({ expiresAt: Number(row['expires_at']), body: String(row['body']) });
  }

  /** What has ended is removed first, so that nothing comes back to life. */
  async extendSession(hash: Hash, expiresAt: Instant, now: Instant): Promise<void> {
    await this.#ask('dropSessions', [now]);
    await this.#ask('extendSession', [hash, expiresAt]);
  }

  async removeSession(hash: Hash): Promise<void> {
    await this.#ask('removeSession', [hash]);
  }

  async keepRequest(wish: KeptRequest, before: Instant): Promise<KeptRequest> {
    const place = [wish.tenant, wish.user, wish.key];
    await this.#ask('dropRequest', [...place, before]);
    await this.#ask('dropRequests', [before]);
    await this.#ask('keepRequest', [...place, wish.at, JSON.stringify(wish)]);
    const [kept] = await this.#ask('findRequest', place);
    // Removed by somebody for whom it is too old already: as it was kept a moment ago, it counts.
    return kept ? parseKeptRequest(String(kept['body'])) : wish;
  }

  #ask(name: keyof typeof STATEMENTS, values: readonly unknown[]): Promise<readonly Row[]> {
    return this.#database.persist({ name, text: STATEMENTS[name] }, values);
  }
}

function toKey(row: Row): ApiKey {
  const revokedAt = row['revoked_at'];
  return parseKey({
    no: Number(row['no']),
    revokedAt: revokedAt === null ? null : Number(revokedAt),
    body: String(row['body']),
  });
}
