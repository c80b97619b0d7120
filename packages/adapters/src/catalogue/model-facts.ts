/** What was written by hand beside the catalogue: models of one's own, corrections, free tiers, what has retired, names in short. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Modality, ModelId } from '@tutti/protocol';
import * as z from 'zod';
import { FreeTier, ModelNames, RetiredModel } from './catalogue-file.ts';

/** US dollars for a million tokens, as people write them. */
export const PriceInUsd = z.strictObject({
  input: z.number().nonnegative(),
  output: z.number().nonnegative(),
  cacheRead: z.number().nonnegative().optional(),
  cacheWrite: z.number().nonnegative().optional(),
  reasoning: z.number().nonnegative().optional(),
});
export type PriceInUsd = z.infer<typeof PriceInUsd>;

const OwnModel = z.strictObject({
  id: ModelId,
  name: z.string(),
  kind: z.enum(['chat', 'embedding']).default('chat'),
  context: z.int().positive(),
  output: z.int().positive(),
  input: z.array(Modality).default(['text']),
  tools: z.boolean(),
  structured: z.boolean(),
  reasoning: z.boolean().default(false),
  local: z.boolean().default(false),
  released: z.iso.date().optional(),
  /** How many thousand million parameters, where the id does not say it. */
  billions: z.number().positive().optional(),
  price: PriceInUsd.optional(),
});
export type OwnModel = z.infer<typeof OwnModel>;

const Correction = z.strictObject({
  models: z.array(z.string()).min(1),
  set: z.strictObject({
    structured: z.boolean().optional(),
    tools: z.boolean().optional(),
    reasoning: z.boolean().optional(),
    input: z.array(Modality).optional(),
  }),
  source: z.string(),
});
export type Correction = z.infer<typeof Correction>;

const OwnFacts = z.strictObject({
  models: z.array(OwnModel),
  corrections: z.array(Correction),
  left_out: z.array(z.string()),
  ...ModelNames.shape,
});

export interface ModelFacts extends ModelNames {
  readonly models: readonly OwnModel[];
  readonly corrections: readonly Correction[];
  readonly leftOut: readonly string[];
  readonly freeTiers: readonly FreeTier[];
  readonly retired: readonly RetiredModel[];
}

/** Out of the folder `catalog/models`. */
export async function readModelFacts(folder: string): Promise<ModelFacts> {
  const { parse } = await import('yaml'); // Nobody who only reads the catalogue needs it.
  const read = async <Shape extends z.ZodType>(name: string, shape: Shape): Promise<z.infer<Shape>> =>
    shape.parse(parse(await readFile(join(folder, name), 'utf8')));
  const [own, freeTiers, retired] = await Promise.all([
    read('own-models.yaml', OwnFacts),
    read('free-tiers.yaml', z.array(FreeTier)),
    read('retired.yaml', z.array(RetiredModel)),
  ]);
  const { left_out: leftOut, ...rest } = own;
  return { ...rest, leftOut, freeTiers, retired };
}
