import type { ProviderId, TenantId } from '@tutti/protocol';
import type { LoadedModels } from './loaded-models.ts';

type Servers = ReturnType<LoadedModels['providers']['servers']>;

/** The servers of a provider that were asked for their models, but for those that only other tenants' keys are sent to. */
export function listOwnServers(
  { providers }: LoadedModels,
  { provider, tenant }: { provider: ProviderId; tenant: TenantId },
): Servers {
  return providers
    .servers()
    .filter((server) => server.provider === provider && (server.tenant === undefined || server.tenant === tenant));
}
