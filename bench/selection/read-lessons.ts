import { join } from 'node:path';
import { readAgentFolder } from '@tutti/adapters/agents';
import { readLexicon } from '@tutti/adapters/selection';
import type { Lessons } from './fit-knowledge.ts';
import { readOwnRequests } from './own-requests.ts';

const CATALOG = join(import.meta.dirname, '..', '..', 'catalog');
export const SELECTION = join(CATALOG, 'selection');

/** All but the labelled requests. */
export async function readLessons(): Promise<Omit<Lessons, 'labelled'>> {
  const [agents, lexicon, own] = await Promise.all([
    readAgentFolder(join(CATALOG, 'agents')),
    readLexicon(SELECTION),
    readOwnRequests(join(SELECTION, 'requests')),
  ]);
  return { agents, lexicon, own };
}
