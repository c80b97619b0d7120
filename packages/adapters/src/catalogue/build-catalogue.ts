import { type ModelCard, ProviderId } from '@tutti/protocol';
import { type CatalogueFile } from './catalogue-file.ts';
import type { ModelFacts } from './model-facts.ts';
import { type ModelsDevData, parseModelsDev } from './models-dev.ts';
import { toCard, toOwnCard } from './to-card.ts';

/** What can be called of all that models.dev lists; local servers and proxies are asked themselves. */
export const LISTED_PROVIDERS = [
  'openai',
  'anthropic',
  'google',
  'azure',
  'groq',
  'mistral',
  'cohere',
  'togetherai',
  'huggingface',
  'ai21',
  'openrouter',
  'deepseek',
] as const;

export interface CatalogueSource {
  /** In the shape of https://models.dev/api.json. */
  readonly data: unknown;
  /** For people. */
  readonly source: string;
  /** The day that its facts are of; absent: that of its newest model, unless that is still to come. */
  readonly asOf?: string;
  /** Of today, which no model can be newer than. */
  readonly today: string;
}

export interface BuiltCatalogue {
  readonly file: CatalogueFile;
  readonly unreadable: number;
}

/** Throws where the data has another shape. The same in gives the same out. */
export function buildCatalogue({ data, source, asOf, today }: CatalogueSource, facts: ModelFacts): BuiltCatalogue {
  const { models, unreadable } = parseModelsDev(data, LISTED_PROVIDERS);
  const day = asOf ?? findNewest(models, today);
  const cards = new Map<string, ModelCard>();
  for (const own of facts.models) cards.set(own.id, toOwnCard(own, day));
  for (const { provider, model } of models) {
    const card = toCard({ provider: ProviderId.parse(provider), model, asOf: day }, facts);
    if (card) cards.set(card.id, card);
  }
  const { retired, freeTiers, providers, names } = facts;
  const sorted = [...cards.values()].toSorted((one, other) => (one.id < other.id ? -1 : 1));
  const file: CatalogueFile = {
    format: 1,
    asOf: day,
    source,
    cards: sorted,
    retired: [...retired],
    freeTiers: [...freeTiers],
    providers,
    names,
  };
  return { file, unreadable };
}

function findNewest(models: ModelsDevData['models'], today: string): string {
  const days = models.flatMap(({ model }) => {
    const day = model.release_date;
    return day !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(day) && day <= today ? [day] : [];
  });
  return days.toSorted().at(-1) ?? today;
}
