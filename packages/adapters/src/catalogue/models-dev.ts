/** The data of models.dev (`https://models.dev/api.json`): providers by id, and their models by id. Only what is used of it. */
import * as z from 'zod';

const dollars = z.number().nonnegative().max(1_000_000);

const Cost = z.object({
  input: dollars,
  output: dollars,
  cache_read: dollars.optional(),
  cache_write: dollars.optional(),
  reasoning: dollars.optional(),
  input_audio: dollars.optional(),
  /** Dearer from so much input on; an older form has a field for it. */
  tiers: z.array(z.object({ tier: z.object({ size: z.number().positive() }) })).optional(),
  context_over_200k: z.object({}).optional(),
});

export const ModelsDevModel = z.object({
  id: z.string().min(1).max(180),
  name: z.string().min(1),
  cost: Cost.optional(),
  limit: z.object({
    context: z.number().nonnegative(),
    output: z.number().nonnegative().optional(),
    input: z.number().nonnegative().optional(),
  }),
  modalities: z.object({ input: z.array(z.string()), output: z.array(z.string()) }).optional(),
  tool_call: z.boolean().default(false),
  reasoning: z.boolean().default(false),
  structured_output: z.boolean().default(false),
  release_date: z.string().optional(),
  status: z.string().optional(),
});
export type ModelsDevModel = z.infer<typeof ModelsDevModel>;

const ModelsDevProvider = z.object({ models: z.record(z.string(), z.unknown()) });

export interface ModelsDevData {
  readonly models: readonly { readonly provider: string; readonly model: ModelsDevModel }[];
  /** Models that could not be read. */
  readonly unreadable: number;
}

/** Of the named providers; a model that cannot be read is left out and counted. Throws where the whole has another shape. */
export function parseModelsDev(data: unknown, providers: readonly string[]): ModelsDevData {
  const all = z.record(z.string(), z.unknown()).parse(data);
  const models: { provider: string; model: ModelsDevModel }[] = [];
  let unreadable = 0;
  for (const provider of providers) {
    if (all[provider] === undefined) continue;
    for (const entry of Object.values(ModelsDevProvider.parse(all[provider]).models)) {
      const parsed = ModelsDevModel.safeParse(entry);
      if (parsed.success) models.push({ provider, model: parsed.data });
      else unreadable += 1;
    }
  }
  return { models, unreadable };
}
