/** What agents were at what time, and what they have done. */
import type { AgentVersions } from '@tutti/engine';
import { parseAgentVersion, parseAgentVersionHead, toAgentWork } from '../../rows/agent-rows.ts';
import type { StoreCalls } from '../store-calls.ts';

export function serveAgents(calls: StoreCalls): AgentVersions {
  return {
    addAgentVersion: (version) => calls.write('addAgentVersion', version),
    countAgentVersions: (tenant) => calls.read('countAgentVersions', { tenant }),
    async listAgentVersions(tenant) {
      const found = await calls.read('listAgentVersions', { tenant });
      return calls.parse(() => found.map(parseAgentVersionHead));
    },
    async findAgentVersion(tenant, agent, number) {
      const row = await calls.read('findAgentVersion', { tenant, agent, number });
      return row && calls.parse(() => parseAgentVersion(row));
    },
    async listAgentWork(tenant, agent, limit) {
      const found = await calls.read('listAgentWork', { tenant, agent, limit });
      return calls.parse(() => found.map(toAgentWork));
    },
  };
}
