/** Vectors of texts: over one key after the other, and what has come is not asked for again. */
import type { FailureClass, ModelId, Principal, RouteRecord, TenantId, Usage } from '@tutti/protocol';
import { BudgetExceededError } from '../errors.ts';
import { ModelFailedError, NoModelError, NoRouteError } from '../model-errors.ts';
import { toFailureClass } from '../models/calls/attempt-history.ts';
import type { AttemptWish } from '../models/models.ts';
import { countBytes, estimateTokens } from '../models/money/measure-request.ts';
import { priceAtWorst, priceUsage } from '../models/money/price-usage.ts';
import { toSoundUsage, type UsageFrame } from '../models/money/sound-usage.ts';
import type { Route } from '../models/routing/route-table.ts';
import type { EmbeddingDesk, EmbeddingPass } from './embedding-desk.ts';
import type { Attempt } from './exchange.ts';

export interface EmbeddingWish {
  readonly model: ModelId;
  readonly texts: readonly string[];
  readonly dimensions?: number | undefined;
}

type Vectors = readonly (readonly number[])[];

export interface Embedded {
  readonly result: Vectors;
  /** Of all attempts that something came of. */
  readonly usage: Usage;
}

/** What a model puts around each text, at most. */
const TOKENS_AROUND = 4;
/** Whoever asks has something to put right: waiting does not. */
const FINAL: ReadonlySet<FailureClass> = new Set(['unauthorized', 'not_found', 'content_filtered', 'bad_request']);
/** So long a call keeps others from trying a key that had failed. */
const PROBE_MS = 60_000;

export class EmbeddingCall {
  readonly #desk: EmbeddingDesk;
  readonly #tenant: TenantId;
  readonly #wish: EmbeddingWish;
  readonly #routes: Set<Route>;
  #pending: EmbeddingPass | undefined;
  #failure: ModelFailedError | undefined;
  #made: Vectors = [];
  #paid: Usage = { inputTokens: 0, outputTokens: 0, costNanoUsd: 0 };

  constructor(desk: EmbeddingDesk, { tenant }: Principal, wish: EmbeddingWish) {
    this.#desk = desk;
    this.#tenant = tenant;
    this.#wish = wish;
    this.#routes = desk.listRoutes(wish.model, tenant);
  }

