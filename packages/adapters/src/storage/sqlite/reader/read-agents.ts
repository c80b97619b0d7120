import { AGENT_WORK, toAgentPattern } from '../../rows/agent-work-text.ts';
import type { Sql } from '../create-sql.ts';
import type { ReadOps, Row } from './read-op.ts';

const HEAD = 'tenant, agent, number, kind, hash, by_user, at, note';

export function countAgentVersions(sql: Sql, { tenant }: ReadOps['countAgentVersions'][0]): number {
  return Number(sql('SELECT count(*) AS count FROM agent_versions WHERE tenant = ?').get(tenant)?.['count']);
}

export function listAgentVersions(sql: Sql, { tenant }: ReadOps['listAgentVersions'][0]): readonly Row[] {
  return sql(`SELECT ${HEAD} FROM agent_versions WHERE tenant = ? ORDER BY agent, number`).all(tenant);
}

export function findAgentVersion(sql: Sql, { tenant, agent, number }: ReadOps['findAgentVersion'][0]): Row | undefined {
  return sql('SELECT * FROM agent_versions WHERE tenant = ? AND agent = ? AND number = ?').get(tenant, agent, number);
}

export function listAgentWork(sql: Sql, { tenant, agent, limit }: ReadOps['listAgentWork'][0]): readonly Row[] {
  const values = [tenant, agent, limit, toAgentPattern(agent)];
  const places: (string | number)[] = [];
  const text = AGENT_WORK.replace(/\$([1-4])/gu, (_, place) => {
    places.push(values[Number(place) - 1] ?? '');
    return '?';
  });
  return sql(text).all(...places);
}
