/** What an administrator allows the built-in tools: `tool-settings.yaml` in the data directory. Without the file only what harms nobody is on. */
import * as z from 'zod';
import { CodeRunSettings } from '../code-run/code-run-settings.ts';
import { WorkspaceLimits } from '../filesystem/workspace-limits.ts';
import { ShellSettings } from '../shell/shell-settings.ts';
import { WebFetchSettings } from '../web-fetch/web-fetch-settings.ts';

export const ToolSettings = z.strictObject({
  filesystem: WorkspaceLimits.prefault({}),
  shell: ShellSettings.prefault({}),
  code_run: CodeRunSettings.prefault({}),
  web_fetch: WebFetchSettings.prefault({}),
});
export type ToolSettings = z.infer<typeof ToolSettings>;

/** Asked whenever a tool is opened or used, so that a change counts at once. Throws `tool_settings_invalid`. */
export type ReadToolSettings = () => Promise<ToolSettings>;
