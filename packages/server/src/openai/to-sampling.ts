import type { Sampling } from '@tutti/engine';

interface GivenSampling {
  readonly temperature?: number | null | undefined;
  readonly top_p?: number | null | undefined;
  readonly presence_penalty?: number | null | undefined;
  readonly frequency_penalty?: number | null | undefined;
  readonly seed?: number | null | undefined;
  readonly stop?: string | readonly string[] | null | undefined;
}

/** What was given, and nothing else: a model has its own way where nobody says anything. */
export function toSampling(given: GivenSampling): Sampling {
  const { temperature, top_p: topP, presence_penalty: presence, frequency_penalty: frequency, seed, stop } = given;
  return {
    ...(isGiven(temperature) && { temperature }),
    ...(isGiven(topP) && { topP }),
    ...(isGiven(presence) && { presencePenalty: presence }),
    ...(isGiven(frequency) && { frequencyPenalty: frequency }),
    ...(isGiven(seed) && { seed }),
    ...(isGiven(stop) && { stop: typeof stop === 'string' ? [stop] : stop }),
  };
}

function isGiven<Value>(value: Value | null | undefined): value is Value {
  return value !== undefined && value !== null;
}
