/** Programs with exactly the words that an administrator has allowed. There is no shell: nothing reads quotes, variables or pipes. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Tool, type ToolSource, RunError } from '@tutti/engine';
import type { Json } from '@tutti/protocol';
import * as z from 'zod';
import { createTool } from '../create-tool.ts';
import { notConfigured } from '../not-configured.ts';
import { findEntry } from '../filesystem/open-plain-file.ts';
import { parseFilePath, refusePath } from '../filesystem/parse-path.ts';
import type { Workspace } from '../filesystem/workspace.ts';
import type { Workspaces } from '../filesystem/workspaces.ts';
import { findProgram } from '../process/find-program.ts';
import { Warden } from '../../mcp/stdio/warden.ts';
import { runCommand, WITH_SERVER } from '../process/run-command.ts';
import type { ReadToolSettings } from '../settings/tool-settings.ts';
import { matchCommand } from './match-command.ts';
import type { ShellSettings } from './shell-settings.ts';

export interface ShellOptions {
  readonly workspaces: Workspaces;
  readonly readSettings: ReadToolSettings;
}

const ShellInput = z.object({
  argv: z
    .array(z.string().max(4_000))
    .min(1)
    .max(64)
    .describe('The program and its arguments, each a word of its own; nothing is quoted or expanded.'),
});

/** Above the longest that a command may take, with time to end it. */
const LONGEST_MS = 3_660_000;
const LONGEST_LIST = 4_000;
const SYSTEM_FOLDERS = ['/usr/bin', '/bin'];
/** Files of the workspace that look like a repository without a working tree would otherwise name programs for git to start. */
const SAFE_GIT = {
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'safe.bareRepository',
  GIT_CONFIG_VALUE_0: 'explicit',
  // An address such as ext::… is a command.
  GIT_ALLOW_PROTOCOL: 'file:git:http:https:ssh',
};

export function createShellTools({ workspaces, readSettings }: ShellOptions): ToolSource {
  const warden = new Warden();
  return {
    names: ['shell'],
    fixed: false,
    async open(_name, place) {
      const { shell } = await readSettings();
      if (shell.commands.length === 0)
        throw notConfigured(
          'no command is allowed: list whole commands under `shell: commands:` in tool-settings.yaml',
        );
      if (process.platform === 'win32')
        throw notConfigured('programs and everything that they start cannot be ended together on Windows');
      return [createShellTool(await workspaces.open(place), { shell, readSettings, warden })];
    },
  };
}

function createShellTool(
  workspace: Workspace,
  { shell, readSettings, warden }: { shell: ShellSettings; readSettings: ReadToolSettings; warden: Warden },
): Tool {
  return createTool({
    name: 'shell',
    description: `Runs a program in the workspace, without a shell. Allowed are:\n${toList(shell.commands)}`,
    input: ShellInput,
    effect: 'irreversible',
    timeoutMs: LONGEST_MS,
    // What counts is what is allowed now.
    use: async ({ argv }, { signal }) =>
      runAllowed(argv, { workspace, shell: (await readSettings()).shell, warden, signal }),
  });
}

async function runAllowed(
  words: readonly string[],
  {
    workspace,
    shell,
    warden,
    signal,
  }: { workspace: Workspace; shell: ShellSettings; warden: Warden; signal: AbortSignal },
): Promise<Json> {
  const match = matchCommand(words, shell.commands);
  if (!match) throw refuse(`is not one of those that are allowed:\n${toList(shell.commands)}`);
  for (const file of match.files) await assertInside(workspace, file);
  const [program = '', ...rest] = words;
  const file = await findProgram(program, shell.path);
  if (file === undefined) throw refuse(`names a program that is not installed: ${program}`);
  const setpriv = process.platform === 'linux' ? await findProgram('setpriv', SYSTEM_FOLDERS) : undefined;
  await using root = await workspace.openRoot();
  const home = await mkdtemp(join(tmpdir(), 'tutti-home-'));
  try {
    const end = await runCommand({
      // Where it can be had, the program ends with the server even when that is killed.
      ...(setpriv === undefined ? { file, words: rest } : { file: setpriv, words: [...WITH_SERVER, file, ...rest] }),
      folder: root.path,
      environment: {
        PATH: shell.path.join(':'),
        HOME: home,
        LANG: 'C.UTF-8',
        ...SAFE_GIT,
        ...shell.environment,
      },
      limitMs: shell.limitSeconds * 1_000,
      outputBytes: shell.outputBytes,
      warden,
      signal,
    });
    return { ...end };
  } finally {
    workspace.usage.forget();
    await rm(home, { recursive: true, force: true });
  }
}

/** The program follows links: none may lie on the way to what it is given. */
async function assertInside(workspace: Workspace, file: string): Promise<void> {
  const { folder: names, name } = parseFilePath(file);
  await using folder = await workspace.openFolder(names, { create: false });
  const stats = folder && (await findEntry(folder, name));
  if (stats && !stats.isFile() && !stats.isDirectory()) throw refusePath(file, 'is no plain file or folder');
  if (stats?.isFile() && stats.nlink > 1) throw refusePath(file, 'has a second name elsewhere');
}

/** As many as fit into a description. */
function toList(commands: ShellSettings['commands']): string {
  const lines = commands.map((words) => `- ${JSON.stringify(words)}`).join('\n');
  return lines.length <= LONGEST_LIST ? lines : `${lines.slice(0, LONGEST_LIST)}…`;
}

function refuse(problem: string): RunError {
  return new RunError('command_refused', `the command ${problem}`, { nothingHappened: true });
}
