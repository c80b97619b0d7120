import * as z from 'zod';

export const MOST_ON_PAGE = 200;

export const PageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(MOST_ON_PAGE).default(50),
  /** From the page before. */
  cursor: z.string().max(200).optional(),
});

/** `items`, and where the next page begins. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}

/** A list in a query: given once with commas, or several times. */
export function listOf<Item extends z.ZodType<string>>(item: Item) {
  return z.preprocess((given) => (typeof given === 'string' ? given.split(',') : given), z.array(item).min(1).max(50));
}
