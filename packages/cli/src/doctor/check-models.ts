/** Which models would be used: providers with keys, servers nearby, and how old the prices are. */
import type { CatalogueView, ProviderView } from '@tutti/protocol/api';
import type { ServerConfig } from '@tutti/server/config';
import { formatCount } from '../view/format-usage.ts';
import { describeCatalogue } from '../view/render-models.ts';
import type { Finding } from './finding.ts';

const REHEARSAL =
  'no provider is configured, so the rehearsal model speaks: a stand-in that understands nothing and says so';
const HOW = 'Store a key: tutti providers set groq. Or start Ollama on this machine.';
const OLD_MS = 60 * 86_400_000;

export interface FoundModels {
  readonly providers: readonly ProviderView[];
  readonly catalogue: CatalogueView;
}

export function checkModels({ providers, catalogue }: FoundModels, now: number): readonly Finding[] {
  return [
    checkProviders(providers),
    ...checkKeys(providers),
    ...checkOllama(providers),
    checkCatalogue(catalogue, now),
  ];
}

/** What is set, where nothing can be opened to look. Which keys are stored, and whether Ollama is there, nobody asked then. */
export function checkModelSettings({ models: { use, providers } }: Pick<ServerConfig, 'models'>): Finding {
  const about = 'models';
  if (use === 'rehearsal') return { about, state: 'note', text: 'by TUTTI_MODELS only the rehearsal model speaks' };
  const withKeys = providers.flatMap(({ provider, keys }) => (keys.length > 0 ? [provider] : []));
  if (withKeys.length === 0) return { about, state: 'note', text: REHEARSAL, remedy: HOW };
  return { about, state: 'ok', text: `the settings hold keys of ${withKeys.join(', ')}` };
}

function checkProviders(providers: readonly ProviderView[]): Finding {
  const about = 'models';
  const ready = providers.filter(({ state }) => state === 'ready');
  if (ready.length === 0) return { about, state: 'note', text: REHEARSAL, remedy: HOW };
  const names = ready.map(({ provider, models }) => `${provider} (${formatCount(models, 'model')})`);
  return { about, state: 'ok', text: `${formatCount(ready.length, 'provider')} can be called: ${names.join(', ')}` };
}

function checkKeys(providers: readonly ProviderView[]): readonly Finding[] {
  return providers.flatMap(({ provider, keys, state, detail }): Finding[] => {
    const locked = keys.filter(({ readable }) => !readable).map(({ name }) => name);
    if (locked.length > 0) {
      const text = `${provider}: ${locked.join(', ')} cannot be read with this key file`;
      const remedy = 'Set TUTTI_KEY_FILE to the file they were stored with, or store them anew.';
      return [{ about: 'provider keys', state: 'warning', text, remedy }];
    }
    if (keys.length === 0 || state === 'ready') return [];
    const text = `${provider} has a key and cannot be called${detail === undefined ? '' : `: ${detail}`}`;
    return [
      { about: 'provider keys', state: 'warning', text, remedy: `Find out why: tutti providers test ${provider}` },
    ];
  });
}

function checkOllama(providers: readonly ProviderView[]): readonly Finding[] {
  const about = 'ollama';
  const ollama = providers.find(({ provider }) => provider === about);
  if (!ollama) return [];
  const { state, models, baseUrl, detail } = ollama;
  const where = baseUrl === undefined || baseUrl === 'off' ? '' : ` at ${baseUrl}`;
  if (state === 'ready') return [{ about, state: 'ok', text: `found${where}, with ${formatCount(models, 'model')}` }];
  return [{ about, state: 'note', text: `not found${where}${detail === undefined ? '' : ` (${detail})`}` }];
}

function checkCatalogue(catalogue: CatalogueView, now: number): Finding {
  const about = 'model prices';
  const isOld = now - Date.parse(catalogue.asOf) > OLD_MS;
  const text = describeCatalogue(catalogue, now);
  return isOld ? { about, state: 'note', text } : { about, state: 'ok', text };
}
