/** Who gave no answer, as every pattern records it. */
import * as z from 'zod';

export const Absence = z.object({
  by: z.string(),
  why: z.string(),
  reason: z.string().default(''),
  round: z.number().optional(),
});
export type Absence = z.infer<typeof Absence>;
