/** Figures that are computed, not guessed, over given numbers or tables in the workspace. */
import type { ToolSource } from '@tutti/engine';
import type { Workspaces } from '../filesystem/workspaces.ts';
import { createComparingTools } from './create-comparing-tools.ts';
import { createDescribingTools } from './create-describing-tools.ts';
import { createFindingTools } from './create-finding-tools.ts';

export interface StatisticsOptions {
  readonly workspaces: Workspaces;
}

export function createStatisticsTools({ workspaces }: StatisticsOptions): ToolSource {
  return {
    names: ['statistics'],
    fixed: false,
    async open(_name, place) {
      const workspace = await workspaces.open(place);
      return [
        ...createDescribingTools(workspace),
        ...createComparingTools(workspace),
        ...createFindingTools(workspace),
      ];
    },
  };
}
