import { Artefact } from '@tutti/protocol';
import * as z from 'zod';

/** What a team shows when it asks whether its result is good. */
export const ShownArtefact = z.object({
  artefact: Artefact.pick({ id: true, name: true, version: true, blob: true, bytes: true }),
  text: z.string(),
  /** False where the text is only the beginning. */
  whole: z.boolean(),
  round: z.int().positive().optional(),
  rounds: z.int().positive().optional(),
});
export type ShownArtefact = z.infer<typeof ShownArtefact>;
