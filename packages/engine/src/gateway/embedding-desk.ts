/**
 * What all calls for vectors of this process share: which keys may be asked, and how many calls a server works on at once.
 * Nobody chooses among models here: the vectors of two models do not compare, so only a model's keys take turns.
 */
import type { ModelCard, ModelId, TenantId } from '@tutti/protocol';
import { RunError } from '../errors.ts';
import { NoModelError, NoRouteError } from '../model-errors.ts';
import { FairQueue } from '../models/calls/fair-queue.ts';
import { HealthBook, type Ticket } from '../models/health/health-book.ts';
import { createPriceGuesses, type PriceGuesses } from '../models/money/guess-price.ts';
import { listRoutes, type Route } from '../models/routing/route-table.ts';
import type { Clock } from '../ports/clock.ts';
import type { ProviderPort } from '../ports/provider.ts';
import type { Quotas } from '../ports/quotas.ts';
import type { Random } from '../ports/random.ts';

export interface EmbeddingPorts {
  readonly providers: Pick<ProviderPort, 'offers' | 'cards' | 'embed'>;
  readonly quotas: Pick<Quotas, 'takeQuota' | 'correctQuota' | 'returnQuota'>;
  readonly clock: Clock;
  readonly random: Random;
}

export interface EmbeddingNeed {
  /** Those that may be asked. One whose key never allows so much at once is taken out. */
  readonly routes: Set<Route>;
  readonly number: number;
  readonly tokens: number;
  readonly tenant: TenantId;
}

/** The right to ask over a route once. */
export interface EmbeddingPass {
  readonly route: Route;
  readonly ticket: Ticket;
  /** What it really used of the key's quota. */
  correct(tokens: number): void;
  /** Nothing was sent. */
  giveBack(): void;
}

/** Routes that are found used up one after the other, before it is said that none is left. */
const MOST_ASKED = 50;

export class EmbeddingDesk {
  readonly ports: EmbeddingPorts;
  readonly queue = new FairQueue();
  readonly #book: HealthBook;
  #guesses: { readonly cards: readonly ModelCard[]; readonly made: PriceGuesses } | undefined;

  constructor(ports: EmbeddingPorts) {
    this.ports = ports;
    this.#book = new HealthBook(ports);
  }

  listRoutes(model: ModelId, tenant: TenantId): Set<Route> {
    const offers = this.ports.providers.offers();
    const guesses = this.#toGuesses(this.ports.providers.cards());
    const routes = offers
      .filter(({ card }) => card.id === model && card.kind === 'embedding')
      .flatMap((offer) => listRoutes(offer, guesses))
      .filter(({ key }) => key?.tenant === undefined || key.tenant === tenant);
    if (routes.length === 0)
      throw new RunError('unknown_model', `${model} makes no embeddings here`, { nothingHappened: true });
    return new Set(routes);
  }

  isAnyOpen(routes: Iterable<Route>): boolean {
    return this.#look(routes).open.length > 0;
  }

  /** Rejects with NoRouteError where all are closed for now, with NoModelError where time will not open any. */
  async admit(need: EmbeddingNeed): Promise<EmbeddingPass> {
    for (let asked = 0; asked < MOST_ASKED; asked++) {
      const route = this.#choose(need);
      // Nothing is awaited since the choice: no other call can have been admitted to the same try.
      const ticket = this.#book.admit(route);
      const quota = await this.#takeQuota(route, need).catch((error: unknown) => {
        ticket.drop();
        throw error;
      });
      if (quota) return this.#toPass(route, ticket, quota.id);
      ticket.drop();
    }
    throw new NoRouteError(this.ports.clock.now() + 1_000, []);
  }

  #toGuesses(cards: readonly ModelCard[]): PriceGuesses {
    if (this.#guesses?.cards !== cards) this.#guesses = { cards, made: createPriceGuesses(cards) };
    return this.#guesses.made;
  }

  #choose({ routes, number }: EmbeddingNeed): Route {
    const { open, until } = this.#look(routes);
    const route = open[(number - 1) % open.length];
    if (route) return route;
    if (Number.isFinite(until)) throw new NoRouteError(until, []);
    throw new NoModelError([]);
  }

  /** Those that are open, or else when the first of them may be. */
  #look(routes: Iterable<Route>): { open: readonly Route[]; until: number } {
    const { closed } = this.#book.look();
    const open: Route[] = [];
    let until = Infinity;
    for (const route of routes) {
      const times = route.gates.flatMap((gate) => {
        const each = closed.get(gate);
        return each ? [each.until ?? Infinity] : [];
      });
      if (times.length === 0) open.push(route);
      else until = Math.min(until, Math.max(...times));
    }
    return { open, until };
  }

  /** Undefined where there is too little left; without an id where nothing is counted. */
  async #takeQuota(route: Route, { routes, tokens }: EmbeddingNeed): Promise<{ id?: string } | undefined> {
    const { quotas, clock } = this.ports;
    const { limits, key, card } = route;
    if (!limits || !key || Object.keys(limits).length === 0) return {};
    const { name, tenant } = key;
    const verdict = await quotas.takeQuota({ key: name, model: card.id, limits, tokens, tenant });
    if (verdict.status === 'granted') return { id: verdict.id };
    if (verdict.status === 'too_large') routes.delete(route);
    else this.#book.noteQuota(route, Math.max(verdict.until, clock.now() + 1), 'what its key allows is used up');
    return undefined;
  }

  /** What cannot be corrected stays as it was taken, which is never too little. */
  #toPass(route: Route, ticket: Ticket, quota: string | undefined): EmbeddingPass {
    const { quotas } = this.ports;
    return {
      route,
      ticket,
      correct: (tokens) => {
        if (quota !== undefined) void quotas.correctQuota(quota, tokens).catch(() => undefined);
      },
      giveBack: () => {
        ticket.drop();
        if (quota !== undefined) void quotas.returnQuota(quota).catch(() => undefined);
      },
    };
  }
}
