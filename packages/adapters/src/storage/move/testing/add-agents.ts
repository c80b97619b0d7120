/** An agent with two versions, one of them written by a person. */
import type { AgentVersions } from '@tutti/engine';
import { sha256 } from '@tutti/engine/testing';
import { AgentId, type Principal } from '@tutti/protocol';

const CLERK = AgentId.parse('clerk');

export async function addAgents(store: AgentVersions, { tenant, user }: Principal): Promise<void> {
  const text = '---\nid: clerk\n---\nAnswer "naïve" letters\u202e.\n';
  const version = { tenant, agent: CLERK, hash: sha256(text), at: 7, text } as const;
  await store.addAgentVersion({ ...version, number: 1, kind: 'file' });
  await store.addAgentVersion({ ...version, number: 2, kind: 'edited', by: user, note: 'why' });
}

export async function readAgents(store: AgentVersions, { tenant }: Principal) {
  return {
    heads: await store.listAgentVersions(tenant),
    second: await store.findAgentVersion(tenant, CLERK, 2),
    work: await store.listAgentWork(tenant, AgentId.parse('ann'), 10),
  };
}
