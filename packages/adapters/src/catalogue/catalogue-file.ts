/** The catalogue as it lies in a file: every model with its facts, what has retired, and where limits of free tiers are from. */
import { ModelCard, ModelId, ProviderId, QuotaLimits } from '@tutti/protocol';
import * as z from 'zod';

export const RetiredModel = z.strictObject({
  /** Each `*` stands for any text. */
  model: z.string(),
  /** Absent: it is over already. */
  from: z.iso.date().optional(),
  successor: ModelId,
  why: z.string(),
});
export type RetiredModel = z.infer<typeof RetiredModel>;

export const FreeTier = z.strictObject({
  provider: ProviderId,
  /** Ids as the provider has them; each `*` stands for any text. */
  models: z.array(z.string()).min(1),
  limits: QuotaLimits,
  /** Its models have one quota together. */
  shared: z.boolean().default(false),
  source: z.string(),
  read: z.iso.date(),
  note: z.string().optional(),
});
export type FreeTier = z.infer<typeof FreeTier>;

/** Where models are found by other names. */
export const ModelNames = z.strictObject({
  providers: z.record(z.string(), ProviderId),
  names: z.record(z.string(), ModelId),
});
export type ModelNames = z.infer<typeof ModelNames>;

export const CatalogueFile = z.object({
  format: z.literal(1),
  /** The day that its facts are of. */
  asOf: z.iso.date(),
  source: z.string(),
  /** When a user fetched it; absent: it is the one that came with this version. */
  refreshedAt: z.int().nonnegative().optional(),
  cards: z.array(ModelCard).min(1),
  retired: z.array(RetiredModel),
  freeTiers: z.array(FreeTier),
  ...ModelNames.shape,
});
export type CatalogueFile = z.infer<typeof CatalogueFile>;

/** One model a line, so that a change of it is a change of a line. */
export function toCatalogueText({ cards, retired, freeTiers, ...head }: CatalogueFile): string {
  const lines = (items: readonly unknown[]) => `[\n${items.map((item) => JSON.stringify(item)).join(',\n')}\n]`;
  const rest = JSON.stringify(head).slice(0, -1);
  return `${rest},\n"cards":${lines(cards)},\n"retired":${lines(retired)},\n"freeTiers":${lines(freeTiers)}}\n`;
}
