/** Models as the catalogue knows them. Prices are whole billionths of a US dollar for a million tokens, so that sums are exact. */
import * as z from 'zod';

/** The name of the provider, a slash, and the provider's own id: `groq/llama-3.3-70b-versatile`, `openrouter/deepseek/deepseek-r1:free`. */
export const ModelId = z
  .string()
  .max(200)
  .regex(/^[a-z0-9][a-z0-9-]*\/[^\s/][^\s]*$/, 'a model is named `provider/id`');
export type ModelId = z.infer<typeof ModelId>;

export const ProviderId = z
  .string()
  .max(60)
  .regex(/^[a-z0-9][a-z0-9-]*$/);
export type ProviderId = z.infer<typeof ProviderId>;

export const ModelPrice = z.object({
  input: z.int().nonnegative(),
  output: z.int().nonnegative(),
  /** Absent: as dear as other input. */
  cacheRead: z.int().nonnegative().optional(),
  cacheWrite: z.int().nonnegative().optional(),
  /** Absent: as dear as other output. */
  reasoning: z.int().nonnegative().optional(),
});
export type ModelPrice = z.infer<typeof ModelPrice>;

/** What a key of the free tier allows; an absent limit is unknown or none. */
export const QuotaLimits = z.object({
  requestsPerMinute: z.int().positive().optional(),
  requestsPerDay: z.int().positive().optional(),
  tokensPerMinute: z.int().positive().optional(),
  tokensPerDay: z.int().positive().optional(),
});
export type QuotaLimits = z.infer<typeof QuotaLimits>;

export const Modality = z.enum(['text', 'image', 'pdf', 'audio', 'video']);
export type Modality = z.infer<typeof Modality>;

export const ModelCard = z.object({
  id: ModelId,
  name: z.string().min(1).max(200),
  kind: z.enum(['chat', 'embedding']).default('chat'),
  /** In tokens, input and output together. */
  context: z.int().positive(),
  /** At most so many tokens come in one answer. */
  output: z.int().positive(),
  input: z.array(Modality).default(['text']),
  tools: z.boolean(),
  /** The provider itself holds an answer to a JSON Schema. */
  structured: z.boolean(),
  reasoning: z.boolean().default(false),
  /** How much it is trusted with, from 0 to 100; docs/models.md says how this number is made. */
  strength: z.int().min(0).max(100),
  /** Absent: nobody knows; then it is estimated, and marked so wherever it is shown. */
  price: ModelPrice.optional(),
  /** Present where the provider has a free tier for it. */
  free: QuotaLimits.optional(),
  /** It runs on machines of the owner's, at no price by the token. */
  local: z.boolean().default(false),
  released: z.string().optional(),
  /** No longer served; whoever names it gets the successor, and is told. */
  retired: z.object({ successor: ModelId.optional() }).optional(),
});
export type ModelCard = z.infer<typeof ModelCard>;
export type NewModelCard = z.input<typeof ModelCard>;

export function providerOf(model: ModelId): ProviderId {
  return model.slice(0, model.indexOf('/'));
}
