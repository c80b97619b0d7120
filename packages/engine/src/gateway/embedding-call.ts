/** Vectors of texts. Nobody chooses among models here: the vectors of two models do not compare, so only its keys take turns. */
import {
  type ModelId,
  type ModelPrice,
  type Principal,
  providerOf,
  type RouteRecord,
  type TenantId,
} from '@tutti/protocol';
import { RunError } from '../errors.ts';
import { FREE_OF_CHARGE, priceAtWorst, priceUsage } from '../models/money/price-usage.ts';
import { createPriceGuesses } from '../models/money/guess-price.ts';
import { toSoundUsage } from '../models/money/sound-usage.ts';
import { countBytes, estimateTokens } from '../models/money/measure-request.ts';
import type { ModelKey, ModelOffer, ProviderPort } from '../ports/provider.ts';
import type { Attempt, ExchangeParts } from './exchange.ts';

export interface EmbeddingWish {
  readonly model: ModelId;
  readonly texts: readonly string[];
  readonly dimensions?: number | undefined;
}

type Vectors = readonly (readonly number[])[];

export function openEmbedding(
  providers: Pick<ProviderPort, 'offers' | 'embed'>,
  { tenant }: Principal,
  wish: EmbeddingWish,
): ExchangeParts<Vectors>['next'] {
  const offers = providers.offers();
  const ways = offers
    .filter(({ card }) => card.id === wish.model && card.kind === 'embedding')
    .flatMap((offer) => listWays(offer, tenant));
  const [first] = ways;
  if (!first) throw new RunError('unknown_model', `${wish.model} makes no embeddings here`, { nothingHappened: true });
  return async ({ number }) => {
    const { offer, key } = ways[(number - 1) % ways.length] ?? first;
    return toAttempt(providers, { offer, key, wish, price: toPrice(offer, key, offers) });
  };
}

interface Way {
  readonly offer: ModelOffer;
  /** Undefined where none is needed. */
  readonly key: ModelKey | undefined;
}

function listWays(offer: ModelOffer, tenant: TenantId): Way[] {
  if (offer.keys.length === 0) return [{ offer, key: undefined }];
  const own = offer.keys.filter((key) => key.tenant === undefined || key.tenant === tenant);
  return own.map((key) => ({ offer, key }));
}

interface Priced {
  readonly price: ModelPrice;
  readonly isGuessed: boolean;
}

interface Parts extends Way {
  readonly wish: EmbeddingWish;
  readonly price: Priced;
}

function toAttempt(
  providers: Pick<ProviderPort, 'embed'>,
  { offer, key, wish, price: { price, isGuessed } }: Parts,
): Attempt<Vectors> {
  const { texts, dimensions } = wish;
  const bytes = texts.reduce((total, text) => total + countBytes(text), 0);
  const input = { estimate: estimateTokens(bytes), bound: bytes + texts.length };
  const worstCase = { tokens: input.bound, costNanoUsd: priceAtWorst(price, { input: input.bound, output: 0 }) };
  const { local } = offer;
  const { id } = offer.card;
  const named = key && { key: key.name };
  const isFree = local || price === FREE_OF_CHARGE;
  const record: RouteRecord = {
    model: id,
    ...named,
    complexity: 'low',
    because: 'named',
    free: isFree,
    local,
    maxOutputTokens: 1,
    worstCase,
    passedOver: [],
  };
  return {
    record,
    worstCase,
    toSpent: (usage) => ({ model: id, ...named, usage, free: isFree, local }),
    async make(signal) {
      const asked = { texts, signal, ...(dimensions !== undefined && { dimensions }) };
      const { vectors, inputTokens } = await providers.embed(id, key?.id, asked);
      const told = inputTokens === undefined ? undefined : { inputTokens, outputTokens: 0, costNanoUsd: 0 };
      const usage = toSoundUsage(told, { input, output: { estimate: 0, bound: 0 } });
      const costNanoUsd = priceUsage(price, usage);
      return { result: vectors, usage: { ...usage, costNanoUsd, ...(isGuessed && { estimated: true }) } };
    },
  };
}

function toPrice({ card, local }: ModelOffer, key: ModelKey | undefined, offers: readonly ModelOffer[]): Priced {
  if (local || (card.free !== undefined && key?.billing !== 'paid')) return { price: FREE_OF_CHARGE, isGuessed: false };
  if (card.price) return { price: card.price, isGuessed: false };
  return { price: createPriceGuesses(offers.map((offer) => offer.card)).guess(providerOf(card.id)), isGuessed: true };
}
