/** What keeps one route from answering one call. */
import { type Amount, type PassedOver, providerOf } from '@tutti/protocol';
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

export function findObstacle(route: Route, wish: RouteWish, view: RouteView): Sized {
  const { maxOutputTokens } = wish;
  const lack = findLack(route, wish);
  const sized = { maxOutputTokens, worstCase: worstCaseOf(route, wish, maxOutputTokens) };
  if (lack) return { ...sized, obstacle: { why: lack } };
  const tooLarge = wish.tried?.tooLarge.get(route.id);
  if (tooLarge !== undefined) return { ...sized, obstacle: { why: 'quota', detail: tooLarge } };
  const closed = findClosed(route, view);
  const afforded = closed?.until === undefined && closed ? sized : afford(route, wish, sized);
  if (!afforded) return { ...sized, obstacle: { why: 'dear' } };
  if (closed) return { ...afforded, obstacle: closed };
  if (wish.onlyProven && !view.proven.has(route.id))
    return { ...afforded, obstacle: { why: 'down', detail: 'it has not answered lately' } };
  if (wish.tried?.routes.has(route.id)) return { ...afforded, obstacle: { why: 'tried', isSoft: true } };
  if (view.busy.has(route.host)) return { ...afforded, obstacle: { why: 'busy', isSoft: true } };
  return { ...afforded, obstacle: undefined };
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
function findLack({ card, free, key }: Route, wish: RouteWish): PassedOver['why'] | undefined {
  const { tried, size, policy } = wish;
  if (card.retired) return 'retired';
  if (!free && policy.paid === 'never') return 'paid_not_allowed';
  if (!free && key?.billing === 'free') return 'paid_not_allowed';
  if (wish.needsTools && !card.tools) return 'no_tools';
  if (!size.modalities.every((modality) => card.input.includes(modality))) return 'no_modality';
  if (card.output < (wish.leastOutputTokens ?? wish.maxOutputTokens)) return 'output_too_small';
  if (size.estimate + wish.maxOutputTokens > card.context) return 'context_too_small';
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

/** With fewer tokens where those are allowed; undefined where it does not fit. */
function afford(route: Route, wish: RouteWish, sized: Omit<Sized, 'obstacle'>): Omit<Sized, 'obstacle'> | undefined {
  const { left, leastOutputTokens } = wish;
  if (!left || fits(sized.worstCase, left)) return sized;
  if (leastOutputTokens === undefined) return undefined;
  const output = fitOutput(route.price, boundInput(wish.size, route.card.context), left);
  if (output < leastOutputTokens) return undefined;
  const maxOutputTokens = Math.min(output, wish.maxOutputTokens, route.card.output);
  return { maxOutputTokens, worstCase: worstCaseOf(route, wish, maxOutputTokens) };
}
