import type { ModelView, ProviderView } from '@tutti/protocol/api';
import { modelsText as text } from '../../strings/models.ts';

/** Why a model cannot be called here. */
export function whyNotOffered({ retired }: ModelView, provider: ProviderView | undefined): string {
  if (retired) return text.notOfferedRetired;
  if (provider?.state === 'no_key') return text.notOfferedNoKey(provider.name);
  if (provider?.state === 'not_found') return text.notOfferedNotFound(provider.name, provider.baseUrl);
  return text.notOfferedUnknown;
}
