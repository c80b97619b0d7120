/** The servers of tools of a home: what is configured in mcp.yaml, with their secrets. */
import { join } from 'node:path';
import { McpTools, toBound } from '@tutti/adapters/tools/mcp';
import type { Clock } from '@tutti/engine';
import type { TenantId, ToolServerName, UserId } from '@tutti/protocol';
import type { CredentialDesk } from '../credentials/credential-desk.ts';
import { VERSION } from '../version.ts';
import { ToolServerSecrets } from './tool-server-secrets.ts';

export interface ToolServersOptions {
  /** The data directory. */
  readonly directory: string;
  /** Absent: mcp.yaml in the data directory. */
  readonly file: string | undefined;
  readonly clock: Clock;
  readonly credentials: CredentialDesk;
  readonly tenant: TenantId;
}

export interface ToolServers extends AsyncDisposable {
  readonly mcp: McpTools;
  putSecret(by: UserId, wish: { server: ToolServerName; name: string; secret: string }): Promise<void>;
  removeSecret(server: ToolServerName, name: string): Promise<boolean>;
  /** With its approvals and its secrets. */
  remove(server: ToolServerName): Promise<void>;
}

export async function openToolServers({
  directory,
  file,
  clock,
  credentials,
  tenant,
}: ToolServersOptions): Promise<ToolServers> {
  const secrets = new ToolServerSecrets(credentials, tenant);
  const path = file ?? join(directory, 'mcp.yaml');
  const mcp = await McpTools.open({ file: path, directory, clock, version: VERSION, secrets, tenant });
  return {
    mcp,
    async putSecret(by, { server, name, secret }) {
      const { config } = await mcp.get(server);
      await secrets.put(by, { server, name, secret, boundTo: toBound(config) });
      await mcp.stop(server);
    },
    async removeSecret(server, name) {
      await mcp.get(server);
      const removed = await secrets.remove(server, name);
      await mcp.stop(server);
      return removed;
    },
    async remove(server) {
      await mcp.remove(server);
      await secrets.removeAll(server);
    },
    [Symbol.asyncDispose]: () => mcp[Symbol.asyncDispose](),
  };
}
