import { join } from 'node:path';
import { createSelector } from '@tutti/engine';
import { describe, expect, it } from 'vitest';
import { readAgentFolder } from '../agents/read-agent-folder.ts';
import { readSelection } from './read-selection.ts';

const CATALOG = join(import.meta.dirname, '..', '..', '..', '..', 'catalog');

describe('what comes with Tutti', () => {
  it('knows every agent of the catalogue and chooses by everyday words', { timeout: 60_000 }, async () => {
    const knowledge = await readSelection(join(CATALOG, 'selection'));
    const agents = await readAgentFolder(join(CATALOG, 'agents'));
    expect(knowledge.agents.labels.toSorted()).toEqual(agents.map(({ id }) => String(id)).toSorted());
    const selector = createSelector(agents, knowledge);
    const first = (request: string) => selector.analyze(request).agents[0]?.id;
    expect(first('Put back the folder that I deleted yesterday from the copy of last night')).toBe('backup');
    expect(first('Write me a limerick about a lighthouse')).toBe('generation');
    expect(first('pgbouncer says too many connections')).toBe('database-manager');
  });

  it('refuses a folder without weights', async () => {
    await expect(readSelection(join(CATALOG, 'agents'))).rejects.toThrow(/ENOENT/);
  });
});
