/** `POST /v1/embeddings`. */
import * as z from 'zod';
import { RequestError } from '../../http/request-error.ts';
import type { OpenAiCaller, OpenAiDesk } from '../open-ai-desk.ts';
import { ModelName } from '../chat/chat-body.ts';
import { parseBody, refuseParameter } from '../parse-body.ts';
import { toTuttiFacts, toTuttiHeaders } from '../to-tutti.ts';

const MOST_TEXTS = 2_048;
const MOST_DIMENSIONS = 65_536;

export const EmbeddingsBody = z.object({
  model: ModelName,
  input: z.union([z.string(), z.array(z.string()).min(1, 'there is no text').max(MOST_TEXTS)], {
    error: 'texts are taken, as a string or a list of strings; tokens are not, since every model counts its own',
  }),
  dimensions: z.int().positive().max(MOST_DIMENSIONS).nullish(),
  encoding_format: z.enum(['float', 'base64']).nullish(),
});

export async function createEmbeddings(
  { gateway, targets }: Pick<OpenAiDesk, 'gateway' | 'targets'>,
  { caller }: OpenAiCaller,
  { body, signal }: { body: unknown; signal: AbortSignal },
): Promise<{ headers: Record<string, string>; body: unknown }> {
  const asked = parseBody(EmbeddingsBody, body);
  const target = await targets.find(asked.model, caller.principal.tenant);
  if (target.kind !== 'model' || !target.card) throw refuseParameter('model', 'name a model that makes embeddings');
  const { card } = target;
  if (card.kind !== 'embedding')
    throw new RequestError('invalid_input', `${card.id} makes no embeddings`, { path: 'model' });
  const texts = typeof asked.input === 'string' ? [asked.input] : asked.input;
  const dimensions = asked.dimensions ?? undefined;
  const made = await gateway.embed(caller.principal, { model: card.id, texts, dimensions }, signal);
  const { result, usage, run, route, settled } = made;
  await settled;
  const answered = { text: '', toolCalls: [], finish: 'stop', usage, model: card.id, run, route } as const;
  return {
    headers: toTuttiHeaders(answered),
    body: {
      object: 'list',
      data: result.map((vector, index) => ({
        object: 'embedding',
        index,
        embedding: asked.encoding_format === 'base64' ? toBase64(vector) : vector,
      })),
      model: card.id,
      usage: { prompt_tokens: usage.inputTokens, total_tokens: usage.inputTokens },
      tutti: toTuttiFacts(answered),
    },
  };
}

/** Floats of 32 bits, the lowest byte first. */
function toBase64(vector: readonly number[]): string {
  const bytes = Buffer.alloc(vector.length * Float32Array.BYTES_PER_ELEMENT);
  vector.forEach((value, index) => bytes.writeFloatLE(value, index * Float32Array.BYTES_PER_ELEMENT));
  return bytes.toString('base64');
}
