import { type Clock, createRedact, type EmbeddingCall, type Embeddings, ModelFailedError } from '@tutti/engine';
import type { ModelId } from '@tutti/protocol';
import { estimateTokens } from './answer/count-tokens.ts';
import { toModelFailure } from './failure/to-model-failure.ts';
import type { ConnectedModels } from './families/family.ts';

/** What every provider takes in one call. */
const TEXTS_A_CALL = 96;

export interface EmbeddingSetting {
  readonly model: ModelId;
  readonly models: () => Promise<ConnectedModels>;
  readonly secret: string | undefined;
  readonly clock: Clock;
}

export async function embedTexts(call: EmbeddingCall, setting: EmbeddingSetting): Promise<Embeddings> {
  const { model, models, secret, clock } = setting;
  const { signal, texts, dimensions } = call;
  signal.throwIfAborted();
  const vectors: (readonly number[])[] = [];
  let inputTokens: number | undefined = 0;
  try {
    const embedder = (await models()).embedding?.(model.slice(model.indexOf('/') + 1), dimensions);
    if (!embedder) throw new ModelFailedError(`${model} makes no embeddings`, { class: 'not_found' });
    const most = Math.min((await embedder.model.maxEmbeddingsPerCall) ?? TEXTS_A_CALL, TEXTS_A_CALL);
    for (let from = 0; from < texts.length; from += most) {
      const values = texts.slice(from, from + most);
      const { providerOptions } = embedder;
      const { embeddings, usage } = await embedder.model.doEmbed({
        values,
        abortSignal: signal,
        ...(providerOptions && { providerOptions }),
      });
      if (embeddings.length !== values.length)
        throw new ModelFailedError(`${model} answered ${values.length} texts with ${embeddings.length} vectors`, {
          class: 'malformed',
        });
      vectors.push(...embeddings);
      inputTokens = inputTokens === undefined || !usage?.tokens ? undefined : inputTokens + usage.tokens;
    }
    return { vectors, ...(inputTokens !== undefined && inputTokens > 0 && { inputTokens }) };
  } catch (error) {
    signal.throwIfAborted();
    throw toModelFailure(error, {
      model,
      now: clock.now(),
      redact: createRedact(secret === undefined ? [] : [secret]),
      used: () => ({
        inputTokens: estimateTokens(texts.join('').length),
        outputTokens: 0,
        costNanoUsd: 0,
        estimated: true,
      }),
    });
  }
}
