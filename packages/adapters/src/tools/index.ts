export { createAnalysisSource } from './builtin/analysis/create-analysis-source.ts';
export type { AnalysisOptions } from './builtin/analysis/create-analysis-tools.ts';
export {
  type ConnectedSettings,
  type ConnectedTools,
  createConnectedTools,
  NOTHING_CONNECTED,
} from './builtin/connected-tools.ts';
export { createWorkspaces, type Workspaces } from './builtin/filesystem/workspaces.ts';
export { createKnowledgeTools, type KnowledgeToolsOptions } from './builtin/knowledge/create-knowledge-tools.ts';
export {
  createCodeRunTools,
  createFilesystemTools,
  createSequentialThinkingTools,
  createShellTools,
  createStatisticsTools,
  createTimeTools,
  createWebFetchTools,
} from './builtin/own-sets.ts';
export { createToolSettingsFile } from './builtin/settings/read-tool-settings.ts';
export { createCalculateTool } from './calculate.ts';
export { createCurrentTimeTool } from './current-time.ts';
export { readToolRules, writeToolRules } from './policy/tool-rules-file.ts';
export { createWriteNoteTool } from './write-note.ts';
