/** Which folder is whose: the one that the run was given, or one of its own that is made when it is first needed. */
import { join } from 'node:path';
import type { ToolPlace } from '@tutti/engine';
import type { Workspace, WorkspaceOptions } from './workspace.ts';
import type { WorkspaceLimits } from './workspace-limits.ts';

export interface WorkspacesOptions extends Pick<WorkspaceOptions, 'pinned'> {
  /** In which runs without a folder get one. */
  readonly folder: string;
  readLimits(): Promise<Partial<WorkspaceLimits>>;
}

export interface Workspaces {
  open(place: Pick<ToolPlace, 'run' | 'workspace'>): Promise<Workspace>;
}

/** So many are remembered, so that those who change one at the same time wait for each other. */
const MOST_HELD = 1_000;

export function createWorkspaces({ folder, readLimits, pinned }: WorkspacesOptions): Workspaces {
  const held = new Map<string, Workspace>();
  return {
    async open({ run, workspace: own }) {
      const root = own ?? join(folder, run);
      // Loaded when the first one is needed.
      const [{ Workspace }, { WorkspaceLimits }] = await Promise.all([
        import('./workspace.ts'),
        import('./workspace-limits.ts'),
      ]);
      const limits = await readLimits();
      const workspace = held.get(root) ?? new Workspace({ root, ...(pinned !== undefined && { pinned }) });
      workspace.usage.limit(WorkspaceLimits.parse(limits));
      // The last one asked for is forgotten last.
      held.delete(root);
      held.set(root, workspace);
      for (const oldest of held.keys()) {
        if (held.size <= MOST_HELD) break;
        held.delete(oldest);
      }
      return workspace;
    },
  };
}
