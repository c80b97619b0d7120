/** A route that was chosen for one attempt: it can be asked once, or given back. */
import { REHEARSAL, type Complexity, type RouteRecord, type Spent, type Usage } from '@tutti/protocol';
import { EngineError, toMessage } from '../../errors.ts';
import { ModelFailedError } from '../../model-errors.ts';
import type { ModelAnswer, ModelCall, ModelRequest } from '../../ports/model.ts';
import type { Ticket } from '../health/health-book.ts';
import type { CallWish, ChosenRoute } from '../models.ts';
import { estimateTokens, countBytes, type RequestSize } from '../money/measure-request.ts';
import { priceUsage } from '../money/price-usage.ts';
import { type Tokens, toSoundUsage } from '../money/sound-usage.ts';
import type { Choice } from '../routing/choose-route.ts';
import { boundInput } from '../routing/find-obstacle.ts';
import type { Route } from '../routing/route-table.ts';
import { toFailureClass } from './attempt-history.ts';
import { toDeadlines } from './deadlines.ts';
import { keepAnswer } from './kept-answers.ts';
import type { Switchboard } from './switchboard.ts';
import { AnswerWatch, type Watched } from './watch-answer.ts';

type OpenChoice = Extract<Choice, { status: 'open' }>;

export interface RouteParts {
  readonly wish: CallWish;
  readonly request: ModelRequest;
  readonly size: RequestSize;
  readonly choice: OpenChoice;
  readonly ticket: Ticket;
  readonly kept?: ModelAnswer;
  /** What was taken of the key's quota. */
  readonly quota?: string | undefined;
  onSend?(): void;
  onFailure?(failure: ModelFailedError): Pick<ModelFailedError, 'elsewhere' | 'retryable'>;
}

/** A call that holds the only try of a route may take longer than its deadline by so much. */
const GRACE_MS = 5_000;
/** Where a call has certainly begun, and what came is all that is known to be paid for. */
const ESTIMATED = new Set(['cut', 'malformed', 'overloaded']);

export class OpenRoute {
  readonly chosen: ChosenRoute;
  readonly #board: Switchboard;
  readonly #parts: RouteParts;
  readonly #route: Route;
  #isUsed = false;
  #answered: ModelAnswer | undefined;

  constructor(board: Switchboard, parts: RouteParts) {
    this.#board = board;
    this.#parts = parts;
    this.#route = parts.choice.place.route;
    const record = toRecord(parts.choice, parts.wish.complexity, parts.kept !== undefined);
    this.chosen = {
      record,
      worstCase: record.worstCase,
      toSpent: (usage) => this.#toSpent(usage),
      answer: (call) => this.#answer(call),
      giveBack: () => this.giveBack(),
      keep: () => this.#keep(),
    };
  }

  /** It was not used, and will not be. */
  giveBack(): void {
    if (this.#isUsed) return;
    this.#isUsed = true;
    this.#drop();
  }

  async #answer(call: ModelCall): Promise<ModelAnswer> {
    if (this.#isUsed) throw new Error('a route is chosen for one attempt');
    this.#isUsed = true;
    const { kept, onSend } = this.#parts;
    if (kept) {
      call.onDelta(kept.text);
      return kept;
    }
    const leave = await this.#takePlace(call.signal);
    const exit = this.#board.book.enter(this.#route);
    try {
      onSend?.();
      return await this.#ask(call);
    } finally {
      exit();
      leave();
    }
  }

  async #takePlace(signal: AbortSignal): Promise<() => void> {
    const { parallel, host } = this.#route;
    try {
      signal.throwIfAborted();
      if (parallel === undefined) return () => {};
      return await this.#board.queue.enter({ host, parallel, tenant: this.#parts.wish.tenant }, signal);
    } catch (error) {
      this.#drop();
      throw error;
    }
  }

