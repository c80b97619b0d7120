/** The sums of spendings, as both databases are asked for them. Loaded by the reader's thread too. */
import type { SpendingGroup } from '@tutti/engine';
import { REHEARSAL } from '@tutti/protocol/rehearsal-model';

/** What the stand-in says is neither a free model's nor a local one's. */
const ofReal = (count: string) => `CASE WHEN model = '${REHEARSAL}' THEN 0 ELSE ${count} END`;

const SUMS = `count(*) AS calls, coalesce(sum(input_tokens), 0) AS input_tokens, coalesce(sum(output_tokens), 0) AS output_tokens,
  coalesce(sum(cost_nano_usd), 0) AS cost_nano_usd, coalesce(sum(${ofReal('free')}), 0) AS free_calls,
  coalesce(sum(${ofReal('local')}), 0) AS local_calls, count(*) - coalesce(sum(${ofReal('1')}), 0) AS rehearsed_calls,
  coalesce(sum(estimated), 0) AS estimated_calls, coalesce(sum(cost_nano_usd * in_doubt), 0) AS in_doubt_nano_usd,
  coalesce(sum(instead_of_nano_usd), 0) AS instead_of_nano_usd,
  coalesce(sum(CASE WHEN in_doubt = 0 AND instead_of_nano_usd > cost_nano_usd THEN instead_of_nano_usd - cost_nano_usd ELSE 0 END), 0) AS saved_nano_usd`;

export const DAY_MS = 86_400_000;

const GROUPS: Readonly<Record<SpendingGroup, string>> = {
  day: `at / ${DAY_MS}`,
  agent: 'agent',
  model: 'model',
  provider: 'provider',
  task: 'task',
  user: 'by_user',
  run: 'run',
};

const DEAREST_FIRST = 'cost_nano_usd DESC, calls DESC, part';

/** `where` selects the spendings, `limit` says how many groups. What they are of is in `part`. */
export function toSumText(by: SpendingGroup, { where, limit }: { where: string; limit: string }): string {
  const order = by === 'day' ? 'part DESC' : DEAREST_FIRST;
  const sums = `SELECT ${GROUPS[by]} AS part, ${SUMS} FROM spendings WHERE ${where} GROUP BY 1 ORDER BY ${order} LIMIT ${limit}`;
  if (by !== 'run') return sums;
  // Counted by its number, a run is known by its id.
  return `SELECT s.*, (SELECT id FROM runs WHERE no = s.part) AS run FROM (${sums}) AS s ORDER BY ${DEAREST_FIRST}`;
}

export function toTotalText(where: string): string {
  return `SELECT ${SUMS} FROM spendings WHERE ${where}`;
}