  async next({ number, refused }: AttemptWish): Promise<Attempt<Embedded>> {
    this.#giveBack();
    if (refused) {
      // Nothing is cheaper, or smaller, than what was asked for.
      const { account, left, ...more } = refused;
      throw new BudgetExceededError(account, left, more);
    }
    const texts = this.#wish.texts.slice(this.#made.length);
    const frame = toFrame(texts);
    const need = { routes: this.#routes, number, tokens: frame.input.estimate, tenant: this.#tenant };
    const pass = await this.#desk.admit(need).catch((error: unknown) => {
      // Why no key is left says more than that none is.
      throw this.#isFinal(error) ? this.#failure : error;
    });
    this.#pending = pass;
    const { route } = pass;
    const record = toRecord(route, frame);
    const { model, key, free, local, worstCase } = record;
    return {
      record,
      worstCase,
      toSpent: (usage) => ({ model, usage, free, local, ...(key !== undefined && { key }) }),
      giveBack: () => this.#giveBack(),
      make: async (signal) => {
        this.#pending = undefined;
        const leave = await this.#takePlace(pass, signal);
        try {
          return await this.#ask(pass, { texts, frame, signal });
        } finally {
          leave();
        }
      },
    };
  }

  #isFinal(error: unknown): boolean {
    if (this.#failure === undefined) return false;
    return error instanceof NoModelError || (error instanceof NoRouteError && FINAL.has(this.#failure.class));
  }

  #giveBack(): void {
    this.#pending?.giveBack();
    this.#pending = undefined;
  }

  async #takePlace({ route, giveBack }: EmbeddingPass, signal: AbortSignal): Promise<() => void> {
    const { parallel, host } = route;
    if (parallel === undefined) return () => {};
    try {
      return await this.#desk.queue.enter({ host, parallel, tenant: this.#tenant }, signal);
    } catch (error) {
      giveBack();
      throw error;
    }
  }

  async #ask(
    pass: EmbeddingPass,
    { texts, frame, signal }: { texts: readonly string[]; frame: UsageFrame; signal: AbortSignal },
  ): Promise<{ result: Embedded; usage: Usage }> {
    const { route, ticket, correct } = pass;
    const { providers, clock } = this.#desk.ports;
    const { dimensions } = this.#wish;
    const before = this.#made;
    const onVectors = (more: Vectors) => void (this.#made = [...this.#made, ...more]);
    ticket.begin(clock.now() + PROBE_MS);
    try {
      const asked = { texts, signal, onVectors, ...(dimensions !== undefined && { dimensions }) };
      const { vectors, inputTokens } = await providers.embed(route.card.id, route.key?.id, asked);
      const told = inputTokens === undefined ? undefined : { inputTokens, outputTokens: 0, costNanoUsd: 0 };
      const usage = toPriced(route, told, frame);
      ticket.succeeded(undefined);
      correct(usage.inputTokens);
      return { result: { result: [...before, ...vectors], usage: plus(this.#paid, usage) }, usage };
    } catch (error) {
      if (!signal.aborted) throw this.#explain(error, pass, frame);
      ticket.drop();
      throw error;
    }
  }

  /** With what it cost, and whether another key may be asked at once. */
  #explain(error: unknown, { route, ticket, correct }: EmbeddingPass, frame: UsageFrame): unknown {
    const isKnown = error instanceof ModelFailedError;
    ticket.failed({
      class: isKnown ? error.class : toFailureClass(error),
      retryAt: isKnown ? error.retryAt : undefined,
    });
    if (!isKnown) return error;
    const used = error.used && toPriced(route, error.used, frame);
    if (used) correct(used.inputTokens);
    else if (error.nothingHappened) correct(0);
    if (used) this.#paid = plus(this.#paid, used);
    this.#failure = new ModelFailedError(error.message, {
      class: error.class,
      nothingHappened: error.nothingHappened && !used,
      retryable: error.retryable,
      elsewhere: error.retryable && this.#desk.isAnyOpen(without(this.#routes, route)),
      cause: error,
      ...(error.retryAt !== undefined && { retryAt: error.retryAt }),
      ...(error.status !== undefined && { status: error.status }),
      ...(used && { used }),
    });
    return this.#failure;
  }
}

function toFrame(texts: readonly string[]): UsageFrame {
  const bytes = texts.reduce((total, text) => total + countBytes(text), 0);
  const bound = bytes + TOKENS_AROUND * texts.length;
  return { input: { estimate: estimateTokens(bytes), bound }, output: { estimate: 0, bound: 0 } };
}

function toRecord({ card, key, price, free, local }: Route, { input }: UsageFrame): RouteRecord {
  return {
    model: card.id,
    ...(key && { key: key.name }),
    complexity: 'low',
    because: 'named',
    free,
    local,
    maxOutputTokens: 1,
    worstCase: { tokens: input.bound, costNanoUsd: priceAtWorst(price, { input: input.bound, output: 0 }) },
    passedOver: [],
  };
}

function toPriced({ price, isGuessed }: Route, told: Usage | undefined, frame: UsageFrame): Usage {
  const usage = toSoundUsage(told, frame);
  return { ...usage, costNanoUsd: priceUsage(price, usage), ...(isGuessed && { estimated: true }) };
}

function plus(one: Usage, other: Usage): Usage {
  return {
    inputTokens: one.inputTokens + other.inputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    costNanoUsd: one.costNanoUsd + other.costNanoUsd,
    ...((one.estimated === true || other.estimated === true) && { estimated: true }),
  };
}

function without(routes: Iterable<Route>, route: Route): readonly Route[] {
  return [...routes].filter((one) => one !== route);
}
