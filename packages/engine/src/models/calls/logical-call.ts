/**
 * One logical call: for each attempt a route, until one answers. It remembers what failed, so that no route is asked twice while
 * another is open, and it spares the last attempts: those go only to routes that have answered somebody lately.
 */
import { type Budget, type BudgetRefusal, DEFAULT_LADDER, type Instant, MOST_ATTEMPTS } from '@tutti/protocol';
import { BudgetExceededError } from '../../errors.ts';
import { ModelFailedError, NoModelError, NoRouteError } from '../../model-errors.ts';
import type { ModelRequest } from '../../ports/model.ts';
import type { Ticket } from '../health/health-book.ts';
import type { AttemptWish, CallWish, ChosenRoute, LogicalCall, RouteLook } from '../models.ts';
import { measureRequest, type RequestSize } from '../money/measure-request.ts';
import { type Choice, chooseRoute, isNothingClosed, listPlaces } from '../routing/choose-route.ts';
import type { Route } from '../routing/route-table.ts';
import type { RouteWish } from '../routing/route-wish.ts';
import { toWords } from '../routing/tell-passed-over.ts';
import { AttemptHistory } from './attempt-history.ts';
import { findKept } from './kept-answers.ts';
import { OpenRoute, toRecord } from './open-route.ts';
import type { Switchboard } from './switchboard.ts';

type OpenChoice = Extract<Choice, { status: 'open' }>;
type Step = 'cheaper' | 'fewer_tokens';

/** After so many failures a call asks only who has answered lately. */
const UNGUARDED_ATTEMPTS = 3;
/** An answer that is shorter by budget than this is of no use. */
const LEAST_OUTPUT_TOKENS = 256;
const NOTHING_READ: RequestSize = { estimate: 0, bound: 0, isOpen: false, modalities: [] };
const PROBE_PATIENCE_MS = 1_000;
/** Quotas that are found used up one after the other, before it is said that none is left. */
const MOST_QUOTAS_ASKED = 50;

export class RoutedCall implements LogicalCall {
  readonly #board: Switchboard;
  readonly #wish: CallWish;
  readonly #history = new AttemptHistory();
  readonly #left = new Map<string, Budget>();
  #asked: { request: ModelRequest; size: RequestSize } | undefined;
  #pending: OpenRoute | undefined;
  #sent = 0;

  constructor(board: Switchboard, wish: CallWish) {
    this.#board = board;
    this.#wish = wish;
  }

