/** One model of one provider with one key, behind the engine's port. One call is one request: whether there is another is its caller's to say. */
import {
  type Clock,
  createRedact,
  type Model,
  type ModelAnswer,
  type ModelCall,
  type ModelRequest,
} from '@tutti/engine';
import type { ModelCard, ModelPrice, Usage } from '@tutti/protocol';
import { countMostInputTokens, estimateInputTokens, estimateTokens } from './answer/count-tokens.ts';
import { Received } from './answer/received.ts';
import { toAnswer } from './answer/to-answer.ts';
import { toUsage } from './answer/to-usage.ts';
import { toModelFailure } from './failure/to-model-failure.ts';
import type { ConnectedModels, Family, StreamPart } from './families/family.ts';
import type { Listener } from './net/plain-answer.ts';
import { ANSWER_HEADER, type PlainAnswers } from './net/plain-answers.ts';
import { type CallSetting, toCallOptions } from './translate/to-call-options.ts';

export interface ProviderModelOptions {
  readonly card: ModelCard;
  readonly family: Family;
  /** Loads the family's library with the first call. */
  readonly models: () => Promise<ConnectedModels>;
  readonly answers: PlainAnswers;
  readonly secret: string | undefined;
  readonly clock: Clock;
}

export function createProviderModel(options: ProviderModelOptions): Model {
  const { card } = options;
  return {
    id: card.id,
    worstCase(request) {
      const input = countMostInputTokens(request);
      const output = Math.min(request.maxOutputTokens, card.output);
      return { tokens: input + output, costNanoUsd: toMostCost(card.price, input, output) };
    },
    answer: (request, call) => answer(request, call, options),
  };
}

async function answer(request: ModelRequest, call: ModelCall, options: ProviderModelOptions): Promise<ModelAnswer> {
  const { card, family, secret, clock } = options;
  const { signal, onDelta, onSign = ignore, trace } = call;
  signal.throwIfAborted();
  const received = new Received();
  try {
    await receive(
      request,
      { setting: { card, family, signal, trace }, received, listener: { onDelta, onSign } },
      options,
    );
    signal.throwIfAborted();
    return toAnswer(received, family, card.id);
  } catch (error) {
    // Whoever gave up is told their own reason, not what it did to the socket.
    signal.throwIfAborted();
    throw toModelFailure(error, {
      model: card.id,
      now: clock.now(),
      redact: createRedact(secret === undefined ? [] : [secret]),
      hasBegun: received.characters > 0,
      used: () => toUsed(request, received),
    });
  }
}

interface Receiving {
  readonly setting: CallSetting;
  readonly received: Received;
  readonly listener: Listener;
}

async function receive(
  request: ModelRequest,
  { setting, received, listener }: Receiving,
  { card, models, answers }: ProviderModelOptions,
): Promise<void> {
  const model = (await models()).chat(toOwnId(card.id));
  using expected = answers.expect(listener);
  const { answer, name } = expected;
  // What is asked for with tools or in a shape is the library's to understand.
  const isText = request.tools.length === 0 && request.answerSchema === undefined;
  const headers = isText ? { [ANSWER_HEADER]: name } : {};
  try {
    const { stream } = await model.doStream(toCallOptions(request, { ...setting, headers }));
    const { rest } = answer;
    await takeAll(stream, (part) => received.take(part, rest));
  } catch (error) {
    if (!answer.isWhole) throw error;
    received.take({ type: 'text-delta', id: '', delta: answer.text }, SILENT);
    received.take(answer.toFinish(), SILENT);
  }
}

/** By hand, as iterating over the stream makes several promises more for each part. */
async function takeAll(stream: ReadableStream<StreamPart>, take: (part: StreamPart) => void): Promise<void> {
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) take(next.value);
  } catch (error) {
    // Whoever sends it need not go on.
    await reader.cancel(error).catch(ignore);
    throw error;
  }
}

function toUsed(request: ModelRequest, received: Received): Usage {
  const told = received.finish && toUsage(received.finish.usage);
  return (
    told ?? {
      inputTokens: estimateInputTokens(request),
      outputTokens: estimateTokens(received.characters),
      costNanoUsd: 0,
      estimated: true,
    }
  );
}

/** The dearest that input and output can be. */
function toMostCost(price: ModelPrice | undefined, input: number, output: number): number {
  if (!price) return 0;
  const dearestInput = Math.max(price.input, price.cacheRead ?? 0, price.cacheWrite ?? 0);
  const dearestOutput = Math.max(price.output, price.reasoning ?? 0);
  return Math.ceil((input * dearestInput + output * dearestOutput) / 1_000_000);
}

/** What the provider itself calls it. */
export function toOwnId(id: string): string {
  return id.slice(id.indexOf('/') + 1);
}

function ignore(): void {}

const SILENT: Listener = { onDelta: ignore, onSign: ignore };
