/** Which models are shown, and in which order. */
import type { ModelView } from '@tutti/protocol/api';
import { toNano } from '../../domain/exact-money.ts';
import type { modelsText } from '../../strings/models.ts';

export type Show = keyof typeof modelsText.shows;
export type Sort = keyof typeof modelsText.sorts;

export interface ModelFilter {
  readonly text: string;
  /** Empty: all. */
  readonly provider: string;
  readonly show: Show;
  readonly sort: Sort;
}

export function findModels(models: readonly ModelView[], { text, provider, show, sort }: ModelFilter): ModelView[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return models
    .filter((model) => {
      if (provider !== '' && model.provider !== provider) return false;
      if (!SHOWS[show](model)) return false;
      const searched = `${model.model} ${model.name}`.toLowerCase();
      return words.every((word) => searched.includes(word));
    })
    .toSorted((one, other) => SORTS[sort](one, other) || byName(one, other));
}

/** Within what its free tier allows, or at no price at all. A key of a paid account has no such quota: its calls are charged. */
export function isFree({ free, price, local, offered, routes }: ModelView): boolean {
  const hasFreeTier = free !== undefined && (!offered || routes.some(({ quotas }) => quotas.length > 0));
  return local || hasFreeTier || (price !== undefined && toNano(price.input) + toNano(price.output) === 0n);
}

function isTroubled({ offered, state }: ModelView): boolean {
  return offered && state !== 'ready' && state !== 'busy';
}

const SHOWS: Record<Show, (model: ModelView) => boolean> = {
  all: () => true,
  offered: ({ offered }) => offered,
  free: (model) => isFree(model) && !model.local,
  local: ({ local }) => local,
  paid: (model) => !isFree(model),
  troubled: isTroubled,
  not_offered: ({ offered }) => !offered,
};

type Compare = (one: ModelView, other: ModelView) => number;

const SORTS: Record<Sort, Compare> = {
  best: (one, other) =>
    Number(other.offered) - Number(one.offered) ||
    Number(one.retired !== undefined) - Number(other.retired !== undefined) ||
    Number(isFree(other)) - Number(isFree(one)) ||
    other.strength - one.strength,
  cheapest: byPrice,
  strongest: (one, other) => other.strength - one.strength,
  context: (one, other) => other.context - one.context,
  name: byName,
  newest: (one, other) => compareTexts(other.released ?? '', one.released ?? ''),
};

/** What nobody knows the price of comes last. */
function byPrice(one: ModelView, other: ModelView): number {
  if (!one.price || !other.price) return Number(one.price === undefined) - Number(other.price === undefined);
  const difference =
    toNano(one.price.input) + toNano(one.price.output) - toNano(other.price.input) - toNano(other.price.output);
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

function byName(one: ModelView, other: ModelView): number {
  return compareTexts(one.model, other.model);
}

function compareTexts(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
