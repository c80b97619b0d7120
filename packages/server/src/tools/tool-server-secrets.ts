/** Secrets of servers of tools: kept with the keys of providers, encrypted as they are, under names that no provider may have. */
import type { ToolSecrets } from '@tutti/adapters/tools/mcp';
import type { TenantId, ToolServerName, UserId } from '@tutti/protocol';
import type { CredentialDesk } from '../credentials/credential-desk.ts';
import { toKeyOwner } from './key-owner.ts';

export interface NewToolSecret {
  readonly server: ToolServerName;
  readonly name: string;
  readonly secret: string;
  /** Where alone it may go. */
  readonly boundTo: string;
}

export class ToolServerSecrets implements ToolSecrets {
  readonly #credentials: Pick<CredentialDesk, 'open' | 'put' | 'remove'>;
  readonly #tenant: TenantId;

  constructor(credentials: Pick<CredentialDesk, 'open' | 'put' | 'remove'>, tenant: TenantId) {
    this.#credentials = credentials;
    this.#tenant = tenant;
  }

  async read(server: ToolServerName, boundTo: string): Promise<ReadonlyMap<string, string>> {
    const all = await this.#credentials.open(this.#tenant);
    const owner = toKeyOwner(server);
    return new Map(
      all.flatMap((key) =>
        key.provider === owner && key.baseUrl === boundTo && 'secret' in key ? [[key.name, key.secret] as const] : [],
      ),
    );
  }

  async put(by: UserId, { server, name, secret, boundTo }: NewToolSecret): Promise<void> {
    const provider = toKeyOwner(server);
    await this.#credentials.put(
      { tenant: this.#tenant, by },
      { provider, name, secret, baseUrl: boundTo, paid: false },
    );
  }

  remove(server: ToolServerName, name: string): Promise<boolean> {
    return this.#credentials.remove(this.#tenant, { provider: toKeyOwner(server), name });
  }

  async removeAll(server: ToolServerName): Promise<void> {
    const owner = toKeyOwner(server);
    const all = await this.#credentials.open(this.#tenant);
    const own = all.filter(({ provider }) => provider === owner);
    for (const { name } of own) await this.remove(server, name);
  }
}
