import type { RuntimeKind } from '@tutti/protocol';

const RUNTIME: Record<RuntimeKind, string> = {
  llm: 'language model',
  function: 'function',
  http: 'HTTP service',
  a2a: 'A2A agent',
  cli: 'command line',
  mcp: 'MCP server',
};

export const agentsText = {
  title: 'Agents',
  intro: 'Who can be asked. An agent is a definition: what it is for, what it is told, and what it may use.',
  list: 'Agents',
  search: 'Search agents',
  searchPlaceholder: 'Name, purpose or capability',
  capability: 'Capability',
  allCapabilities: 'All capabilities',
  none: 'No agent matches',
  noneBody: 'Take the filter away, or search for something else.',
  clear: 'Clear',
  use: 'Use in a task',
  all: 'Agents',
  definition: 'Definition',
  version: 'Version',
  runtime: 'Runs as',
  runtimeName: RUNTIME,
  capabilities: 'Can',
  tools: 'May use',
  noTools: 'no tools',
  models: 'Models',
  anyModel: 'whatever this installation has',
  maxOutput: 'Longest answer',
  maxCalls: 'Calls a turn',
  tokens: (count: string) => `${count} tokens`,
  instructions: 'Instructions',
} as const;
