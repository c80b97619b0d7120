/** npm run bench -- fit-selection: fits the weights of the selector anew and writes them to catalog/selection/weights.json. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WEIGHTS_FILE } from '@tutti/adapters/selection';
import { fitKnowledge } from './selection/fit-knowledge.ts';
import { readLabelled } from './selection/labelled.ts';
import { readLessons, SELECTION } from './selection/read-lessons.ts';

const { train } = await readLabelled();
const { lexicon: _, ...weights } = fitKnowledge({ ...(await readLessons()), labelled: train });
const text = `${JSON.stringify(weights)}\n`;
await writeFile(join(SELECTION, WEIGHTS_FILE), text);
console.log(
  `${WEIGHTS_FILE}: ${Math.round(text.length / 1024)} KiB, from ${train.length} labelled requests and those of catalog/selection`,
);
