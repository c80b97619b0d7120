import * as z from 'zod';
import { ArtefactId, Hash } from './ids.ts';
import { Label } from './labelled.ts';

/** A document that a run produced. Its bytes are in the blob table under `blob`. */
export const Artefact = z.object({
  id: ArtefactId,
  name: z.string().min(1).max(255),
  mediaType: z.string().min(1).max(100),
  blob: Hash,
  bytes: z.int().nonnegative(),
  version: z.int().positive(),
  labels: z.array(Label),
});
export type Artefact = z.infer<typeof Artefact>;
