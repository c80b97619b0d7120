/** From what is known of a model to its card. */
import { Modality, ModelCard, type ModelPrice, type ProviderId } from '@tutti/protocol';
import { matchesPattern } from './matches-pattern.ts';
import type { Correction, ModelFacts, OwnModel, PriceInUsd } from './model-facts.ts';
import type { ModelsDevModel } from './models-dev.ts';
import { toStrength } from './to-strength.ts';

const NANO = 1e9;
const OVER_200K = 200_000;
const EMBEDDING = /embed/i;

export interface CardSource {
  readonly provider: ProviderId;
  readonly model: ModelsDevModel;
  readonly asOf: string;
}

/** Undefined for what answers in something else than text, or says too little of itself. */
export function toCard({ provider, model, asOf }: CardSource, facts: ModelFacts): ModelCard | undefined {
  const id = `${provider}/${model.id}`;
  const isEmbedding = EMBEDDING.test(model.id);
  if (facts.leftOut.some((pattern) => matchesPattern(id, pattern))) return undefined;
  if (!isEmbedding && model.modalities?.output.includes('text') === false) return undefined;
  const context = toContext(model);
  if (context < 1) return undefined;
  const price = toPrice(model.cost);
  const free = findFreeTier(provider, model.id, facts);
  const parsed = ModelCard.safeParse({
    id,
    name: model.name,
    kind: isEmbedding ? 'embedding' : 'chat',
    context,
    output: isEmbedding ? 1 : Math.min(context, Math.floor(model.limit.output || context)),
    input: toInput(model),
    tools: model.tool_call,
    structured: model.structured_output,
    reasoning: model.reasoning,
    ...correct(id, facts.corrections),
    strength: toStrength({ id, price, released: model.release_date, reasoning: model.reasoning }, asOf),
    ...(price && { price }),
    ...(free && { free }),
    ...(model.release_date !== undefined && { released: model.release_date }),
    ...(model.status === 'deprecated' && { retired: {} }),
  });
  return parsed.data;
}

export function toOwnCard({ billions, price, ...model }: OwnModel, asOf: string): ModelCard {
  const nano = price && toNanoPrice(price);
  const strength = toStrength({ ...model, billions, price: nano }, asOf);
  return ModelCard.parse({ ...model, strength, ...(nano && { price: nano }) });
}

export function toNanoPrice(price: PriceInUsd): ModelPrice {
  const nano = (dollars: number) => Math.round(dollars * NANO);
  const { input, output, cacheRead, cacheWrite, reasoning } = price;
  return {
    input: nano(input),
    output: nano(output),
    ...(cacheRead !== undefined && { cacheRead: nano(cacheRead) }),
    ...(cacheWrite !== undefined && { cacheWrite: nano(cacheWrite) }),
    ...(reasoning !== undefined && { reasoning: nano(reasoning) }),
  };
}

function toPrice(cost: ModelsDevModel['cost']): ModelPrice | undefined {
  if (!cost) return undefined;
  const { input, output, cache_read: cacheRead, cache_write: cacheWrite, reasoning } = cost;
  return toNanoPrice({ input, output, cacheRead, cacheWrite, reasoning });
}

/** Where a longer input is dearer, the card ends where that begins: its price is the price of whatever fits. */
function toContext({ limit, cost }: ModelsDevModel): number {
  const dearer = (cost?.tiers ?? []).map(({ tier }) => tier.size);
  if (cost?.context_over_200k) dearer.push(OVER_200K);
  return Math.floor(Math.min(limit.context, ...dearer));
}

/** Sound is taken only where it costs no more than words, so that the price of input is the price of all input. */
function toInput({ modalities, cost }: ModelsDevModel): readonly Modality[] {
  const named = ['text', ...(modalities?.input ?? [])];
  const isDearSound = (cost?.input_audio ?? 0) > (cost?.input ?? 0);
  return Modality.options.filter((modality) => named.includes(modality) && !(modality === 'audio' && isDearSound));
}

function correct(id: string, corrections: readonly Correction[]): Correction['set'] {
  const fitting = corrections.filter(({ models }) => models.some((pattern) => matchesPattern(id, pattern)));
  return fitting.toReversed().reduce<Correction['set']>((all, { set }) => ({ ...all, ...set }), {});
}

function findFreeTier(provider: ProviderId, model: string, { freeTiers }: ModelFacts) {
  const tier = freeTiers.find(
    (each) => each.provider === provider && each.models.some((pattern) => matchesPattern(model, pattern)),
  );
  return tier?.limits;
}
