/** JavaScript in a process of its own that reaches nothing: no network, no other process, no file but copies of those it was given. */
import type { Tool, ToolSource } from '@tutti/engine';
import { createTool } from '../create-tool.ts';
import { notConfigured } from '../not-configured.ts';
import type { Workspace } from '../filesystem/workspace.ts';
import type { Workspaces } from '../filesystem/workspaces.ts';
import type { ReadToolSettings } from '../settings/tool-settings.ts';
import { CodeInput } from './code-input.ts';
import type { CodeRunSettings } from './code-run-settings.ts';
import { findIsolation, type Isolation } from './find-isolation.ts';
import { runCode } from './run-code.ts';

export interface CodeRunOptions {
  readonly workspaces: Workspaces;
  readonly readSettings: ReadToolSettings;
  /** Where programs work for a moment, each in a folder of its own. */
  readonly scratch: string;
  readonly findIsolation?: typeof findIsolation;
}

/** Above the longest that a program may take, with time to end it. */
const LONGEST_MS = 660_000;

export function createCodeRunTools(options: CodeRunOptions): ToolSource {
  const { workspaces, readSettings, scratch, findIsolation: find = findIsolation } = options;
  let known: Isolation | undefined;
  const isolate = async (signal: AbortSignal): Promise<Isolation> => {
    const found = known ?? (await find(scratch, signal));
    if (typeof found === 'string') throw notConfigured(`programs cannot be kept apart here: ${found}`);
    known = found;
    return found;
  };
  return {
    names: ['code_run'],
    fixed: false,
    async open(_name, place) {
      assertEnabled((await readSettings()).code_run);
      const isolation = await isolate(place.signal);
      return [createCodeRunTool(await workspaces.open(place), isolation, { readSettings, scratch })];
    },
  };
}

function createCodeRunTool(
  workspace: Workspace,
  isolation: Isolation,
  { readSettings, scratch }: Pick<CodeRunOptions, 'readSettings' | 'scratch'>,
): Tool {
  return createTool({
    name: 'code_run',
    description:
      'Runs JavaScript (Node, as a module) in a process without network, environment and other processes. It sees only copies of the files named in `reads`.',
    input: CodeInput,
    effect: 'idempotent',
    timeoutMs: LONGEST_MS,
    async use(input, { signal }) {
      // What counts is what is allowed now.
      const settings = assertEnabled((await readSettings()).code_run);
      return runCode(input, { settings, isolation, workspace, scratch, signal });
    },
  });
}

function assertEnabled(settings: CodeRunSettings): CodeRunSettings {
  if (!settings.enabled) throw notConfigured('it is off: set `code_run: enabled: true` in tool-settings.yaml');
  return settings;
}
