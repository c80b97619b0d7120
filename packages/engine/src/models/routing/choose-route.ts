/**
 * Which route answers a call, and why: a pure function of the wish and of what is known at this moment.
 * One pass over what is offered; nothing is sorted, and reasons are put into words only where they are told.
 */
import type { Instant, ModelId, PassedOver, RouteReason, TenantId } from '@tutti/protocol';
import { findObstacle } from './find-obstacle.ts';
import type { Obstacle, Passed, Place } from './place.ts';
import { asUntried, isBefore, type Rank, toRank } from './rank-route.ts';
import { resolveNames } from './resolve-names.ts';
import { isAnythingOffered, type Route } from './route-table.ts';
import type { RouteView } from './route-view.ts';
import type { RouteWish } from './route-wish.ts';
import { tellPassedOver } from './tell-passed-over.ts';

export type Choice =
  | {
      readonly status: 'open';
      readonly place: Place;
      readonly because: RouteReason;
      readonly passedOver: readonly PassedOver[];
    }
  /** None before then. */
  | { readonly status: 'closed'; readonly until: Instant; readonly passedOver: readonly PassedOver[] }
  /** None at all, however long one waits. */
  | { readonly status: 'none'; readonly passedOver: readonly PassedOver[] };

/** A server that was away, or a key that could not be opened, may be back by then. */
const LOOK_AGAIN_MS = 30_000;

export function chooseRoute(wish: RouteWish, view: RouteView): Choice {
  const names = resolveNames(wish.policy, view);
  const survey = new Survey(wish, view);
  const named = new Set<ModelId>();
  for (const [index, { routes, insteadOf }] of names.named.entries())
    for (const route of routes) {
      named.add(route.card.id);
      survey.consider(route, index, insteadOf);
    }
  if (mayStandIn(wish)) {
    for (const route of view.table.routes)
      if (isAllowed(route, wish) && !named.has(route.card.id)) survey.consider(route, undefined, undefined);
    if (isRehearsed(wish.tenant, view)) survey.consider(view.table.rehearsal, undefined, undefined);
    else if (!isAnythingOffered(view.table, wish.tenant)) survey.wait(view.now + LOOK_AGAIN_MS);
  }
  return survey.conclude(names.passedOver);
}

/** Told at a glance: something is offered and nothing of it is closed, so no wish would have to wait. */
export function isNothingClosed({ tenant }: Pick<RouteWish, 'tenant'>, { table, closed }: RouteView): boolean {
  return closed.size === 0 && isAnythingOffered(table, tenant);
}

/** Every route that may be considered for a wish, whether it can answer or not, the best first. */
export function listPlaces(wish: RouteWish, view: RouteView): readonly (Place & { obstacle: Obstacle | undefined })[] {
  const { named } = resolveNames(wish.policy, view);
  const models = new Set(named.flatMap(({ routes }) => routes.map(({ card }) => card.id)));
  const others = view.table.routes.filter((route) => isAllowed(route, wish) && !models.has(route.card.id));
  const stand = isRehearsed(wish.tenant, view) ? [view.table.rehearsal] : others;
  const all = [
    ...named.flatMap(({ routes, insteadOf }, index) => routes.map((route) => ({ route, named: index, insteadOf }))),
    ...(mayStandIn(wish) ? stand : []).map((route) => ({ route, named: undefined, insteadOf: undefined })),
  ];
  return all
    .filter(({ route }) => isVisible(route, wish.tenant))
    .map((part) => {
      const { obstacle, ...size } = findObstacle(part.route, wish, view);
      const place = { ...part, ...size, obstacle };
      return { place, rank: toRank(place, wish, view) };
    })
    .toSorted((one, other) => {
      const open = Number(isClosed(one.place.obstacle)) - Number(isClosed(other.place.obstacle));
      return open === 0 ? (isBefore(one.rank, other.rank) ? -1 : 1) : open;
    })
    .map(({ place }) => place);
}

