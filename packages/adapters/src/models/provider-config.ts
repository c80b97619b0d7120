/** What is known of a provider before anybody asks it: where it lives, and with which keys it is called. */
import { ModelCard, ModelId, ProviderId, QuotaLimits, TenantId } from '@tutti/protocol';
import * as z from 'zod';

export const ProviderKey = z.strictObject({
  /** Unlike any other key's. Absent: the provider's name, a slash, and the key's. */
  id: z.string().min(1).max(200).optional(),
  name: z.string().min(1).max(60),
  secret: z.string().min(1).max(4096),
  /** It is sent there and nowhere else. Absent: the provider's. */
  baseUrl: z.string().optional(),
  /** Only this tenant's calls may use it. */
  tenant: TenantId.optional(),
  /** `paid`: every call is charged, even of models that have a free tier. */
  billing: z.enum(['free', 'paid']).optional(),
  limits: QuotaLimits.optional(),
});
export type ProviderKey = z.infer<typeof ProviderKey>;

export const ProviderConfig = z.strictObject({
  /** One of the known names, or any other for a server that speaks OpenAI's chat protocol at `baseUrl`. */
  provider: ProviderId,
  /** Absent: the provider's public address, where it has one. */
  baseUrl: z.string().optional(),
  keys: z.array(ProviderKey).default([]),
  /** Which of OpenAI's protocols is spoken, where the provider has both. */
  api: z.enum(['chat', 'responses']).optional(),
  /** So many calls at once, however many come. */
  parallel: z.int().positive().optional(),
  /** Whether its calls cost nothing by the token. Absent: true for servers in the own network that find their models by themselves and tell no price. */
  local: z.boolean().optional(),
  /** Exactly these are offered, such as the deployments at Azure. Absent: those of the catalogue, or those that the server lists. */
  models: z.array(z.union([ModelId, ModelCard])).optional(),
});
export type ProviderConfig = z.infer<typeof ProviderConfig>;
export type NewProviderConfig = z.input<typeof ProviderConfig>;
