/** Mistakes in the files that tools, their rules and agents elsewhere are configured with, as they are now. */
import { EngineError } from '@tutti/engine';
import { type ErrorCode, ERRORS } from '@tutti/protocol';
import type { ConfigProblem, ToolSetView } from '@tutti/protocol/api';
import type { Home } from '../home/open-home.ts';

export async function findConfigProblems(home: Home, sets: readonly ToolSetView[]): Promise<ConfigProblem[]> {
  const { tools, runtimes } = home;
  await tools.rules.look();
  const settings = sets.find(({ problem }) => problem?.code === 'tool_settings_invalid')?.problem;
  const servers = await tools.servers.mcp.list().then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );
  return [
    ...toProblem('tools.yaml', tools.rules.problem),
    ...toProblem('runtimes.yaml', await runtimes.findProblem()),
    ...(settings ? [{ file: 'tool-settings.yaml' as const, ...settings }] : []),
    ...toProblem('mcp.yaml', servers),
  ];
}

const OTHERWISE: Partial<Record<ConfigProblem['file'], readonly [ErrorCode, string]>> = {
  'runtimes.yaml': ['agent_not_configured', 'Mend what the message names; nobody has to be stopped for it.'],
};

export function toProblem(file: ConfigProblem['file'], error: Error | undefined): ConfigProblem[] {
  if (error === undefined) return [];
  const code = error instanceof EngineError ? error.code : 'tool_unavailable';
  const [, remedy] = OTHERWISE[file] ?? ERRORS[code];
  return [{ file, code, message: error.message, remedy }];
}

/** What a file holds is an administrator's business; that it is wrong, and what to do, is everybody's who works with it. */
export function withoutWords({ file, code, remedy }: ConfigProblem): ConfigProblem {
  return { file, code, message: `${file}: ${ERRORS[code][0]}`, remedy };
}
