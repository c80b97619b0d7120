/** Migration 5: what agents were at what time, and in which runs each has worked. */
import type { Migration } from './migration.ts';

export const addAgentVersions: Migration = {
  number: 5,
  name: 'versions of agents, runs by agent',
  statements: [
    `CREATE TABLE agent_versions (
      tenant TEXT NOT NULL,
      agent TEXT NOT NULL,
      number INTEGER NOT NULL,
      kind TEXT NOT NULL,
      hash TEXT NOT NULL,
      by_user TEXT,
      at INTEGER NOT NULL,
      note TEXT,
      text TEXT NOT NULL,
      PRIMARY KEY (tenant, agent, number)
    ) STRICT`,
    'CREATE INDEX executions_by_agent ON executions (tenant, agent, run) WHERE agent IS NOT NULL',
  ],
};
