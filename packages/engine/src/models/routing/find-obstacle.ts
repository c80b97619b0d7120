/** What keeps one route from answering one call. */
import { type Amount, type Budget, type PassedOver, providerOf } from '@tutti/protocol';
import { fitOutput, fits, priceAtWorst } from '../money/price-usage.ts';
import type { Obstacle } from './place.ts';
import type { Route } from './route-table.ts';
import type { RouteView } from './route-view.ts';
import type { RouteWish } from './route-wish.ts';

export interface Sized {
  readonly maxOutputTokens: number;
  readonly worstCase: Amount;
  readonly obstacle: Obstacle | undefined;
}

/** Asked of hundreds of routes for one call. */
export function findObstacle(route: Route, wish: RouteWish, view: RouteView): Sized {
  const { maxOutputTokens, left } = wish;
  const worstCase = worstCaseOf(route, wish, maxOutputTokens);
  const lack = findLack(route, wish);
  if (lack) return { maxOutputTokens, worstCase, obstacle: lack };
  const closed = findClosed(route, view);
  const isForEver = closed !== undefined && closed.until === undefined;
  if (isForEver || !left || fits(worstCase, left))
    return { maxOutputTokens, worstCase, obstacle: closed ?? findDoubt(route, wish, view) };
  const smaller = fitInto(left, route, wish);
  if (!smaller) return { maxOutputTokens, worstCase, obstacle: { why: 'dear' } };
  return { ...smaller, obstacle: closed ?? findDoubt(route, wish, view) };
}

/** Input as large as it can be, and as much output as may come. */
export function worstCaseOf({ price, card }: Route, { size }: Pick<RouteWish, 'size'>, output: number): Amount {
  const input = boundInput(size, card.context);
  return { tokens: input + output, costNanoUsd: priceAtWorst(price, { input, output }) };
}

export function boundInput({ bound, isOpen }: RouteWish['size'], context: number): number {
  return isOpen ? Math.max(bound, context) : bound;
}

/** What it does not have will not come by waiting. */
function findLack(route: Route, wish: RouteWish): Obstacle | undefined {
  const why = findMissing(route, wish) ?? findTried(route, wish);
  if (why !== undefined) return { why };
  const detail = wish.tried?.tooLarge.get(route.id);
  return detail === undefined ? undefined : { why: 'quota', detail };
}

function findMissing({ card, free, key }: Route, wish: RouteWish): PassedOver['why'] | undefined {
  const { size, policy } = wish;
  if (card.retired) return 'retired';
  if (!free && policy.paid === 'never') return 'paid_not_allowed';
  if (!free && key?.billing === 'free') return 'paid_not_allowed';
  if (wish.needsTools && !card.tools) return 'no_tools';
  for (const modality of size.modalities) if (!card.input.includes(modality)) return 'no_modality';
  if (card.output < (wish.leastOutputTokens ?? wish.maxOutputTokens)) return 'output_too_small';
  return size.estimate + wish.maxOutputTokens > card.context ? 'context_too_small' : undefined;
}

function findTried({ card, key }: Route, { tried }: RouteWish): PassedOver['why'] | undefined {
  if (!tried) return undefined;
  if (key && tried.keys?.has(key.id)) return 'tried';
  if (card.context <= tried.contextAbove) return 'context_too_small';
  return tried.models.has(card.id) || tried.providers.has(providerOf(card.id)) ? 'tried' : undefined;
}

/** The one that stays closed the longest; for ever is longer than any time. */
function findClosed({ gates }: Route, { closed }: RouteView): Obstacle | undefined {
  if (closed.size === 0) return undefined;
  let found: Obstacle | undefined;
  for (const gate of gates) {
    const entry = closed.get(gate);
    if (!entry) continue;
    if (entry.until === undefined) return entry;
    if (found?.until === undefined || entry.until > found.until) found = entry;
  }
  return found;
}

/** It may answer; others should be asked before. */
function findDoubt({ id, host }: Route, { onlyProven, tried }: RouteWish, view: RouteView): Obstacle | undefined {
  if (onlyProven && !view.proven.has(id)) return { why: 'down', detail: 'it has not answered lately' };
  if (tried?.routes.has(id)) return { why: 'tried', isSoft: true };
  return view.busy.size > 0 && view.busy.has(host) ? { why: 'busy', isSoft: true } : undefined;
}

/** With fewer tokens where those are allowed; undefined where it does not fit. */
function fitInto(left: Budget, route: Route, wish: RouteWish): Omit<Sized, 'obstacle'> | undefined {
  const { leastOutputTokens } = wish;
  if (leastOutputTokens === undefined) return undefined;
  const output = fitOutput(route.price, boundInput(wish.size, route.card.context), left);
  if (output < leastOutputTokens) return undefined;
  const maxOutputTokens = Math.min(output, wish.maxOutputTokens, route.card.output);
  return { maxOutputTokens, worstCase: worstCaseOf(route, wish, maxOutputTokens) };
}
