import type { ModelOffer } from '@tutti/engine';
import type { TenantId } from '@tutti/protocol';

/** Keys of other tenants are not there. */
export function toOwnOffer(offer: ModelOffer, tenant: TenantId): ModelOffer | undefined {
  if (offer.keys.length === 0) return offer;
  const keys = offer.keys.filter((key) => key.tenant === undefined || key.tenant === tenant);
  return keys.length === 0 ? undefined : { ...offer, keys };
}
