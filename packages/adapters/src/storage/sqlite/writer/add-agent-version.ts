import type { WriteOps } from './write-op.ts';
import type { Writing } from './writing.ts';

export function addAgentVersion({ sql }: Writing, version: WriteOps['addAgentVersion'][0]): 'added' | 'taken' {
  const { tenant, agent, number, kind, hash, by = null, at, note = null, text } = version;
  const insert = sql(
    'INSERT OR IGNORE INTO agent_versions (tenant, agent, number, kind, hash, by_user, at, note, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  return insert.run(tenant, agent, number, kind, hash, by, at, note, text).changes === 1 ? 'added' : 'taken';
}
