/** What was spent, the keys of providers, and answers that are kept. */
import type {
  AnswerCache,
  CredentialName,
  Credentials,
  KeptAnswer,
  SpendingQuestion,
  Spendings,
  SpendingSums,
  StoredCredential,
} from '@tutti/engine';
import type { Hash, RunId, Spending, TenantId } from '@tutti/protocol';
import { parseSpending, toCredential, toSpendingRow, toSpendingSum } from '../rows/money-rows.ts';
import { toSumText, toTotalText } from '../rows/sum-spendings.ts';
import type { Database, Row } from './database.ts';
import { nowMs } from './write/signal-run.ts';

const WITHIN = 'tenant = $1 AND at >= $2 AND at < $3';
/** How many old ones are removed each time: more than one, so that they get fewer; not all, so that nobody waits for it. */
const REMOVE_LIMIT = 100;

const STATEMENTS = {
  totalSpendings: toTotalText(WITHIN),
  listSpendings: 'SELECT * FROM spendings WHERE run = (SELECT no FROM runs WHERE tenant = $1 AND id = $2) ORDER BY seq',
  putCredential: `INSERT INTO credentials (tenant, provider, name, sealed, fingerprint, base_url, by_user, at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (tenant, provider, name) DO UPDATE SET sealed = excluded.sealed, fingerprint = excluded.fingerprint,
      base_url = excluded.base_url, by_user = excluded.by_user, at = excluded.at
    RETURNING xmax = 0 AS added`,
  // Sent a second time after its answer was lost, it finds what it has written itself.
  replaceCredential: `UPDATE credentials SET sealed = $4, fingerprint = $5, base_url = $6, by_user = $7, at = $8
    WHERE tenant = $1 AND provider = $2 AND name = $3 AND sealed IN ($9, $4) RETURNING name`,
  listCredentials: 'SELECT * FROM credentials WHERE tenant = $1 ORDER BY provider, name',
  removeCredential: 'DELETE FROM credentials WHERE tenant = $1 AND provider = $2 AND name = $3 RETURNING name',
  findAnswer: `SELECT body FROM answers WHERE tenant = $1 AND hash = $2 AND expires_at > ${nowMs('$3')}`,
  // A new number each time, so that the rows lie in the order in which they were kept.
  keepAnswer: `INSERT INTO answers (tenant, hash, body, bytes, expires_at) VALUES ($1, $2, $3, $4, ${nowMs('$6')} + $5)
    ON CONFLICT (tenant, hash) DO UPDATE SET no = DEFAULT, body = excluded.body, bytes = excluded.bytes, expires_at = excluded.expires_at`,
  dropAnswer: 'DELETE FROM answers WHERE tenant = $1 AND hash = $2',
  dropExpired: `DELETE FROM answers WHERE no IN (
    SELECT no FROM answers WHERE expires_at <= ${nowMs('$1')} ORDER BY expires_at LIMIT ${REMOVE_LIMIT} FOR UPDATE SKIP LOCKED)`,
  dropOldest: `DELETE FROM answers WHERE no IN (
    SELECT no FROM answers WHERE no IN (
      SELECT no FROM (SELECT no, sum(bytes) OVER (ORDER BY no DESC) AS total FROM answers WHERE tenant = $1) AS a WHERE total > $2
    ) FOR UPDATE SKIP LOCKED)`,
};

export class MoneyRows implements Spendings, Credentials, AnswerCache {
  readonly #database: Database;
  readonly #now: () => number | undefined;

  constructor(database: Database, now: () => number | undefined) {
    this.#database = database;
    this.#now = now;
  }

  async sumSpendings(tenant: TenantId, question: SpendingQuestion): Promise<SpendingSums> {
    const { by, from = 0, to = Number.MAX_SAFE_INTEGER, limit } = question;
    const text = toSumText(by, { where: WITHIN, limit: '$4' });
    const rows = await this.#database.persist({ name: `sumSpendings-${by}`, text }, [tenant, from, to, limit]);
    const [total = {}] = await this.#ask('totalSpendings', [tenant, from, to]);
    return { rows: rows.map((row) => toSpendingRow(row, by)), total: toSpendingSum(total) };
  }

  async listSpendings(tenant: TenantId, run: RunId): Promise<readonly Spending[]> {
    return (await this.#ask('listSpendings', [tenant, run])).map((row) => parseSpending(row, run));
  }

  async putCredential(credential: StoredCredential): Promise<'added' | 'replaced'> {
    const [row] = await this.#ask('putCredential', toCells(credential));
    return row?.['added'] === true ? 'added' : 'replaced';
  }

  async replaceCredential(credential: StoredCredential, sealed: Uint8Array): Promise<boolean> {
    return (await this.#ask('replaceCredential', [...toCells(credential), Buffer.from(sealed)])).length === 1;
  }

  async listCredentials(tenant: TenantId): Promise<readonly StoredCredential[]> {
    return (await this.#ask('listCredentials', [tenant])).map(toCredential);
  }

  async removeCredential(tenant: TenantId, { provider, name }: CredentialName): Promise<boolean> {
    return (await this.#ask('removeCredential', [tenant, provider, name])).length === 1;
  }

  async findAnswer(tenant: TenantId, hash: Hash): Promise<string | undefined> {
    const [row] = await this.#ask('findAnswer', [tenant, hash, this.#now()]);
    return row && String(row['body']);
  }

  async keepAnswer(
    { tenant, hash, body, forMs }: KeptAnswer,
    { mostBytes }: { readonly mostBytes: number },
  ): Promise<void> {
    await this.#ask('dropExpired', [this.#now()]);
    const bytes = Buffer.byteLength(body);
    if (bytes > mostBytes) return void (await this.#ask('dropAnswer', [tenant, hash]));
    await this.#ask('keepAnswer', [tenant, hash, body, bytes, forMs, this.#now()]);
    await this.#ask('dropOldest', [tenant, mostBytes]);
  }

  #ask(name: keyof typeof STATEMENTS, values: readonly unknown[]): Promise<readonly Row[]> {
    return this.#database.persist({ name, text: STATEMENTS[name] }, values);
  }
}

function toCells({ tenant, provider, name, sealed, fingerprint, baseUrl, by, at }: StoredCredential) {
  return [tenant, provider, name, Buffer.from(sealed), fingerprint, baseUrl, by, at];
}
