/** The notes of one tenant. The same fact is kept once, with whoever wrote it first; what was forgotten can be had back for a while. */
import { createHash } from 'node:crypto';
import { InvalidInputError, RunError } from '@tutti/engine';
import type { TenantId } from '@tutti/protocol';
import type { MemoryDatabase, MemoryTable } from './memory-database.ts';
import { type FactContent, type MemoryFact, type Provenance, toFact, toTriple, type Triple } from './memory-fact.ts';

/** What is meant to be forgotten: all about an entity, one observation, or one relation. */
export type Forgetting =
  | { readonly entity: string; readonly observation?: string }
  | { readonly from: string; readonly relation: string; readonly to: string };

const MOST_FACTS = 50_000;
const MOST_WORDS = 12;
/** After which what was forgotten is gone for good. */
const KEPT_MS = 30 * 24 * 3_600_000;
const COLUMNS = 'kind, subject, predicate, object, run, agent, at, labels';
const LIVING = 'tenant = ?1 and forgotten_by is null';

export class MemoryGraph {
  readonly #database: MemoryDatabase;
  readonly #tenant: TenantId;

  constructor(database: MemoryDatabase, tenant: TenantId) {
    this.#database = database;
    this.#tenant = tenant;
  }

  /** How many of them are new. */
  remember(facts: readonly FactContent[], by: Provenance): Promise<number> {
    return this.#database.change(async (table) => {
      let added = 0;
      for (const fact of facts) {
        await this.#refuseStrangers(table, fact);
        added += (await this.#add(table, toTriple(fact), by)) ? 1 : 0;
      }
      if (added > 0) await this.#refuseTooMany(table);
      return added;
    });
  }

  /** With a key by which it can be taken back. */
  forget(what: Forgetting, { key, at }: { key: string; at: number }): Promise<number> {
    return this.#database.change(async (table) => {
      const undone = await table.ask('select 1 as yes from tool_memory_undone where tenant = ?1 and key = ?2', [
        this.#tenant,
        key,
      ]);
      if (undone.length > 0) return 0;
      const [where, values] = toCondition(what);
      await table.ask('delete from tool_memory where tenant = ?1 and forgotten_at < ?2', [this.#tenant, at - KEPT_MS]);
      await table.ask(`update tool_memory set forgotten_by = ?2, forgotten_at = ?3 where ${LIVING} and ${where}`, [
        this.#tenant,
        key,
        at,
        ...values,
      ]);
      return this.#count(table, 'forgotten_by = ?2', [key]);
    });
  }

  /** How many facts were forgotten with this key. */
  countForgotten(key: string): Promise<number> {
    return this.#count(this.#database, 'forgotten_by = ?2', [key]);
  }

  /** Also before it has happened: then it never does. */
  async recall(key: string): Promise<void> {
    await this.#database.change(async (table) => {
      await table.ask('insert into tool_memory_undone (tenant, key) values (?1, ?2) on conflict do nothing', [
        this.#tenant,
        key,
      ]);
      await table.ask(
        'update tool_memory set forgotten_by = null, forgotten_at = null where tenant = ?1 and forgotten_by = ?2',
        [this.#tenant, key],
      );
    });
  }

  /** Those that hold every word, the newest first. */
  async search(query: string, limit: number): Promise<readonly MemoryFact[]> {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean).slice(0, MOST_WORDS);
    const conditions = words.map((_word, index) => `and words like ?${index + 3} escape '!'`).join(' ');
    const rows = await this.#database.ask(
      `select ${COLUMNS} from tool_memory where ${LIVING} ${conditions} order by at desc, id limit ?2`,
      [this.#tenant, limit, ...words.map(toPattern)],
    );
    return rows.map(toFact);
  }

  /** All that is known of these, and how they stand to others. */
  async open(names: readonly string[], limit: number): Promise<readonly MemoryFact[]> {
    const places = names.map((_name, index) => `?${index + 3}`).join(', ');
    const rows = await this.#database.ask(
      `select ${COLUMNS} from tool_memory where ${LIVING}
        and (subject in (${places}) or (kind = 'relation' and object in (${places}))) order by at desc, id limit ?2`,
      [this.#tenant, limit, ...names],
    );
    return rows.map(toFact);
  }

  /** False where it is known already. */
  async #add(table: MemoryTable, { kind, subject, predicate, object }: Triple, by: Provenance): Promise<boolean> {
    // An entity is one, whatever it is said to be.
    const id = toId([kind, subject, predicate, kind === 'entity' ? '' : object]);
    const words = `${subject}\n${predicate}\n${object}`.toLowerCase();
    const rows = await table.ask(
      `insert into tool_memory (tenant, id, kind, subject, predicate, object, words, at, run, agent, labels)
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
        on conflict (tenant, id) do update set object = excluded.object, words = excluded.words, at = excluded.at,
          run = excluded.run, agent = excluded.agent, labels = excluded.labels, forgotten_by = null, forgotten_at = null
        where tool_memory.forgotten_by is not null returning id`,
      [this.#tenant, id, kind, subject, predicate, object, words, by.at, by.run, by.agent, JSON.stringify(by.labels)],
    );
    return rows.length > 0;
  }

  async #refuseStrangers(table: MemoryTable, fact: FactContent): Promise<void> {
    const names = fact.kind === 'relation' ? [fact.from, fact.to] : fact.kind === 'observation' ? [fact.entity] : [];
    for (const name of names) {
      if ((await this.#count(table, `${LIVING} and kind = 'entity' and subject = ?2`, [name])) > 0) continue;
      throw new InvalidInputError(`nothing called ${JSON.stringify(name)} is remembered: create it first`, 'entity');
    }
  }

  async #refuseTooMany(table: MemoryTable): Promise<void> {
    if ((await this.#count(table, LIVING, [])) <= MOST_FACTS) return;
    const message = `more than ${MOST_FACTS} facts are not remembered: forget some first`;
    throw new RunError('tool_failed', message, { nothingHappened: true });
  }

  async #count(table: MemoryTable, where: string, values: readonly string[]): Promise<number> {
    const rows = await table.ask(`select count(*) as count from tool_memory where tenant = ?1 and ${where}`, [
      this.#tenant,
      ...values,
    ]);
    return Number(rows[0]?.count ?? 0);
  }
}

/** From the fourth value on. */
function toCondition(what: Forgetting): [where: string, values: readonly string[]] {
  if ('from' in what)
    return [
      `kind = 'relation' and subject = ?4 and predicate = ?5 and object = ?6`,
      [what.from, what.relation, what.to],
    ];
  if (what.observation !== undefined)
    return [`kind = 'observation' and subject = ?4 and object = ?5`, [what.entity, what.observation]];
  return [`(subject = ?4 or (kind = 'relation' and object = ?4))`, [what.entity]];
}

function toPattern(word: string): string {
  return `%${word.replaceAll(/[!%_]/g, (sign) => `!${sign}`)}%`;
}

function toId(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
