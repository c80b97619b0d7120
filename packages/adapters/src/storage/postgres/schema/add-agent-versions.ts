/** Migration 3: what agents were at what time, and in which runs each has worked. */
import type { Migration } from './migration.ts';

export const addAgentVersions: Migration = {
  number: 3,
  name: 'versions of agents, runs by agent',
  statements: [
    `CREATE TABLE agent_versions (
      tenant text COLLATE "C",
      agent text COLLATE "C",
      number integer,
      kind text NOT NULL,
      hash text NOT NULL,
      by_user text,
      at bigint NOT NULL,
      note text,
      text text NOT NULL,
      PRIMARY KEY (tenant, agent, number)
    )`,
    'CREATE INDEX executions_by_agent ON executions (tenant, agent, run) WHERE agent IS NOT NULL',
  ],
};
