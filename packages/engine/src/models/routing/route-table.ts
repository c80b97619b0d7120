/** Every model with every key that it can be called with, laid out for quick choosing. Made anew when the offers change. */
import {
  REHEARSAL,
  type ModelCard,
  type ModelId,
  type ModelPrice,
  providerOf,
  type QuotaLimits,
  type TenantId,
} from '@tutti/protocol';
import type { ModelKey, ModelOffer } from '../../ports/provider.ts';
import { createPriceGuesses, type PriceGuesses } from '../money/guess-price.ts';
import { FREE_OF_CHARGE } from '../money/price-usage.ts';

/** A model with a key. */
export interface Route {
  readonly id: string;
  readonly card: ModelCard;
  readonly key: ModelKey | undefined;
  readonly free: boolean;
  readonly local: boolean;
  /** What a call is charged. */
  readonly price: ModelPrice;
  /** Nobody knows the price. */
  readonly isGuessed: boolean;
  readonly limits: QuotaLimits | undefined;
  readonly host: string;
  readonly parallel: number | undefined;
  /** What may keep it closed: itself, what its key allows, its key, its model, its host. */
  readonly gates: readonly string[];
}

export interface RouteTable {
  readonly routes: readonly Route[];
  readonly byModel: ReadonlyMap<ModelId, readonly Route[]>;
  /** The tenants that have keys of their own. */
  readonly tenants: ReadonlySet<TenantId>;
  /** Something is offered to every tenant. */
  readonly isForAll: boolean;
  readonly rehearsal: Route;
}

export const toGate = {
  route: (route: string) => `route ${route}`,
  /** Free models and paid ones have limits of their own. */
  allowance: (key: string, free: boolean) => `${free ? 'free' : 'paid'} ${key}`,
  /** With its fingerprint: another secret of the same name begins anew. */
  key: ({ id, fingerprint }: ModelKey) => `key ${id} ${fingerprint}`,
  /** What one key opens at one address: others may have more. */
  model: ({ card, key, host }: Pick<Route, 'card' | 'key' | 'host'>) =>
    `model ${card.id} ${key ? `${key.id} ${key.fingerprint} ` : ''}${host}`,
  host: (host: string) => `host ${host}`,
};

export function createRouteTable(offers: readonly ModelOffer[], cards: readonly ModelCard[]): RouteTable {
  const guesses = createPriceGuesses(cards);
  const chat = offers.filter(({ card }) => card.kind === 'chat');
  const routes = chat.flatMap((offer) => listRoutes(offer, guesses));
  const tenants = routes.flatMap(({ key }) => key?.tenant ?? []);
  return {
    routes,
    byModel: Map.groupBy(routes, ({ card }) => card.id),
    tenants: new Set(tenants),
    isForAll: tenants.length < routes.length,
    rehearsal: toRoute({ card: REHEARSAL_CARD, keys: [], local: true, host: 'rehearsal' }, undefined, guesses),
  };
}

/** Whether anything at all is offered to this tenant. */
export function isAnythingOffered({ isForAll, tenants }: RouteTable, tenant: TenantId): boolean {
  return isForAll || tenants.has(tenant);
}

/** The model with each of its keys, or without one where none is needed. */
export function listRoutes(offer: ModelOffer, guesses: PriceGuesses): readonly Route[] {
  if (offer.keys.length === 0) return [toRoute(offer, undefined, guesses)];
  return offer.keys.map((key) => toRoute(offer, key, guesses));
}

function toRoute(offer: ModelOffer, key: ModelKey | undefined, guesses: PriceGuesses): Route {
  const { card, host, parallel } = offer;
  const local = offer.local || card.local;
  const free = local || isGiven(card.price) || (card.free !== undefined && key?.billing !== 'paid');
  const id = key === undefined ? card.id : `${card.id} ${key.id}`;
  const gates = [
    toGate.route(id),
    ...(key === undefined ? [] : [toGate.allowance(key.id, free), toGate.key(key)]),
    toGate.model({ card, key, host }),
    toGate.host(host),
  ];
  return {
    id,
    card,
    key,
    free,
    local,
    price: free ? FREE_OF_CHARGE : (card.price ?? guesses.guess(providerOf(card.id))),
    isGuessed: !free && card.price === undefined,
    limits: key?.limits ?? (key?.billing === 'paid' ? undefined : card.free),
    host,
    parallel,
    gates,
  };
}

/** A price of nothing, whatever is asked. */
function isGiven(price: ModelPrice | undefined): boolean {
  return price !== undefined && Object.values(price).every((part) => part === 0);
}

const REHEARSAL_CARD: ModelCard = {
  id: REHEARSAL,
  name: 'Rehearsal',
  kind: 'chat',
  context: 10_000_000,
  output: 1_000_000,
  input: ['text', 'image', 'pdf', 'audio', 'video'],
  tools: true,
  structured: true,
  reasoning: false,
  strength: 0,
  price: FREE_OF_CHARGE,
  local: true,
};
