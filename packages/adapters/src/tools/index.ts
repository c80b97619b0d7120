export { createCodeRunTools } from './builtin/code-run/create-code-run-tools.ts';
export {
  type ConnectedSettings,
  type ConnectedTools,
  createConnectedTools,
  NOTHING_CONNECTED,
} from './builtin/connected-tools.ts';
export { createFilesystemTools } from './builtin/filesystem/create-filesystem-tools.ts';
export { createWorkspaces, type Workspaces } from './builtin/filesystem/workspaces.ts';
export { createSequentialThinkingTools } from './builtin/sequential-thinking/create-sequential-thinking-tools.ts';
export { createToolSettingsFile } from './builtin/settings/read-tool-settings.ts';
export { createShellTools } from './builtin/shell/create-shell-tools.ts';
export { createStatisticsTools } from './builtin/statistics/create-statistics-tools.ts';
export { createTimeTools } from './builtin/time/create-time-tools.ts';
export { createWebFetchTools } from './builtin/web-fetch/create-web-fetch-tools.ts';
export { createCalculateTool } from './calculate.ts';
export { createCurrentTimeTool } from './current-time.ts';
export { parseToolRules, readToolRules, writeToolRules } from './policy/tool-rules-file.ts';
export { createWriteNoteTool } from './write-note.ts';
