/**
 * The queue: which of the ready runs are claimed. What a worker cannot drive is not even looked at, tenants take turns, and rows that
 * others are about to claim are passed over, so that many workers never wait for each other.
 */
import type { ClaimWish } from '@tutti/engine';
import { LEDGER_NEEDS } from '@tutti/engine/ledger-needs';
import type { Ask, Database, Row } from '../database.ts';
import { ALIVE, type Claimant, TAKE, TAKEN } from './claim-runs.ts';
import { nowMs } from './signal-run.ts';

/** How many timed runs are woken by one look, and at how many tenants it looks: the rest by the next ones. */
const WAKE_LIMIT = 1_000;
const TENANTS_AT_ONCE = 200;
/** Who has so many runs under way has many: how many exactly makes no difference. */
const MANY = 1_000;
const SOON_MS = 50;

/** From one tenant with ready runs to the next, each found through the index. */
function walk(from: string, to: string): string {
  const first = 'ORDER BY tenant, due_at, no LIMIT 1';
  const ready = "queue_state = 'ready' AND needs = c.needs";
  return `(WITH RECURSIVE walk AS (
      (SELECT tenant, due_at FROM runs WHERE ${ready} AND tenant > ${from} ${to} ${first})
      UNION ALL
      SELECT n.tenant, n.due_at FROM walk w,
        LATERAL (SELECT tenant, due_at FROM runs WHERE ${ready} AND tenant > w.tenant ${to} ${first}) AS n
    ) SELECT tenant, due_at FROM walk)`;
}

/**
 * $3 how many, $4 what this worker can drive, $5 the tenant after which to begin, $6 the most of one tenant.
 * A tenant whose first run stands behind those of so many others gets none, so it is left out. Who is alone need not be counted.
 */
const ROOM = `queues AS MATERIALIZED (
    SELECT c.needs, q.tenant, q.due_at FROM unnest($4::text[]) AS c(needs), LATERAL (
      ${walk('$5::text', '')} UNION ALL ${walk("''", 'AND tenant <= $5::text')} LIMIT ${TENANTS_AT_ONCE}
    ) AS q
  ), tenants AS MATERIALIZED (
    SELECT tenant, min(due_at) AS due_at FROM queues GROUP BY tenant
  ), room AS MATERIALIZED (
    SELECT t.tenant, d.driven FROM tenants t, LATERAL (
      SELECT CASE WHEN $6::integer IS NULL AND (SELECT count(*) FROM tenants) = 1 THEN 0 ELSE (
        SELECT count(*) FROM holders h, LATERAL (
          SELECT FROM runs r WHERE r.holder = h.no AND r.tenant = t.tenant AND r.queue_state = 'owned'
            AND r.needs NOT LIKE '${LEDGER_NEEDS}%'
          LIMIT greatest(${MANY}, $6::integer)
        ) AS own WHERE h.ended_at IS NULL
      ) END AS driven
    ) AS d
    WHERE $6::integer IS NULL OR d.driven < $6::integer ORDER BY d.driven, t.due_at LIMIT $3::integer
  )`;

/** Only one at a time counts and claims the runs of a tenant that has a bound; whoever comes second passes it over. */
const LOCK = {
  name: 'lock-tenants',
  text: `WITH ${ROOM.replaceAll('$3', '$1').replaceAll('$4', '$2').replaceAll('$5', '$3').replaceAll('$6', '$4')}
    SELECT tenant FROM room WHERE pg_try_advisory_xact_lock(hashtextextended(current_schema() || ' claims of ' || tenant, 2))`,
};

