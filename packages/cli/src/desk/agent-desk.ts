/** Agents and what they were, as commands ask for them and change them: at a server or in this process. */
import type {
  AgentCheckView,
  AgentDetails,
  AgentDiffView,
  AgentRecordView,
  AgentVersionDetails,
  AgentVersionView,
  AgentView,
} from '@tutti/protocol/api';
import type { Caller } from './caller.ts';
import { readAll } from './read-all.ts';

export interface AgentChange {
  readonly text: string;
  readonly note?: string | undefined;
  /** The version that whoever changes it has seen. */
  readonly basedOn: number;
}

export interface AgentDesk {
  list(retired?: boolean): Promise<readonly AgentView[]>;
  /** Throws `unknown_agent` with the nearest ids. */
  get(agent: string): Promise<AgentDetails>;
  /** Nothing is kept. */
  check(text: string, id?: string): Promise<AgentCheckView>;
  create(wish: Omit<AgentChange, 'basedOn'>): Promise<AgentDetails>;
  change(agent: string, change: AgentChange): Promise<AgentDetails>;
  retire(agent: string): Promise<void>;
  giveBack(agent: string, basedOn: number): Promise<AgentDetails>;
  /** The newest first. */
  listVersions(agent: string): Promise<readonly AgentVersionView[]>;
  getVersion(agent: string, number: number): Promise<AgentVersionDetails>;
  compare(agent: string, number: number, from?: number | 'base'): Promise<AgentDiffView>;
  getRecord(agent: string): Promise<AgentRecordView>;
}

export function createAgentDesk(client: Caller): AgentDesk {
  return {
    list: (retired = false) =>
      readAll((page) => client.call('listAgents', { ...page, ...(retired && { retired: 'true' }) })),
    get: (agent) => client.call('getAgent', { agent }),
    check: (text, id) => client.call('checkAgent', { text, ...(id !== undefined && { id }) }),
    create: ({ text, note }) => client.call('createAgent', { text, ...(note !== undefined && { note }) }),
    change: (agent, { note, ...rest }) =>
      client.call('changeAgent', { agent, ...rest, ...(note !== undefined && { note }) }),
    async retire(agent) {
      await client.call('retireAgent', { agent });
    },
    giveBack: (agent, basedOn) => client.call('returnAgent', { agent, basedOn }),
    listVersions: (agent) => readAll((page) => client.call('listAgentVersions', { agent, ...page })),
    getVersion: (agent, number) => client.call('getAgentVersion', { agent, number }),
    compare: (agent, number, from) =>
      client.call('compareAgentVersions', { agent, number, ...(from !== undefined && { from }) }),
    getRecord: (agent) => client.call('getAgentRecord', { agent }),
  };
}