  async #ask(call: ModelCall): Promise<ModelAnswer> {
    const { clock, deadlines } = this.#board.ports;
    const { request, ticket } = this.#parts;
    const limits = { ...toDeadlines(this.#route, request.maxOutputTokens), ...deadlines };
    const watch = new AnswerWatch(clock, limits);
    ticket.begin(clock.now() + limits.wholeMs + GRACE_MS);
    try {
      return this.#accept(await watch.ask(this.#board.connect(this.#route), request, call));
    } catch (error) {
      if (call.signal.aborted) {
        ticket.drop();
        throw error;
      }
      throw this.#explain(error, watch.receivedBytes);
    }
  }

  #accept({ answer, firstSignMs, tookMs }: Watched): ModelAnswer {
    const bytes =
      countBytes(answer.text) + (answer.toolCalls.length > 0 ? countBytes(JSON.stringify(answer.toolCalls)) : 0);
    const tokens = toSoundUsage(answer.usage, this.#frame(estimateTokens(bytes)));
    const refusal = findRefusal(answer);
    if (refusal)
      throw new ModelFailedError(refusal.message, { class: refusal.class, used: { ...tokens, costNanoUsd: 0 } });
    const usage = this.#priced(tokens);
    const writingMs = tookMs - firstSignMs;
    const tokensPerSecond = writingMs > 0 ? (usage.outputTokens * 1_000) / writingMs : undefined;
    this.#parts.ticket.succeeded({
      firstTokenMs: firstSignMs,
      ...(tokensPerSecond !== undefined && { tokensPerSecond }),
    });
    this.#correctQuota(usage.inputTokens + usage.outputTokens);
    // What was cut off may have been in the middle of a call of a tool.
    this.#answered = { ...answer, usage, toolCalls: answer.finish === 'length' ? [] : answer.toolCalls };
    return this.#answered;
  }

  /** With its class, what it cost, and what comes next. */
  #explain(error: unknown, receivedBytes: number): ModelFailedError {
    const given = error instanceof ModelFailedError ? error : toModelFailed(error);
    this.#parts.ticket.failed({ class: given.class, retryAt: given.retryAt });
    const used = this.#toUsed(given, receivedBytes);
    if (used) this.#correctQuota(used.inputTokens + used.outputTokens);
    else if (given.nothingHappened) this.#correctQuota(0);
    const next = this.#parts.onFailure?.(given) ?? { elsewhere: false, retryable: given.retryable };
    return new ModelFailedError(`${this.#route.card.id}: ${given.message}`, {
      class: given.class,
      nothingHappened: given.nothingHappened && !used,
      cause: given,
      ...(given.retryAt !== undefined && { retryAt: given.retryAt }),
      ...(given.status !== undefined && { status: given.status }),
      ...(given.overAllowance && { overAllowance: true }),
      ...(used && { used }),
      ...next,
    });
  }

  /** Undefined where nobody can know. */
  #toUsed(failure: ModelFailedError, receivedBytes: number): Usage | undefined {
    // What a model has thought before it failed is charged, and nobody has seen it.
    if (this.#route.card.reasoning && mayHaveThought(failure)) return undefined;
    const frame = this.#frame(estimateTokens(receivedBytes));
    if (failure.used) return this.#priced(toSoundUsage(failure.used, frame));
    if (failure.nothingHappened || !ESTIMATED.has(failure.class)) return undefined;
    return this.#priced(toSoundUsage(undefined, frame));
  }

  #frame(outputEstimate: number): Parameters<typeof toSoundUsage>[1] {
    const { size, request } = this.#parts;
    const bound = boundInput(size, this.#route.card.context);
    return {
      input: { estimate: Math.min(size.estimate, bound), bound },
      output: { estimate: Math.min(outputEstimate, request.maxOutputTokens), bound: request.maxOutputTokens },
    };
  }

  #priced(tokens: Tokens): Usage {
    const { price, isGuessed } = this.#route;
    return { ...tokens, costNanoUsd: priceUsage(price, tokens), ...(isGuessed && { estimated: true }) };
  }

  #toSpent(usage: Usage): Omit<Spent, 'path' | 'agent'> {
    const { card, key, free, local } = this.#route;
    // What the stand-in says replaces nothing that anybody had paid for.
    const isRehearsal = card.id === REHEARSAL;
    const instead = this.#parts.kept || isRehearsal ? undefined : this.#findDearest(usage);
    return {
      model: card.id,
      usage,
      free: this.#parts.kept !== undefined || free,
      local: local && !isRehearsal,
      ...(key && { key: key.name }),
      ...(instead !== undefined && { insteadOfNanoUsd: instead }),
    };
  }

  /** Of this model's own list price and those of the policy's models. */
  #findDearest(usage: Usage): number | undefined {
    const { prefer, fallback } = this.#parts.wish.agent.models;
    const cards = [this.#route.card, ...[...prefer, ...fallback].map((name) => this.#board.findCard(name))];
    const costs = cards.flatMap((card) => (card?.price ? [priceUsage(card.price, usage)] : []));
    return costs.length === 0 ? undefined : Math.max(...costs);
  }

  /** Nothing was sent. */
  #drop(): void {
    const { ticket, quota } = this.#parts;
    ticket.drop();
    if (quota !== undefined) void this.#board.ports.quotas?.returnQuota(quota).catch(() => undefined);
  }

  /** What cannot be corrected stays as it was taken, which is never too little. */
  #correctQuota(tokens: number): void {
    const { quota } = this.#parts;
    if (quota === undefined) return;
    void this.#board.ports.quotas?.correctQuota(quota, tokens).catch(() => undefined);
  }

  /** What is not kept is only asked again. */
  #keep(): void {
    const { cache } = this.#board.ports;
    const { wish, request } = this.#parts;
    const answer = this.#answered;
    if (!answer || !cache || !wish.agent.models.cache) return;
    void keepAnswer(cache, wish.tenant, { model: this.#route.card.id, request, answer }).catch(() => undefined);
  }
}