/** Those that nobody has named stand in where none of the named can answer. */
function mayStandIn({ policy }: RouteWish): boolean {
  return policy.otherwise !== 'nothing' || policy.prefer.length + policy.fallback.length === 0;
}

function isAllowed({ local }: Route, { policy }: RouteWish): boolean {
  return policy.otherwise !== 'local' || local;
}

/** Whoever has set models waits for them, and is never answered with what is made up. */
function isRehearsed(tenant: TenantId, { table, isAnySet }: RouteView): boolean {
  return !isAnythingOffered(table, tenant) && isAnySet?.(tenant) !== true;
}

function isClosed(obstacle: Obstacle | undefined): boolean {
  return obstacle !== undefined && !obstacle.isSoft;
}

function isVisible({ key }: Route, tenant: TenantId): boolean {
  return key?.tenant === undefined || key.tenant === tenant;
}

class Survey {
  readonly #wish: RouteWish;
  readonly #view: RouteView;
  #best: { place: Place; rank: Rank } | undefined;
  #until: Instant | undefined;
  readonly #passed: (Passed & { readonly place: Place })[] = [];

  constructor(wish: RouteWish, view: RouteView) {
    this.#wish = wish;
    this.#view = view;
  }

  wait(until: Instant): void {
    this.#until = Math.min(this.#until ?? until, until);
  }

  consider(route: Route, named: number | undefined, insteadOf: ModelId | undefined): void {
    if (!isVisible(route, this.#wish.tenant)) return;
    const { obstacle, maxOutputTokens, worstCase } = findObstacle(route, this.#wish, this.#view);
    const place: Place = { route, named, insteadOf, maxOutputTokens, worstCase };
    if (obstacle && !obstacle.isSoft) {
      this.#passed.push({ place, obstacle });
      if (obstacle.until !== undefined) this.wait(obstacle.until);
      return;
    }
    const rank = toRank(place, this.#wish, this.#view);
    if (obstacle) this.#passed.push({ place, obstacle });
    if (!this.#best || isBefore(rank, this.#best.rank)) this.#best = { place, rank };
  }

  conclude(unresolved: readonly PassedOver[]): Choice {
    const place = this.#best?.place;
    const told = this.#passed.filter((passed) => passed.place.route !== place?.route && this.#isWorthTelling(passed));
    const passedOver = tellPassedOver(unresolved, told, this.#wish.size);
    if (place) return { status: 'open', place, because: this.#explain(place), passedOver };
    return this.#until === undefined
      ? { status: 'none', passedOver }
      : { status: 'closed', until: this.#until, passedOver };
  }

  /** Hundreds lack something, but most of them would not have been asked anyway. */
  #isWorthTelling({ place, obstacle }: Passed & { readonly place: Place }): boolean {
    if (!this.#best || place.named !== undefined || obstacle.until !== undefined || obstacle.isSoft) return true;
    return isBefore(toRank(place, this.#wish, this.#view), this.#best.rank);
  }

  /** Something better may be open again, or has failed this call already. */
  #isSecondChoice(place: Place): boolean {
    const rank = toRank(place, this.#wish, this.#view);
    return this.#passed.some(
      (passed) =>
        (passed.obstacle.until !== undefined || passed.obstacle.isSoft === true) &&
        isBefore(asUntried(toRank(passed.place, this.#wish, this.#view)), rank),
    );
  }

  #explain(place: Place): RouteReason {
    const { route, named } = place;
    if (route === this.#view.table.rehearsal) return 'rehearsal';
    if (this.#wish.left) return 'cheaper';
    if (this.#isSecondChoice(place)) return 'next_best';
    if (this.#wish.complexity === 'high') return 'strongest';
    if (named === 0) return 'named';
    if (route.local) return 'local_first';
    return route.free ? 'free_first' : 'next_best';
  }
}
