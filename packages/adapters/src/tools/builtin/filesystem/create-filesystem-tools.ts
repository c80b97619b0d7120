/** Files of a run: a set of tools that never leaves the run's folder. */
import type { ToolSource } from '@tutti/engine';
import { createReadTools } from './create-read-tools.ts';
import { createWriteTools } from './create-write-tools.ts';
import type { Workspaces } from './workspaces.ts';

export interface FilesystemOptions {
  readonly workspaces: Workspaces;
}

export function createFilesystemTools({ workspaces }: FilesystemOptions): ToolSource {
  return {
    names: ['filesystem'],
    fixed: false,
    async open(_name, place) {
      const workspace = await workspaces.open(place);
      return [...createReadTools(workspace), ...createWriteTools(workspace)];
    },
  };
}
