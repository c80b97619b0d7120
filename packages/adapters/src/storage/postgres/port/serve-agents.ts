/** What agents were at what time, and what they have done. */
import type { AgentVersions } from '@tutti/engine';
import type { StoreCalls } from '../store-calls.ts';

export function serveAgents(calls: StoreCalls): AgentVersions {
  return {
    addAgentVersion: (version) =>
      calls.inOrder(`agent ${version.tenant}/${version.agent}`, ({ agents }) => agents.addAgentVersion(version)),
    countAgentVersions: (tenant) => calls.read(({ agents }) => agents.countAgentVersions(tenant)),
    listAgentVersions: (tenant) => calls.read(({ agents }) => agents.listAgentVersions(tenant)),
    findAgentVersion: (tenant, agent, number) =>
      calls.read(({ agents }) => agents.findAgentVersion(tenant, agent, number)),
    listAgentWork: (tenant, agent, limit) => calls.read(({ agents }) => agents.listAgentWork(tenant, agent, limit)),
  };
}
