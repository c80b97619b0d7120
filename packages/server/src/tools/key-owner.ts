import type { ProviderId, ToolServerName } from '@tutti/protocol';

const PREFIX = 'tool-server-';

/** Under what name the secrets of a server of tools are kept among the keys of providers. */
export function toKeyOwner(server: ToolServerName): ProviderId {
  return `${PREFIX}${server}`;
}

/** It is no key of a model, and no provider may be called so. */
export function isKeyOfToolServer(provider: ProviderId): boolean {
  return provider.startsWith(PREFIX);
}
