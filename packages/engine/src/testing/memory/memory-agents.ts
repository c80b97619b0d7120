/** The versions of the agents of a memory store, and what they have done. */
import type { AgentId, AgentVersion, AgentVersionHead, TenantId } from '@tutti/protocol';
import type { AgentWork } from '../../ports/agent-versions.ts';
import { type MemoryData, type RunRow, toKey } from './memory-data.ts';

export function addAgentVersion({ agents }: MemoryData, version: AgentVersion): 'added' | 'taken' {
  const key = toVersionKey(version.tenant, version);
  if (agents.has(key)) return 'taken';
  agents.set(key, version);
  return 'added';
}

export function listAgentVersions({ agents }: MemoryData, tenant: TenantId): AgentVersionHead[] {
  return [...agents.values()]
    .filter((version) => version.tenant === tenant)
    .map(({ text: _, ...head }) => head)
    .toSorted((one, other) => {
      if (one.agent !== other.agent) return one.agent < other.agent ? -1 : 1;
      return one.number - other.number;
    });
}

export function findAgentVersion(
  { agents }: MemoryData,
  tenant: TenantId,
  which: { readonly agent: AgentId; readonly number: number },
): AgentVersion | undefined {
  return agents.get(toVersionKey(tenant, which));
}

export function listAgentWork(
  data: MemoryData,
  tenant: TenantId,
  { agent, limit }: { readonly agent: AgentId; readonly limit: number },
): AgentWork[] {
  return [...data.runs.values()]
    .filter((row) => row.tenant === tenant && row.executions.some((each) => each.agent === agent))
    .toSorted((one, other) => other.no - one.no)
    .slice(0, limit)
    .map((row) => toWork(data, row, agent));
}

function toWork({ spendings }: MemoryData, row: RunRow, agent: AgentId): AgentWork {
  const done = row.executions.filter((each) => each.agent === agent);
  const tools = done.filter(({ kind }) => kind === 'tool');
  const calls = spendings.filter((each) => each.tenant === row.tenant && each.run === row.run && each.agent === agent);
  const sum = (of: (usage: (typeof calls)[number]['usage']) => number) =>
    calls.reduce((total, { usage }) => total + of(usage), 0);
  const count = (name: string) =>
    row.entries.filter(
      ({ type, body }) =>
        type === 'domain.recorded' && body.includes(`"name":"${name}"`) && body.includes(`"agent":"${agent}"`),
    ).length;
  return {
    run: row.summary,
    workedMs: done.reduce((total, { startedAt, finishedAt }) => total + finishedAt - startedAt, 0),
    toolCalls: tools.length,
    failedToolCalls: tools.filter(({ errorCode }) => errorCode !== undefined).length,
    denied: count('tool.denied'),
    rejected: count('tool.rejected'),
    modelCalls: calls.length,
    inputTokens: sum(({ inputTokens }) => inputTokens),
    outputTokens: sum(({ outputTokens }) => outputTokens),
    costNanoUsd: sum(({ costNanoUsd }) => costNanoUsd),
  };
}

function toVersionKey(tenant: TenantId, { agent, number }: { agent: AgentId; number: number }): string {
  return toKey(tenant, `${agent}/${number}`);
}