/** Each run stands behind those of its tenant that are under way or more urgent: who has the fewest before it goes first. */
const CLAIM_READY = {
  name: 'claim-ready',
  text: `WITH ${ALIVE}, due AS MATERIALIZED (
      SELECT no FROM runs WHERE wake_at <= (SELECT ${nowMs('$7')}) ORDER BY wake_at LIMIT ${WAKE_LIMIT} FOR NO KEY UPDATE SKIP LOCKED
    ), woken AS (
      UPDATE runs r SET queue_state = 'ready', due_at = r.wake_at + r.patience_ms, wake_at = NULL, wake_keys = NULL
      FROM due WHERE r.no = due.no AND r.no = ANY(ARRAY(SELECT no FROM due)) RETURNING r.no
    ), ${ROOM}, share AS MATERIALIZED (
      SELECT ceil(4.0 * $3::integer / greatest(count(*), 1))::integer AS size FROM room
    ), line AS MATERIALIZED (
      SELECT f.no, f.due_at, m.driven + row_number() OVER (PARTITION BY m.tenant ORDER BY f.due_at, f.no) AS place
      FROM room m JOIN queues q ON q.tenant = m.tenant, LATERAL (
        SELECT no, due_at FROM runs r WHERE r.queue_state = 'ready' AND r.needs = q.needs AND r.tenant = m.tenant
        ORDER BY r.due_at, r.no LIMIT (SELECT size FROM share)
      ) AS f
      WHERE $8::text[] IS NULL OR m.tenant = ANY($8::text[])
    ), best AS MATERIALIZED (
      SELECT no, due_at, place FROM line WHERE $6::integer IS NULL OR place <= $6::integer
      ORDER BY place, due_at, no LIMIT 4 * $3::integer
    ), chosen AS MATERIALIZED (
      SELECT b.no, b.due_at, b.place FROM best b JOIN runs r ON r.no = b.no WHERE r.queue_state = 'ready' AND EXISTS (SELECT FROM alive)
      ORDER BY b.place, b.due_at, b.no LIMIT $3::integer FOR NO KEY UPDATE OF r SKIP LOCKED
    ), claimed AS (
      UPDATE runs r SET ${TAKE} FROM chosen c
      WHERE r.no = c.no AND r.no = ANY(ARRAY(SELECT no FROM chosen)) RETURNING ${TAKEN}, c.due_at, c.place
    )
    SELECT (SELECT count(*) FROM woken) AS woken, (SELECT count(*) FROM best) AS seen,
      (SELECT min(last) FROM (
        SELECT max(tenant) AS last FROM queues WHERE tenant > $5::text GROUP BY needs HAVING count(*) >= ${TENANTS_AT_ONCE}
      ) AS f) AS after,
      (SELECT min(wake_at) FROM runs WHERE wake_at IS NOT NULL) AS next, ${nowMs('NULL')} AS database_now, c.*
    FROM (SELECT 1) AS one LEFT JOIN claimed c ON true`,
};

const LIST_NEEDS = {
  name: 'list-needs',
  text: `WITH RECURSIVE walk AS (
      (SELECT needs FROM runs WHERE queue_state = 'ready' ORDER BY needs LIMIT 1)
      UNION ALL
      SELECT n.needs FROM walk w, LATERAL (
        SELECT needs FROM runs WHERE queue_state = 'ready' AND needs > w.needs ORDER BY needs LIMIT 1
      ) AS n
    ) SELECT needs FROM walk`,
};

interface Look extends ClaimWish {
  /** The store's own time; undefined where that of the database counts. */
  readonly now: number | undefined;
}

export interface ClaimedRows {
  readonly rows: readonly Row[];
  readonly nextReadyAt?: number | undefined;
}

export class ReadyQueue {
  /** Where there are more tenants than are looked at at once, the next look begins behind these. */
  #after = '';

  /** In the order in which they are to be driven. */
  async claim(database: Pick<Database, 'ask' | 'transact'>, by: Claimant, wish: Look): Promise<ClaimedRows> {
    const claimed: Row[] = [];
    for (;;) {
      // Again each time, as what was woken may need something else.
      const needs = wish.can ?? (await database.ask(LIST_NEEDS)).map((row) => String(row['needs']));
      const limit = wish.limit - claimed.length;
      const question = { ...wish, limit, needs, by, after: this.#after };
      const rows =
        wish.mostPerTenant === undefined
          ? await look(database.ask, question, null)
          : await database.transact((ask) => lookAlone(ask, question));
      const [first] = rows;
      const taken = rows.filter((row) => row['no'] !== null);
      const after = first?.['after'];
      this.#after = typeof after === 'string' ? after : '';
      claimed.push(...taken.toSorted(byPlace));
      const isMoreSeen = taken.length > 0 && Number(first?.['seen']) > taken.length;
      const isEnd = taken.length >= limit || !(isMoreSeen || Number(first?.['woken']) > 0);
      if (isEnd) return { rows: claimed, nextReadyAt: first && toNextReadyAt(first, wish.now) };
    }
  }
}

/** A run that is due but that somebody else is about to claim must not be asked for again at once. */
function toNextReadyAt({ next, database_now: now }: Row, ownTime: number | undefined): number | undefined {
  if (next === null) return undefined;
  return ownTime === undefined ? Math.max(Number(next), Number(now) + SOON_MS) : Number(next);
}

interface Question extends Look {
  readonly needs: readonly string[];
  readonly by: Claimant;
  readonly after: string;
}

function look(ask: Ask, question: Question, only: readonly string[] | null): Promise<readonly Row[]> {
  const { by, limit, needs, after, mostPerTenant, now } = question;
  return ask(CLAIM_READY, [by.worker, by.holder, limit, needs, after, mostPerTenant, now, only]);
}

/** First the locks, then another statement: so it sees what those who had them before have claimed. */
async function lookAlone(ask: Ask, question: Question): Promise<readonly Row[]> {
  const { limit, needs, after, mostPerTenant } = question;
  const locked = await ask(LOCK, [limit, needs, after, mostPerTenant]);
  return look(
    ask,
    question,
    locked.map(({ tenant }) => String(tenant)),
  );
}

function byPlace(one: Row, other: Row): number {
  const keys = ['place', 'due_at', 'no'];
  return keys.map((key) => Number(one[key]) - Number(other[key])).find((difference) => difference !== 0) ?? 0;
}
