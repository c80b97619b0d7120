/**
 * The rehearsal model: a deterministic stand-in with which everything can be tried without a key. It understands nothing.
 * It puts the words of its request into the shape that the agent's role suggests, and labels every answer as its own.
 */
import * as z from 'zod';
import { type Clock, systemClock } from '../ports/clock.ts';
import type { Model, ModelAnswer, ModelCall, ModelRequest } from '../ports/model.ts';
import { type Composed, composeAnswer } from './rehearsal/compose-answer.ts';
import { createFailurePlan, type FailureKind, RehearsalFailure, toRefusal } from './rehearsal/failure.ts';
import { type Pace, toPieces, waitFor } from './rehearsal/pace.ts';
import { toRequestKey } from './rehearsal/request-key.ts';
import { createSeededRandom } from './rehearsal/seeded-random.ts';
import { countInputTokens, toUsage } from './rehearsal/tokens.ts';

export const RehearsalOptions = z.strictObject({
  id: z.string().min(1).max(200).default('rehearsal'),
  /** Goes into every answer beside the request's own seed. */
  seed: z.string().default(''),
  clock: z.custom<Clock>().default(() => systemClock),
  firstTokenMs: z.int().nonnegative().default(0),
  betweenTokensMs: z.int().nonnegative().default(0),
  failures: z.array(RehearsalFailure).default([]),
  /** Share of calls that fail; which ones follows from the seed, the request and how often it failed before. */
  failureRate: z.number().min(0).max(1).default(0),
});
export type RehearsalOptions = z.input<typeof RehearsalOptions>;

/** `createRehearsalModel({ firstTokenMs: 200, failures: [{ onCall: 2, kind: 'rate_limited' }] })` */
export function createRehearsalModel(options: RehearsalOptions = {}): Model {
  const settings = RehearsalOptions.parse(options);
  const failures = createFailurePlan(settings);
  return {
    id: settings.id,
    worstCase: (request) => ({ tokens: countInputTokens(request) + request.maxOutputTokens, costNanoUsd: 0 }),
    async answer(request, call) {
      call.signal.throwIfAborted();
      const key = toRequestKey(settings.seed, request);
      const failure = failures.next(key);
      await waitFor(settings.clock, settings.firstTokenMs, call.signal);
      const refusal = failure && toRefusal(failure, settings.clock.now());
      if (refusal) throw refusal;
      const composed = spoil(composeAnswer(request, createSeededRandom(key)), failure);
      await speak(composed.text, call, settings);
      return toAnswer(request, composed, settings.id);
    },
  };
}

function spoil(composed: Composed, failure: FailureKind | undefined): Composed {
  const half = cutInHalf(composed.text);
  if (failure === 'interrupted') return { text: half, toolCalls: [], finish: 'interrupted' };
  // Half of an answer in braces is not JSON, whatever the answer was.
  if (failure === 'invalid_json')
    return { text: `{${half}`.slice(0, Math.max(composed.text.length, 1)), toolCalls: [], finish: 'stop' };
  return composed;
}

function cutInHalf(text: string): string {
  return text.slice(0, Math.floor(text.length / 2)).replace(/[\uD800-\uDBFF]$/u, '');
}

async function speak(text: string, call: ModelCall, pace: Pace): Promise<void> {
  for (const [index, piece] of toPieces(text).entries()) {
    if (index > 0) await waitFor(pace.clock, pace.betweenTokensMs, call.signal);
    call.onDelta(piece);
    call.signal.throwIfAborted();
  }
}

function toAnswer(request: ModelRequest, composed: Composed, id: string): ModelAnswer {
  return { ...composed, usage: toUsage(request, composed), labels: [{ source: 'rehearsal', name: id }] };
}
