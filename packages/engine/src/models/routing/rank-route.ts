/**
 * In which order routes are asked that could all answer. Free and local ones come first, and models that the policy names before others.
 * low: the fastest. medium: as the policy names them, then the strongest; of the paid ones the cheapest. high: the strongest, whatever it costs.
 */
import type { Place } from './place.ts';
import type { Route } from './route-table.ts';
import type { RouteView } from './route-view.ts';
import type { RouteWish } from './route-wish.ts';

/** Compared part by part; less is better. */
export type Rank = readonly number[];

/** Nobody has named it, so it should at least be of some use. */
const LEAST_STRENGTH = { low: 10, medium: 30, high: 0 };
/** A model that was never measured is taken to be the slower the stronger it is. */
const UNMEASURED = { ms: 1_000, msByStrength: 50 };
const LAST = Number.MAX_SAFE_INTEGER;

export function toRank(place: Place, wish: RouteWish, view: RouteView): Rank {
  const { route } = place;
  const tried = wish.tried?.routes.has(route.id) ? 1 : 0;
  const busy = view.busy.size > 0 && view.busy.has(route.host) ? 1 : 0;
  const unstructured = wish.needsStructure && !route.card.structured ? 1 : 0;
  const unnamed = place.named === undefined ? 1 : 0;
  const weak = unnamed === 1 && route.card.strength < LEAST_STRENGTH[wish.complexity] ? 1 : 0;
  const inFlight = view.inFlight.size === 0 ? 0 : (view.inFlight.get(route.id) ?? 0);
  const { strength } = route.card;
  const cost = place.worstCase.costNanoUsd;
  if (wish.complexity === 'high')
    return [tried, unnamed, unstructured, -strength, busy, cost, route.local ? 0 : 1, inFlight];
  const paid = route.free ? 0 : 1;
  if (paid === 1) return [tried, paid, busy, unstructured, unnamed, weak, cost, -strength, inFlight];
  const named = place.named ?? LAST;
  if (wish.complexity === 'low')
    return [tried, paid, busy, unstructured, unnamed, weak, toExpectedMs(route, view), named, inFlight];
  return [tried, paid, busy, unstructured, named, weak, route.local ? 0 : 1, -strength, inFlight];
}

/** Where it would stand if it had not failed already. */
export function asUntried([, ...others]: Rank): Rank {
  return [0, ...others];
}

export function isBefore(one: Rank, other: Rank): boolean {
  for (let index = 0; index < one.length; index++) {
    const difference = (one[index] ?? 0) - (other[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

function toExpectedMs({ id, card }: Route, { tookMs }: RouteView): number {
  return (tookMs.size === 0 ? undefined : tookMs.get(id)) ?? UNMEASURED.ms + UNMEASURED.msByStrength * card.strength;
}