  async next({ number, refused }: AttemptWish): Promise<ChosenRoute> {
    this.#pending?.giveBack();
    this.#pending = undefined;
    if (refused) this.#left.set(`${refused.account} ${refused.period ?? ''}`, refused.left);
    else this.#left.clear();
    if (!this.#asked) this.#insistOnAny();
    const { request } = await this.#read();
    if (this.#sent >= MOST_ATTEMPTS)
      throw new ModelFailedError(`${MOST_ATTEMPTS} calls were sent, and none was answered`, {
        class: 'overloaded',
        retryable: false,
        nothingHappened: true,
      });
    for (let round = 0; round < MOST_QUOTAS_ASKED; round++) {
      const { choice, step } = this.#choose(number, refused);
      // Nothing is awaited since the choice: no other call can have been admitted to the same try.
      const ticket = this.#board.book.admit(choice.place.route);
      const route = await this.#open(choice, { ticket, request }).catch((error: unknown) => {
        ticket.drop();
        throw error;
      });
      if (!route) continue;
      this.#pending = route;
      return step === undefined ? route.chosen : { ...route.chosen, step };
    }
    throw new NoRouteError(this.#board.ports.clock.now() + PROBE_PATIENCE_MS, []);
  }

  async look(): Promise<RouteLook> {
    await this.#read();
    const wish = this.#toWish();
    const view = this.#board.view();
    const choice = chooseRoute(wish, view);
    const candidates = listPlaces(wish, view).map(({ route, worstCase, obstacle, named }) => ({
      model: route.card.id,
      ...(route.key && { key: route.key.name }),
      free: route.free,
      local: route.local,
      strength: route.card.strength,
      worstCase,
      ...(obstacle && { passedOver: toWords({ place: { route, named }, obstacle }, wish.size) }),
    }));
    return {
      candidates,
      passedOver: choice.passedOver,
      ...(choice.status === 'open' && { record: toRecord(choice, this.#wish.complexity) }),
      ...(choice.status === 'closed' && { until: choice.until }),
    };
  }

  /** Whoever looks now and then whether somebody is open does not read a long conversation each time. */
  #insistOnAny(): void {
    const wish = this.#toWish();
    const view = this.#board.view();
    if (isNothingClosed(wish, view)) return;
    const choice = chooseRoute(wish, view);
    if (choice.status === 'closed') this.#insist(choice);
  }

  /** Undefined where its quota turned out to be used up: then another is chosen. */
  async #open(
    choice: OpenChoice,
    { ticket, request }: { ticket: Ticket; request: ModelRequest },
  ): Promise<OpenRoute | undefined> {
    const { cache } = this.#board.ports;
    const { tenant, agent } = this.#wish;
    const { route, maxOutputTokens } = choice.place;
    const asked = { ...request, maxOutputTokens };
    const parts = { wish: this.#wish, request: asked, choice, ticket, size: this.#sizeOf() };
    const kept =
      cache && agent.models.cache ? await findKept(cache, tenant, { model: route.card.id, request: asked }) : undefined;
    if (kept) {
      ticket.drop();
      return new OpenRoute(this.#board, { ...parts, kept });
    }
    const quota = await this.#takeQuota(route, maxOutputTokens);
    if (!quota) {
      ticket.drop();
      return undefined;
    }
    return new OpenRoute(this.#board, {
      ...parts,
      quota: quota.id,
      onSend: () => {
        this.#sent += 1;
        this.#pending = undefined;
      },
      onFailure: (failure) => this.#whatNext(route, failure),
    });
  }

  /** Undefined where there is too little left; without an id where nothing is counted. */
  async #takeQuota(route: Route, maxOutputTokens: number): Promise<{ id?: string } | undefined> {
    const { quotas, clock } = this.#board.ports;
    const { limits, key, card } = route;
    if (!quotas || !limits || !key || Object.keys(limits).length === 0) return {};
    const tokens = this.#sizeOf().estimate + maxOutputTokens;
    const wish = { key: key.name, model: card.id, limits, tokens };
    const verdict = await quotas.takeQuota({ ...wish, ...(key.tenant !== undefined && { tenant: key.tenant }) });
    if (verdict.status === 'granted') return { id: verdict.id };
    const window = verdict.window.replaceAll(/([A-Z])/g, ' $1').toLowerCase();
    if (verdict.status === 'exhausted') {
      const until = Math.max(verdict.until, clock.now() + 1);
      this.#board.book.noteQuota(route, until, `its ${window} are used up`);
    } else this.#history.tooLarge.set(route.id, `at most ${verdict.most} ${window}`);
    return undefined;
  }

  #choose(number: number, refused: BudgetRefusal | undefined): { choice: OpenChoice; step?: Step } {
    if (!refused) return { choice: this.#insist(this.#pick(this.#toWish(), number)) };
    const steps = (refused.ladder ?? DEFAULT_LADDER).filter((step) => step === 'cheaper' || step === 'fewer_tokens');
    const left = this.#smallestLeft();
    let waiting: Choice | undefined;
    for (const step of steps) {
      const leastOutputTokens = Math.min(LEAST_OUTPUT_TOKENS, this.#maxOutputTokens());
      const choice = this.#pick(
        { ...this.#toWish(), left, ...(step === 'fewer_tokens' && { leastOutputTokens }) },
        number,
      );
      if (choice.status === 'open') return { choice, step };
      if (choice.status === 'closed') waiting ??= choice;
    }
    if (waiting) return { choice: this.#insist(waiting) };
    const { account, left: own, ...more } = refused;
    throw new BudgetExceededError(account, own, more);
  }

  #pick(wish: RouteWish, number: number): Choice {
    const isGuarded = number > UNGUARDED_ATTEMPTS;
    const view = this.#board.view({ withProven: isGuarded });
    if (!isGuarded) return chooseRoute(wish, view);
    const proven = chooseRoute({ ...wish, onlyProven: true }, view);
    const any = proven.status === 'open' ? proven : chooseRoute(wish, view);
    if (proven.status === 'open' || any.status !== 'open' || any.place.route === view.table.rehearsal) return any;
    this.#board.prober.begin(any.place.route);
    return { status: 'closed', until: view.now + PROBE_PATIENCE_MS, passedOver: proven.passedOver };
  }

  #insist(choice: Choice): OpenChoice {
    switch (choice.status) {
      case 'open':
        return choice;
      case 'closed':
        throw new NoRouteError(this.#turnFor(choice.until), choice.passedOver);
      case 'none':
        throw new NoModelError(choice.passedOver);
      default:
        return choice satisfies never;
    }
  }

  #turnFor(until: Instant): Instant {
    return this.#board.turns.next(this.#board.ports.clock.now(), until);
  }

  /** After a failure: whether the next route is asked for at once, the same one after a while, or nobody any more. */
  #whatNext(route: Route, failure: ModelFailedError): Pick<ModelFailedError, 'elsewhere' | 'retryable'> {
    if (failure.overAllowance) this.#history.tooLarge.set(route.id, 'more than its key allows at once');
    else if (!this.#history.note(route, failure.class)) return { elsewhere: false, retryable: false };
    const choice = chooseRoute(this.#toWish(), this.#board.view());
    if (choice.status === 'none') return { elsewhere: false, retryable: false };
    const isTried = choice.status === 'open' && this.#history.routes.has(choice.place.route.id);
    return isTried ? { elsewhere: false, retryable: true } : { elsewhere: true, retryable: true };
  }

  async #read(): Promise<{ request: ModelRequest; size: RequestSize }> {
    if (!this.#asked) {
      const request = await this.#wish.read();
      this.#asked = { request, size: measureRequest(request) };
    }
    return this.#asked;
  }

  #toWish(): RouteWish {
    const { tenant, agent, complexity } = this.#wish;
    const request = this.#asked?.request;
    return {
      tenant,
      policy: agent.models,
      complexity,
      size: this.#sizeOf(),
      needsTools: (request?.tools.length ?? 0) > 0,
      needsStructure: request?.answerSchema !== undefined,
      maxOutputTokens: this.#maxOutputTokens(),
      tried: this.#history,
    };
  }

  /** What was not read yet is taken for as small as can be. */
  #sizeOf(): RequestSize {
    return this.#asked?.size ?? NOTHING_READ;
  }

  #maxOutputTokens(): number {
    return this.#asked?.request.maxOutputTokens ?? 1;
  }

  #smallestLeft(): Budget {
    const all = [...this.#left.values()];
    const tokens = all.flatMap((left) => left.tokens ?? []);
    const costs = all.flatMap((left) => left.costNanoUsd ?? []);
    return {
      ...(tokens.length > 0 && { tokens: Math.min(...tokens) }),
      ...(costs.length > 0 && { costNanoUsd: Math.min(...costs) }),
    };
  }
}
