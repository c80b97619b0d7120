import { AgentId, ModelCard, type NewModelCard } from '@tutti/protocol';
import { ModelFailedError } from '../model-errors.ts';
import type { ModelAnswer, ModelCall, ModelRequest } from '../ports/model.ts';
import type { ModelOffer, ProbeResult, ProviderPort } from '../ports/provider.ts';

export interface ScriptedSend {
  readonly model: string;
  readonly key: string | undefined;
  readonly request: ModelRequest;
  readonly call: ModelCall;
}

export interface ScriptedOffer extends Partial<Omit<ModelOffer, 'card'>> {
  readonly card: Partial<NewModelCard> & Pick<NewModelCard, 'id'>;
  /** Absent: it says the model's id. */
  answer?(send: ScriptedSend): Promise<Partial<ModelAnswer>> | Partial<ModelAnswer>;
  /** Absent: it fares as any other call would. */
  probe?(signal: AbortSignal): Promise<ProbeResult> | ProbeResult;
}

export interface ScriptedProviders extends ProviderPort {
  /** Everything that was sent, in its order. */
  readonly sent: readonly ScriptedSend[];
  /** The models that were probed, in their order. */
  readonly probed: readonly string[];
  offer(offers: readonly ScriptedOffer[]): void;
}

const SMALL: ModelRequest = {
  agent: AgentId.parse('probe'),
  system: '',
  messages: [],
  tools: [],
  maxOutputTokens: 16,
  seed: '',
};

/** Providers that do as a test says. `cards` are known but not offered. */
export function createScriptedProviders(
  first: readonly ScriptedOffer[],
  cards: readonly ScriptedOffer['card'][] = [],
): ScriptedProviders {
  const sent: ScriptedSend[] = [];
  const probed: string[] = [];
  const listeners = new Set<() => void>();
  const others = cards.map(toCard);
  let scripts = new Map<string, ScriptedOffer>();
  let offers: readonly ModelOffer[] = [];
  let known: readonly ModelCard[] = [];
  const offer = (next: readonly ScriptedOffer[]) => {
    scripts = new Map(next.map((script) => [script.card.id, script]));
    offers = next.map(toOffer);
    known = [...offers.map(({ card }) => card), ...others];
    for (const listener of listeners) listener();
  };
  offer(first);
  return {
    sent,
    probed,
    offer,
    offers: () => offers,
    cards: () => known,
    findCard: (model) => known.find(({ id }) => id === model),
    connect: (model, key) => ({
      id: model,
      worstCase: ({ maxOutputTokens }) => ({ tokens: maxOutputTokens, costNanoUsd: 0 }),
      answer: async (request, call) => {
        const send = { model, key, request, call };
        sent.push(send);
        const given = await (scripts.get(model)?.answer?.(send) ?? { text: model });
        return toAnswer(given, call);
      },
    }),
    probe: async (model, key, signal) => {
      probed.push(model);
      const script = scripts.get(model);
      if (script?.probe) return script.probe(signal);
      const call = { signal, onDelta: () => {} };
      return toResult(async () => script?.answer?.({ model, key, request: SMALL, call }));
    },
    embed: async (_model, _key, { texts }) => ({ vectors: texts.map(() => []) }),
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

async function toResult(ask: () => Promise<unknown>): Promise<ProbeResult> {
  try {
    await ask();
    return { status: 'ok' };
  } catch (error) {
    if (!(error instanceof ModelFailedError)) throw error;
    const { class: failure, message, retryAt } = error;
    return { status: 'failed', class: failure, message, ...(retryAt !== undefined && { retryAt }) };
  }
}

function toAnswer(given: Partial<ModelAnswer>, { onDelta }: ModelCall): ModelAnswer {
  const { text = '', toolCalls = [] } = given;
  if (text !== '') onDelta(text);
  const usage = { inputTokens: 10, outputTokens: 10, costNanoUsd: 0 };
  return { finish: toolCalls.length > 0 ? 'tool_calls' : 'stop', usage, labels: [], ...given, text, toolCalls };
}

function toOffer({ card, keys = [], local = false, host, parallel }: ScriptedOffer): ModelOffer {
  const whole = toCard(card);
  const place = host ?? `${whole.id.slice(0, whole.id.indexOf('/'))}.test`;
  return { card: whole, keys, local, host: place, ...(parallel !== undefined && { parallel }) };
}

function toCard(card: ScriptedOffer['card']): ModelCard {
  const usual = { name: card.id, context: 32_000, output: 8_000, tools: true, structured: true, strength: 50 };
  return ModelCard.parse({ ...usual, ...card });
}
