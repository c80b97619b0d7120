/** A command-line agent. What it does to its machine nobody can take back or check: it runs as the user that Tutti runs as. */
import {
  AgentFailedError,
  type AgentRuntime,
  type RuntimeAnswer,
  type RuntimeTurn,
  type ToolPolicy,
} from '@tutti/engine';
import { findCommandProblem, findVariableProblem } from '../../tools/mcp/checks/find-command-problem.ts';
import type { Warden } from '../../tools/mcp/stdio/warden.ts';
import type { CliDefinition } from '../config/definition.ts';
import { fillText } from '../fill-template.ts';
import { toPlaces, toSecretPlaces } from '../to-places.ts';
import type { AcpOptions } from './run-acp.ts';
import { RunScratch } from './run-scratch.ts';
import { runStdio } from './run-stdio.ts';
import { startCommand } from './start-command.ts';
import { takesGoal, toArgv } from './to-argv.ts';

export interface CliRuntimeOptions {
  readonly definition: CliDefinition;
  readonly values: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly warden: Warden;
  /** Of what is asked for over ACP. */
  readonly policy: ToolPolicy;
  /** Where a run without a workspace gets a folder, and every command a home. */
  readonly scratch: string;
}

export function createCliRuntime(options: CliRuntimeOptions): AgentRuntime {
  const { definition, warden } = options;
  const scratch = new RunScratch(options.scratch);
  return {
    kind: 'cli',
    async take(turn) {
      turn.signal.throwIfAborted();
      const problem = findProblem(definition);
      if (problem !== undefined) throw refuse(problem);
      const places = toPlaces(turn, options.values);
      const argv = toArgv(definition, places);
      const cwd = turn.workspace ?? (await scratch.openFolder(turn, turn.agent.id));
      const home = await scratch.openHome(turn, turn.agent.id);
      const environment = fillEnvironment(definition.environment, toSecretPlaces(places, options.secrets));
      const command = await startCommand({
        argv,
        cwd,
        home,
        environment,
        warden,
        secrets: Object.values(options.secrets),
      });
      const stop = () => void command.stop();
      const isPlain = definition.protocol === 'stdio';
      if (isPlain) turn.signal.addEventListener('abort', stop, { once: true });
      if (turn.signal.aborted) stop();
      try {
        return await talk(command, turn, { definition, cwd, policy: options.policy });
      } catch (error) {
        turn.signal.throwIfAborted();
        throw error;
      } finally {
        turn.signal.removeEventListener('abort', stop);
        await command.stop();
      }
    },
  };
}

/** Why an administrator's leave is not enough; undefined where it is. */
export function findProblem({ argv, environment }: CliDefinition): string | undefined {
  const variable = Object.keys(environment).find((name) => name !== 'HOME' && findVariableProblem(name) !== undefined);
  return variable === undefined ? findCommandProblem(argv) : findVariableProblem(variable);
}

async function talk(
  command: Awaited<ReturnType<typeof startCommand>>,
  turn: RuntimeTurn,
  { definition, cwd, policy }: AcpOptions,
): Promise<RuntimeAnswer> {
  if (definition.protocol === 'acp') {
    // Loaded when it is first spoken.
    const { runAcp } = await import('./run-acp.ts');
    return runAcp(command, turn, { definition, cwd, policy });
  }
  return runStdio(command, turn, { definition, takesGoal: takesGoal(definition) });
}

function fillEnvironment(
  environment: Readonly<Record<string, string>>,
  places: Parameters<typeof fillText>[1],
): Record<string, string> {
  const filled = Object.entries(environment).map(([name, text]) => [name, fillText(text, places).replaceAll('\0', '')]);
  // What was not configured is not set, rather than set to what stands for it.
  return Object.fromEntries(filled.filter(([, text]) => text !== '' && !/^\{[A-Za-z.]+\}$/.test(text ?? '')));
}

function refuse(message: string): AgentFailedError {
  return new AgentFailedError('command_not_allowed', message, { nothingHappened: true });
}
