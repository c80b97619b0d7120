/** Servers of tools, as commands work with them: at a server or in this process. */
import { Hash, type ToolServerName } from '@tutti/protocol';
import type { ToolServerView, ToolTrialView } from '@tutti/protocol/api';
import type { CallArguments } from '@tutti/sdk';
import type { Caller } from './caller.ts';

export type NewToolServer = Omit<CallArguments<'putToolServer'>[0], 'server'>;
export type ToolTrial = Omit<CallArguments<'tryTool'>[0], 'server'>;
export type ApprovedTools = CallArguments<'approveTools'>[0]['tools'];

export interface ToolServerDesk {
  list(): Promise<readonly ToolServerView[]>;
  get(server: ToolServerName): Promise<ToolServerView>;
  put(server: ToolServerName, config: NewToolServer): Promise<ToolServerView>;
  remove(server: ToolServerName): Promise<void>;
  /** To exactly what was shown. */
  consent(server: ToolServerName, hash: string): Promise<ToolServerView>;
  /** Starts it where it does not run, or starts it again, and lists what it has. */
  connect(server: ToolServerName, wish?: { readonly restart: boolean }): Promise<ToolServerView>;
  /** Exactly as they were shown. */
  approve(server: ToolServerName, tools: ApprovedTools): Promise<ToolServerView>;
  call(server: ToolServerName, trial: ToolTrial): Promise<ToolTrialView>;
  putSecret(server: ToolServerName, name: string, secret: string): Promise<ToolServerView>;
  removeSecret(server: ToolServerName, name: string): Promise<void>;
}

export function createToolServerDesk(client: Caller): ToolServerDesk {
  return {
    list: async () => (await client.call('listToolServers')).items,
    get: (server) => client.call('getToolServer', { server }),
    put: (server, config) => client.call('putToolServer', { server, ...config }),
    remove: (server) => client.call('removeToolServer', { server }),
    consent: (server, hash) => client.call('consentToToolServer', { server, hash: Hash.parse(hash) }),
    connect: (server, wish) => client.call('connectToolServer', { server, ...wish }),
    approve: (server, tools) => client.call('approveTools', { server, tools }),
    call: (server, trial) => client.call('tryTool', { server, ...trial }),
    putSecret: (server, name, secret) => client.call('putToolSecret', { server, name, secret }),
    removeSecret: (server, name) => client.call('removeToolSecret', { server, name }),
  };
}
