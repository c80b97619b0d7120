import { join } from 'node:path';
import {
  type AnalysisOptions,
  createAnalysisSource,
  createCodeRunTools,
  createFilesystemTools,
  createSequentialThinkingTools,
  createShellTools,
  createStatisticsTools,
  createTimeTools,
  createToolSettingsFile,
  createWebFetchTools,
  createWorkspaces,
} from '@tutti/adapters/tools';
import type { Clock, ToolSource } from '@tutti/engine';
import { VERSION } from '../version.ts';

/** What an administrator writes for them; without it what could do harm is off. */
const SETTINGS_FILE = 'tool-settings.yaml';

export interface BuiltInSetsOptions extends Pick<AnalysisOptions, 'listConnections'> {
  readonly directory: string;
  readonly clock: Clock;
}

/** The sets that come with Tutti and need nothing outside this machine but, for one of them, the web. */
export function createBuiltInSets({ directory, clock, ...own }: BuiltInSetsOptions): readonly ToolSource[] {
  const readSettings = createToolSettingsFile(join(directory, SETTINGS_FILE));
  const workspaces = createWorkspaces({
    folder: join(directory, 'workspace'),
    readLimits: async () => (await readSettings()).filesystem,
  });
  return [
    createFilesystemTools({ workspaces }),
    createShellTools({ workspaces, readSettings }),
    createCodeRunTools({ workspaces, readSettings, scratch: join(directory, 'scratch') }),
    createWebFetchTools({ readSettings, userAgent: `Tutti/${VERSION}` }),
    createTimeTools({ clock }),
    createSequentialThinkingTools(),
    createStatisticsTools({ workspaces }),
    createAnalysisSource({ workspaces, scratch: join(directory, 'scratch'), ...own }),
  ];
}
