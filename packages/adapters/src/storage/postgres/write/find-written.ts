import type { Append } from '@tutti/engine';
import type { Ask } from '../database.ts';

const FIND = {
  name: 'find-written',
  text: `SELECT r.tenant, r.id, e.hash FROM unnest($1::text[], $2::text[], $3::integer[]) AS w(tenant, id, seq)
    JOIN runs r ON r.tenant = w.tenant AND r.id = w.id JOIN events e ON e.run = r.no AND e.seq = w.seq`,
};

/** After a commit of unknown outcome: which of the appends are in the journals. The hash of an entry stands for all before it. */
export async function findWritten(ask: Ask, appends: readonly Append[]): Promise<ReadonlySet<Append>> {
  const rows = await ask(FIND, [
    appends.map(({ tenant }) => tenant),
    appends.map(({ run }) => run),
    appends.map(({ entries }) => entries.at(-1)?.seq),
  ]);
  const hashes = new Set(rows.map(({ tenant, id, hash }) => `${String(tenant)}/${String(id)}/${String(hash)}`));
  return new Set(appends.filter(({ tenant, run, entries }) => hashes.has(`${tenant}/${run}/${entries.at(-1)?.hash}`)));
}
