import { type Clock, createRedact, type EmbeddingCall, type Embeddings, ModelFailedError } from '@tutti/engine';
import type { ModelId, Usage } from '@tutti/protocol';
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
  const { signal, texts, dimensions, onVectors } = call;
  signal.throwIfAborted();
  const vectors: (readonly number[])[] = [];
  const paid = new Paid();
  try {
    const embedder = (await models()).embedding?.(model.slice(model.indexOf('/') + 1), dimensions);
    if (!embedder) throw new ModelFailedError(`${model} makes no embeddings`, { class: 'not_found' });
    const most = Math.min((await embedder.model.maxEmbeddingsPerCall) ?? TEXTS_A_CALL, TEXTS_A_CALL);
    for (let from = 0; from < texts.length; from += most) {
      const values = texts.slice(from, from + most);
      paid.begin(values);
      const { providerOptions } = embedder;
      const { embeddings, usage } = await embedder.model.doEmbed({
        values,
        abortSignal: signal,
        ...(providerOptions && { providerOptions }),
      });
      paid.end(usage?.tokens);
      if (embeddings.length !== values.length)
        throw new ModelFailedError(`${model} answered ${values.length} texts with ${embeddings.length} vectors`, {
          class: 'malformed',
          used: paid.atMost(),
        });
      vectors.push(...embeddings);
      onVectors?.(embeddings);
    }
    return { vectors, ...(paid.told !== undefined && paid.told > 0 && { inputTokens: paid.told }) };
  } catch (error) {
    signal.throwIfAborted();
    const redact = createRedact(secret === undefined ? [] : [secret]);
    const failure = toModelFailure(error, { model, now: clock.now(), redact, used: () => paid.atMost() });
    throw paid.isAny && failure.nothingHappened ? withUsed(failure, paid.atLeast()) : failure;
  }
}

/** What the parts of a call have used, one after the other. */
class Paid {
  #tokens = 0;
  #isGuessed = false;
  #underWay = 0;
  /** A part came to its end. */
  isAny = false;

  begin(values: readonly string[]): void {
    this.#underWay = estimateTokens(values.join('').length);
  }

  end(tokens: number | undefined): void {
    this.isAny = true;
    this.#isGuessed ||= !tokens;
    this.#tokens += tokens || this.#underWay;
    this.#underWay = 0;
  }

  /** Undefined where the provider did not tell it of each part. */
  get told(): number | undefined {
    return this.#isGuessed ? undefined : this.#tokens;
  }

  /** Nothing is counted of the part that is under way. */
  atLeast(): Usage {
    const usage = { inputTokens: this.#tokens, outputTokens: 0, costNanoUsd: 0 };
    return this.#isGuessed ? { ...usage, estimated: true } : usage;
  }

  atMost(): Usage {
    const usage = this.atLeast();
    if (this.#underWay === 0) return usage;
    return { ...usage, inputTokens: usage.inputTokens + this.#underWay, estimated: true };
  }
}

/** The last part used nothing; those before it did. */
function withUsed(failure: ModelFailedError, used: Usage): ModelFailedError {
  const { message, retryable, elsewhere, retryAt, status, cause } = failure;
  return new ModelFailedError(message, {
    class: failure.class,
    nothingHappened: false,
    used,
    retryable,
    elsewhere,
    cause,
    ...(retryAt !== undefined && { retryAt }),
    ...(status !== undefined && { status }),
  });
}