export function toRecord(
  { place, because, passedOver }: OpenChoice,
  complexity: Complexity,
  isKept = false,
): RouteRecord {
  const { route, insteadOf, maxOutputTokens, worstCase } = place;
  return {
    model: route.card.id,
    complexity,
    because: isKept ? 'cached' : because,
    free: isKept || route.free,
    local: route.local,
    maxOutputTokens,
    worstCase: isKept ? { tokens: 0, costNanoUsd: 0 } : worstCase,
    passedOver: [...passedOver],
    ...(route.key && { key: route.key.name }),
    ...(insteadOf !== undefined && { insteadOf }),
  };
}

function findRefusal({
  finish,
  text,
  toolCalls,
}: ModelAnswer): { class: 'cut' | 'content_filtered' | 'malformed'; message: string } | undefined {
  if (finish === 'interrupted') return { class: 'cut', message: 'the answer was cut off on its way' };
  if (finish === 'refused') return { class: 'content_filtered', message: 'it refused to answer' };
  const isEmpty = toolCalls.length === 0 && (finish === 'tool_calls' || (finish === 'stop' && text.trim() === ''));
  return isEmpty ? { class: 'malformed', message: 'the answer is empty' } : undefined;
}

/** Unless the provider tells what was used, or refused what it was sent by a status, before there was any answer. */
function mayHaveThought({ class: failed, status = 500, used }: ModelFailedError): boolean {
  const isTold = used !== undefined && used.estimated !== true;
  return !isTold && !(failed === 'content_filtered' && status < 500);
}

function toModelFailed(error: unknown): ModelFailedError {
  const retryAt = error instanceof EngineError && 'retryAt' in error ? error.retryAt : undefined;
  return new ModelFailedError(toMessage(error), {
    class: toFailureClass(error),
    nothingHappened: error instanceof EngineError && error.nothingHappened,
    cause: error,
    ...(typeof retryAt === 'number' && { retryAt }),
  });
}
