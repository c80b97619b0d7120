/** How the agents of a tenant came to be what they are, and what they have done. Versions are only ever added. */
import type { AgentId, AgentVersion, AgentVersionHead, RunSummary, TenantId } from '@tutti/protocol';

/** What an agent has done in one run. */
export interface AgentWork {
  readonly run: RunSummary;
  /** Of all its steps together, waiting for others not counted. */
  readonly workedMs: number;
  readonly toolCalls: number;
  readonly failedToolCalls: number;
  /** Calls of tools that the policy did not allow. */
  readonly denied: number;
  /** Calls of tools that a person said no to. */
  readonly rejected: number;
  readonly modelCalls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costNanoUsd: number;
}

export interface AgentVersions {
  /** `taken`: there is one with this number already, and it is another one. */
  addAgentVersion(version: AgentVersion): Promise<'added' | 'taken'>;
  /** Of all agents together: it rises with every change, so that whoever remembers the versions knows when to read them again. */
  countAgentVersions(tenant: TenantId): Promise<number>;
  /** By agent, then by number. */
  listAgentVersions(tenant: TenantId): Promise<readonly AgentVersionHead[]>;
  findAgentVersion(tenant: TenantId, agent: AgentId, number: number): Promise<AgentVersion | undefined>;
  /** The newest runs in which it has done something, the newest first. */
  listAgentWork(tenant: TenantId, agent: AgentId, limit: number): Promise<readonly AgentWork[]>;
}
