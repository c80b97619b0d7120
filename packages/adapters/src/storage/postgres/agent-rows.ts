/** What agents were at what time, and what they have done. */
import type { AgentVersions, AgentWork } from '@tutti/engine';
import type { AgentId, AgentVersion, AgentVersionHead, TenantId } from '@tutti/protocol';
import { parseAgentVersion, parseAgentVersionHead, toAgentWork } from '../rows/agent-rows.ts';
import { AGENT_WORK, toAgentPattern } from '../rows/agent-work-text.ts';
import type { Database, Row } from './database.ts';

const STATEMENTS = {
  // Sent a second time after its answer was lost, it finds what it has written itself.
  addAgentVersion: `WITH added AS (
      INSERT INTO agent_versions (tenant, agent, number, kind, hash, by_user, at, note, text)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING 1
    ) SELECT EXISTS (SELECT 1 FROM added) OR EXISTS (
      SELECT 1 FROM agent_versions WHERE tenant = $1 AND agent = $2 AND number = $3 AND kind = $4 AND hash = $5
        AND by_user IS NOT DISTINCT FROM $6 AND at = $7
    ) AS added`,
  countAgentVersions: 'SELECT count(*) AS count FROM agent_versions WHERE tenant = $1',
  listAgentVersions:
    'SELECT tenant, agent, number, kind, hash, by_user, at, note FROM agent_versions WHERE tenant = $1 ORDER BY agent, number',
  findAgentVersion: 'SELECT * FROM agent_versions WHERE tenant = $1 AND agent = $2 AND number = $3',
  listAgentWork: AGENT_WORK,
};

export class AgentRows implements AgentVersions {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async addAgentVersion(version: AgentVersion): Promise<'added' | 'taken'> {
    const { tenant, agent, number, kind, hash, by, at, note, text } = version;
    const [row] = await this.#ask('addAgentVersion', [tenant, agent, number, kind, hash, by, at, note, text]);
    return row?.['added'] === true ? 'added' : 'taken';
  }

  async countAgentVersions(tenant: TenantId): Promise<number> {
    const [row] = await this.#ask('countAgentVersions', [tenant]);
    return Number(row?.['count']);
  }

  async listAgentVersions(tenant: TenantId): Promise<readonly AgentVersionHead[]> {
    return (await this.#ask('listAgentVersions', [tenant])).map(parseAgentVersionHead);
  }

  async findAgentVersion(tenant: TenantId, agent: AgentId, number: number): Promise<AgentVersion | undefined> {
    return (await this.#ask('findAgentVersion', [tenant, agent, number])).map(parseAgentVersion)[0];
  }

  async listAgentWork(tenant: TenantId, agent: AgentId, limit: number): Promise<readonly AgentWork[]> {
    return (await this.#ask('listAgentWork', [tenant, agent, limit, toAgentPattern(agent)])).map(toAgentWork);
  }

  #ask(name: keyof typeof STATEMENTS, values: readonly unknown[]): Promise<readonly Row[]> {
    return this.#database.persist({ name, text: STATEMENTS[name] }, values);
  }
}
