/** Versions of agents and what agents have done, as both databases are asked for them and as the ports promise them. */
import type { AgentWork } from '@tutti/engine';
import { AgentVersion, AgentVersionHead } from '@tutti/protocol';
import type { Row } from '../sqlite/reader/read-op.ts';
import { parseSummary } from './parse-rows.ts';

export function parseAgentVersionHead(row: Row): AgentVersionHead {
  return AgentVersionHead.parse(toFields(row));
}

export function parseAgentVersion(row: Row): AgentVersion {
  return AgentVersion.parse({ ...toFields(row), text: row['text'] });
}

function toFields({ tenant, agent, number, kind, hash, by_user: by, at, note }: Row): Row {
  return {
    tenant,
    agent,
    number,
    kind,
    hash,
    at: Number(at),
    ...(by !== null && { by }),
    ...(note !== null && { note }),
  };
}

export function toAgentWork(row: Row): AgentWork {
  const count = (column: string): number => Number(row[column] ?? 0);
  return {
    run: parseSummary(String(row['summary'])),
    workedMs: count('worked_ms'),
    toolCalls: count('tool_calls'),
    failedToolCalls: count('failed_tool_calls'),
    denied: count('denied'),
    rejected: count('rejected'),
    modelCalls: count('model_calls'),
    inputTokens: count('input_tokens'),
    outputTokens: count('output_tokens'),
    costNanoUsd: count('cost_nano_usd'),
  };
}
