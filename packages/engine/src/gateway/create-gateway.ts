/**
 * Calls of models that belong to no run: routed, reserved, made and settled as a turn's calls are, and written down in the ledger of
 * the user who makes them. See docs/decisions/0015-calls-over-the-api-share-a-ledger.md.
 */
import type { Agent, Complexity, Principal } from '@tutti/protocol';
import { assertRight } from '../entry-points/assert-right.ts';
import { FencedError } from '../errors.ts';
import { ModelFailedError } from '../model-errors.ts';
import type { ChosenRoute, Models } from '../models/models.ts';
import type { ModelAnswer, ModelRequest } from '../ports/model.ts';
import type { ProviderPort } from '../ports/provider.ts';
import { WaitingLine } from '../run/waiting-line.ts';
import type { CallLedger, LedgerPorts } from './call-ledger.ts';
import { EmbeddingCall, type EmbeddingWish } from './embedding-call.ts';
import { EmbeddingDesk } from './embedding-desk.ts';
import { type Attempt, Exchange, type ExchangeParts, type Made } from './exchange.ts';
import { LedgerBook, type LedgerLimits } from './ledger-book.ts';

export interface GatewayPorts extends LedgerPorts {
  readonly models: Models;
  readonly providers: Pick<ProviderPort, 'offers' | 'cards' | 'embed'>;
}

export interface GatewayWish {
  /** Its policy says which models may answer. */
  readonly agent: Agent;
  readonly request: Omit<ModelRequest, 'agent' | 'seed'>;
  readonly complexity: Complexity;
}

export interface GatewayCall {
  readonly signal: AbortSignal;
  /** Absent: nothing goes out before the whole answer, so one that was cut can be asked for again. */
  readonly onDelta?: ((text: string) => void) | undefined;
  readonly trace?: string | undefined;
}

export interface GatewayOptions {
  /** How long a call waits for a model, or for budget that others hold, before it says so. */
  readonly patienceMs?: number;
  readonly ledger?: Partial<LedgerLimits>;
}

export interface Gateway {
  answer(principal: Principal, wish: GatewayWish, call: GatewayCall): Promise<Made<ModelAnswer>>;
  /** One vector for each text, in their order. */
  embed(principal: Principal, wish: EmbeddingWish, signal: AbortSignal): Promise<Made<readonly (readonly number[])[]>>;
  /** What is under way may end; what has not by then is settled as doubtful at the next start. */
  close(graceMs: number): Promise<void>;
}

const PATIENCE_MS = 10_000;
const MOST_LEDGERS = 3;

export function createGateway(ports: GatewayPorts, options: GatewayOptions = {}): Gateway {
  const { patienceMs = PATIENCE_MS } = options;
  const { store, providers, clock, random } = ports;
  const book = new LedgerBook(ports, options.ledger);
  const line = new WaitingLine(store);
  const desk = new EmbeddingDesk({ providers, quotas: store, clock, random });
  const make = async <Result>(principal: Principal, signal: AbortSignal, open: Open<Result>): Promise<Made<Result>> => {
    assertRight(principal, 'use');
    for (let ledgers = 1; ; ledgers++) {
      let exchange: Exchange<Result> | undefined;
      try {
        return await book.use(principal, (ledger) => {
          const path = ledger.nextPath();
          const next = open({ ledger, path });
          exchange = new Exchange({ line, clock, random, ledger, path, signal, patienceMs, next });
          return exchange.make();
        });
      } catch (error) {
        // Its ledger was taken over before any model was asked: nothing has happened, and there is room in another one.
        if (!(error instanceof FencedError) || exchange?.hasSent !== false || ledgers === MOST_LEDGERS) throw error;
      }
    }
  };
  return {
    answer: (principal, wish, call) =>
      make(principal, call.signal, (place) => openAnswer(ports, principal, { ...place, wish, call })),
    async embed(principal, wish, signal) {
      const { result, ...made } = await make(principal, signal, () => {
        const call = new EmbeddingCall(desk, principal, wish);
        return (attempt) => call.next(attempt);
      });
      return { ...made, ...result };
    },
    close: (graceMs) => book.close(graceMs),
  };
}

type Place = Pick<ExchangeParts<unknown>, 'path'> & { readonly ledger: CallLedger };
type Open<Result> = (place: Place) => ExchangeParts<Result>['next'];

function openAnswer(
  { models }: GatewayPorts,
  { tenant, user }: Principal,
  { ledger, path, wish, call }: Place & { readonly wish: GatewayWish; readonly call: GatewayCall },
): ExchangeParts<ModelAnswer>['next'] {
  const { agent, complexity } = wish;
  const request: ModelRequest = { ...wish.request, agent: agent.id, seed: `${ledger.run}/${path}` };
  const { run } = ledger;
  const logical = models.open({ tenant, user, run, path, agent, complexity, read: async () => request });
  return async (attempt) => toAttempt(await logical.next(attempt), call);
}

function toAttempt(chosen: ChosenRoute, { onDelta, trace }: GatewayCall): Attempt<ModelAnswer> {
  const { record, worstCase, step, toSpent } = chosen;
  return {
    record,
    worstCase,
    toSpent,
    ...(step && { step }),
    ...(chosen.giveBack && { giveBack: chosen.giveBack }),
    async make(signal, speak) {
      const answer = await chosen.answer({
        signal,
        onDelta: (text) => {
          if (!onDelta) return;
          speak();
          onDelta(text);
        },
        ...(trace !== undefined && { trace }),
      });
      const { tokens, costNanoUsd } = worstCase;
      const usage = answer.usage ?? { inputTokens: tokens, outputTokens: 0, costNanoUsd, estimated: true };
      if (answer.finish !== 'interrupted') return { result: answer, usage };
      throw new ModelFailedError('the answer was cut off on its way', { class: 'cut', used: usage });
    },
  };
}
