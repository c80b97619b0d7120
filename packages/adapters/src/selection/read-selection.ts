import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidInputError, type SelectionKnowledge } from '@tutti/engine';
import * as z from 'zod';

const Concepts = z.record(z.string(), z.array(z.string().min(1)).min(1));

const Linear = z.object({
  labels: z.array(z.string()).min(1),
  bias: z.array(z.number()),
  keys: z.base64(),
  weights: z.base64(),
  scale: z.number(),
});

const Weights = z.object({ agents: Linear, type: Linear, complexity: Linear, pattern: Linear });

/** Written by `npm run bench -- fit-selection`. */
export const WEIGHTS_FILE = 'weights.json';

/** What the selector knows, from the folder `catalog/selection`. */
export async function readSelection(folder: string): Promise<SelectionKnowledge> {
  const [lexicon, weights] = await Promise.all([readLexicon(folder), readFile(join(folder, WEIGHTS_FILE), 'utf8')]);
  const parsed = Weights.safeParse(JSON.parse(weights));
  if (!parsed.success)
    throw new InvalidInputError(`${WEIGHTS_FILE} holds no weights: ${parsed.error.message}`, WEIGHTS_FILE);
  return { lexicon, ...parsed.data };
}

/** Its words alone, without what was fitted. */
export async function readLexicon(folder: string): Promise<SelectionKnowledge['lexicon']> {
  const { parse } = await import('yaml');
  const [concepts, scenery] = await Promise.all(
    ['concepts.yaml', 'scenery.txt'].map((name) => readFile(join(folder, name), 'utf8')),
  );
  return {
    concepts: Concepts.parse(parse(concepts ?? '')),
    scenery: (scenery ?? '')
      .split('\n')
      .filter((line) => !line.startsWith('#'))
      .flatMap((line) => line.split(' ').filter((word) => word !== '')),
  };
}
