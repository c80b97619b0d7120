export { createProviders, type Providers, type ProvidersOptions } from './create-providers.ts';
export { FAMILIES, type FamilyName } from './families/find-family.ts';
export type { ServerState } from './live/create-live-lists.ts';
export { parseBaseUrl } from './net/base-url.ts';
export { type NewProviderConfig, ProviderConfig, ProviderKey } from './provider-config.ts';
