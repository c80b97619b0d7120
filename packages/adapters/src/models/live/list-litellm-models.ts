import { ModelCard, ModelId, type ModelPrice } from '@tutti/protocol';
import * as z from 'zod';
import { guessStrength } from './guess-strength.ts';
import { listOpenaiModels } from './list-openai-models.ts';
import { ListingError, type ListingServer } from './read-json.ts';

const Told = z.number().nonnegative().nullish().catch(undefined);
const Info = z.object({
  model_name: z.string().min(1),
  model_info: z.looseObject({
    mode: z.string().nullish().catch(undefined),
    max_tokens: Told,
    max_input_tokens: Told,
    max_output_tokens: Told,
    input_cost_per_token: Told,
    output_cost_per_token: Told,
    cache_read_input_token_cost: Told,
    cache_creation_input_token_cost: Told,
    supports_function_calling: z.boolean().nullish().catch(undefined),
    supports_response_schema: z.boolean().nullish().catch(undefined),
    supports_vision: z.boolean().nullish().catch(undefined),
    supports_pdf_input: z.boolean().nullish().catch(undefined),
    supports_reasoning: z.boolean().nullish().catch(undefined),
  }),
});
type Told = z.infer<typeof Info>['model_info'];
const List = z.object({ data: z.array(z.unknown()) });

const UNKNOWN_CONTEXT = 8192;
const UNKNOWN_OUTPUT = 4096;
const ABOVE = /^(\w+_cost(?:_per_token)?)_above_([1-9]\d*)k_tokens$/;
const NANO_USD_PER_MILLION = 1e15;

/** A LiteLLM proxy tells prices and limits where the key may read them, else the names alone. */
export async function listLitellmModels(server: ListingServer): Promise<readonly ModelCard[]> {
  const { provider, baseUrl, local, read } = server;
  const info = await read(`${baseUrl}/model/info`, List).catch((error: unknown) => {
    if (error instanceof ListingError || error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw error;
  });
  if (!info) return listOpenaiModels(server);
  // Several deployments share one name; the proxy chooses among them.
  const cards = new Map<string, ModelCard>();
  for (const entry of info.data) {
    const told = Info.safeParse(entry);
    const id = ModelId.safeParse(`${provider}/${told.data?.model_name}`);
    if (told.success && id.success && !cards.has(id.data))
      cards.set(id.data, toCard(id.data, told.data.model_info, local));
  }
  return [...cards.values()];
}

function toCard(id: ModelId, told: Told, local: boolean): ModelCard {
  const window = toCount(told.max_input_tokens ?? told.max_tokens) ?? UNKNOWN_CONTEXT;
  // Where a longer input is dearer, the card ends: its price is the price of whatever fits.
  const context = Math.min(window, ...listDearer(told));
  const name = id.slice(id.indexOf('/') + 1);
  const price = toPrice(told);
  return ModelCard.parse({
    id,
    name,
    kind: told.mode === 'embedding' ? 'embedding' : 'chat',
    context,
    output: Math.min(toCount(told.max_output_tokens ?? told.max_tokens) ?? UNKNOWN_OUTPUT, context),
    input: ['text', ...(told.supports_vision ? ['image'] : []), ...(told.supports_pdf_input ? ['pdf'] : [])],
    tools: told.supports_function_calling ?? false,
    structured: told.supports_response_schema ?? false,
    reasoning: told.supports_reasoning ?? false,
    strength: guessStrength(name),
    ...(price && { price }),
    local,
  });
}

/** From how many tokens of input on something costs more. */
function listDearer(told: Told): readonly number[] {
  return Object.entries(told).flatMap(([name, price]) => {
    const [, usual, thousands] = ABOVE.exec(name) ?? [];
    if (usual === undefined || typeof price !== 'number') return [];
    const base = told[usual];
    return typeof base === 'number' && price > base ? [Number(thousands) * 1_000] : [];
  });
}

function toPrice(told: Told): ModelPrice | undefined {
  const input = toNanoUsd(told.input_cost_per_token);
  const output = toNanoUsd(told.output_cost_per_token);
  // Of models that it does not know, the proxy says that they cost nothing.
  if (input === undefined || output === undefined || input + output === 0) return undefined;
  const cacheRead = toNanoUsd(told.cache_read_input_token_cost);
  const cacheWrite = toNanoUsd(told.cache_creation_input_token_cost);
  return {
    input,
    output,
    ...(cacheRead !== undefined && { cacheRead }),
    ...(cacheWrite !== undefined && { cacheWrite }),
  };
}

/** Dollars for a token as billionths of a dollar for a million. */
function toNanoUsd(told: number | null | undefined): number | undefined {
  return typeof told === 'number' ? Math.round(told * NANO_USD_PER_MILLION) : undefined;
}

function toCount(told: number | null | undefined): number | undefined {
  return typeof told === 'number' && Number.isInteger(told) && told > 0 ? told : undefined;
}
