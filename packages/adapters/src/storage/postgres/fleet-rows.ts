/** Who works here: the holders that have announced themselves. All times are those of the database. */
import { WorkerCard, WorkerRecord } from '@tutti/protocol';
import type { Database, Row } from './database.ts';

const toMs = (instant: string) => `floor(extract(epoch FROM ${instant}) * 1000)::bigint`;

/** A process that lost its lease and began another one is one worker: what its leases counted is added up. */
const LIST = {
  name: 'list-workers',
  text: `SELECT h.card, h.ended_by, ${toMs('h.started_at')} AS started_at, ${toMs('h.lease_until')} AS lease_until,
      ${toMs('h.ended_at')} AS ended_at, h.lease_ms, ${toMs('clock_timestamp()')} AS now, of_all.lost_runs, of_all.taken_over,
      (SELECT count(*) FROM runs r WHERE r.holder = h.no AND r.queue_state = 'owned') AS driving
    FROM holders h, LATERAL (
      SELECT sum(lost_runs) AS lost_runs, sum(taken_over) AS taken_over FROM holders o WHERE o.worker = h.worker
    ) AS of_all
    WHERE h.worker IS NOT NULL AND (h.ended_at IS NULL OR h.ended_at >= clock_timestamp() - $2 * interval '1 millisecond')
      AND NOT EXISTS (SELECT 1 FROM holders n WHERE n.worker = h.worker AND n.no > h.no)
    ORDER BY h.ended_at IS NOT NULL, h.no DESC LIMIT $1`,
};

const KEEP_FACT = {
  name: 'keep-fact',
  text: 'INSERT INTO installation (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = installation.value RETURNING value',
};

export class FleetRows {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async list({ limit, endedWithinMs }: { limit: number; endedWithinMs: number }): Promise<readonly WorkerRecord[]> {
    return (await this.#database.persist(LIST, [limit, endedWithinMs])).map(toRecord);
  }

  async keepFact(key: string, value: string): Promise<string> {
    const [row] = await this.#database.persist(KEEP_FACT, [key, value]);
    return String(row?.['value']);
  }
}

function toRecord(row: Row): WorkerRecord {
  const card = WorkerCard.parse(JSON.parse(String(row['card'])));
  const isEnded = row['ended_at'] !== null;
  const quietMs = Number(row['now']) - (Number(row['lease_until']) - Number(row['lease_ms']));
  const working = card.draining ? 'draining' : 'at_work';
  return WorkerRecord.parse({
    ...card,
    startedAt: Number(row['started_at']),
    leaseUntil: Number(row['lease_until']),
    quietMs: Math.max(quietMs, 0),
    state: !isEnded ? working : row['ended_by'] === null ? 'ended' : 'lost',
    ...(isEnded && { endedAt: Number(row['ended_at']) }),
    ...(row['ended_by'] !== null && { endedBy: row['ended_by'] }),
    driving: Number(row['driving']),
    lostRuns: Number(row['lost_runs']),
    takenOver: Number(row['taken_over']),
  });
}
