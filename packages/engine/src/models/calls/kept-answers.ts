/** Exact repeats are answered from what was answered before, where an agent's policy allows it. Only whole texts are kept: nothing that asks for a tool. */
import { type Hash, Label, type ModelId, type TenantId } from '@tutti/protocol';
import * as z from 'zod';
import type { AnswerCache } from '../../ports/answer-cache.ts';
import type { ModelAnswer, ModelRequest } from '../../ports/model.ts';
import { sha256 } from '../../run/sha256.ts';

const Kept = z.object({ text: z.string(), labels: z.array(Label) });

const KEPT_FOR_MS = 86_400_000;
const BOUNDS = { mostBytes: 50_000_000 };

export async function findKept(
  cache: AnswerCache,
  tenant: TenantId,
  asked: { model: ModelId; request: ModelRequest },
): Promise<ModelAnswer | undefined> {
  const body = await cache.findAnswer(tenant, toHash(asked));
  if (body === undefined) return undefined;
  const kept = z
    .string()
    .transform((text) => JSON.parse(text) as unknown)
    .pipe(Kept)
    .safeParse(body);
  if (!kept.success) return undefined;
  return { ...kept.data, toolCalls: [], finish: 'stop', usage: { inputTokens: 0, outputTokens: 0, costNanoUsd: 0 } };
}

export async function keepAnswer(
  cache: AnswerCache,
  tenant: TenantId,
  { answer, ...asked }: { model: ModelId; request: ModelRequest; answer: ModelAnswer },
): Promise<void> {
  if (answer.finish !== 'stop' || answer.toolCalls.length > 0 || answer.text === '') return;
  const body = JSON.stringify({ text: answer.text, labels: answer.labels });
  await cache.keepAnswer({ tenant, hash: toHash(asked), body, forMs: KEPT_FOR_MS }, BOUNDS);
}

/** Everything that the answer depends on. Who asks and the seed of a repetition are no part of it. */
function toHash({ model, request }: { model: ModelId; request: ModelRequest }): Hash {
  const { agent: _agent, seed: _seed, ...input } = request;
  return sha256(
    JSON.stringify([model, input], (_name, value: unknown) => (value instanceof Uint8Array ? sha256(value) : value)),
  );
}
